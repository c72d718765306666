// Which backend runs: asked for, set in the environment, or the fastest that works here.

import type { Backend } from '../program.ts'
import { wasmSupported } from '../wasm/host.ts'
import { referenceBackend } from './reference.ts'
import { wasmBackend, wasmRelaxedBackend } from './wasm.ts'

/** The backends by name. */
export const backends = {
  reference: referenceBackend,
  wasm: wasmBackend,
  'wasm-relaxed': wasmRelaxedBackend,
} as const

/** Whether a backend runs on this machine. */
export function backendSupported(name: keyof typeof backends): boolean {
  return name === 'reference' || wasmSupported(name === 'wasm-relaxed')
}

/**
 * The name of a backend; `auto` is the fastest that this machine runs and that gives the same bits on every machine, so
 * never `wasm-relaxed`.
 */
export type BackendName = keyof typeof backends | 'auto'

/** Codes of {@link BackendError}. */
export const backendErrorCodes = {
  'unknown-backend': 'No backend has that name.',
  'unsupported-backend': 'The backend does not run here: WebAssembly or the SIMD it needs is missing or forbidden.',
} as const

/** A backend was asked for that cannot be had. */
export class BackendError extends Error {
  override readonly name = 'BackendError'
  constructor(
    readonly code: keyof typeof backendErrorCodes,
    message: string,
  ) {
    super(message)
  }
}

interface Environment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

/**
 * The backend to open programs on: the one named, else the one that the environment variable DIGITREC_BACKEND names,
 * else the fastest that this machine runs. The choice is never silent: `backend.name` and `session.native` say it.
 *
 * @param name @default what DIGITREC_BACKEND says, or `auto`
 * @throws BackendError `unknown-backend`, `unsupported-backend`
 */
export function chooseBackend(name?: BackendName): Backend {
  const wanted = name ?? ((globalThis as Environment).process?.env?.DIGITREC_BACKEND || 'auto')
  if (wanted === 'auto') return wasmSupported() ? wasmBackend : referenceBackend
  if (!Object.hasOwn(backends, wanted)) {
    const known = [...Object.keys(backends), 'auto'].join(', ')
    throw new BackendError('unknown-backend', `backend: expected one of ${known}, got '${wanted}'.`)
  }
  const known = wanted as keyof typeof backends
  if (!backendSupported(known))
    throw new BackendError(
      'unsupported-backend',
      `backend: expected WebAssembly with ${known === 'wasm' ? '' : 'relaxed '}SIMD for '${known}', got a host without it. Choose another or 'auto'.`,
    )
  return backends[known]
}
