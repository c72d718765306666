// What can be set from outside, and within which bounds? The environment is read here and nowhere else.
// Read next: server.ts.

import { availableParallelism } from 'node:os'
import { defaultLimits } from '@digitrec/recognizer'

/** Everything an operator may set. Times in milliseconds, sizes in bytes or pixels. */
export interface Settings {
  /** TCP port; 0 takes a free one. @default 8080 (PORT) */
  port: number
  /** Address to listen on. @default 127.0.0.1 (HOST) */
  host: string
  /** Threads that decode and read. @default one per processor, at most 4 (DIGITREC_WORKERS) */
  workers: number
  /** Images that may wait for a thread before the answer is 503. @default 16 (DIGITREC_QUEUE) */
  queue: number
  /** Time one image may take in a thread before the thread is ended. @default 10000 (DIGITREC_TIMEOUT_MS) */
  timeoutMs: number
  /** JavaScript heap of one thread, in MiB. @default 512 (DIGITREC_WORKER_MEMORY_MB) */
  workerMemoryMb: number
  /** Largest upload. @default the recognizer's, 10 MiB (DIGITREC_LIMIT_BYTES) */
  limitBytes: number
  /** Largest picture, width × height. @default the recognizer's, 24 megapixels (DIGITREC_LIMIT_PIXELS) */
  limitPixels: number
  /** Least important lines that are logged: trace, debug, info, warn, error, fatal or silent. @default info (LOG_LEVEL) */
  logLevel: string
}

/** One setting that is a whole number: the variable it comes from, its default, and the range it must be in. */
interface NumberSetting {
  readonly variable: string
  readonly fallback: () => number
  readonly from: number
  readonly to: number
}

const numbers = {
  port: { variable: 'PORT', fallback: () => 8080, from: 0, to: 65535 },
  workers: { variable: 'DIGITREC_WORKERS', fallback: () => Math.min(4, availableParallelism()), from: 1, to: 64 },
  queue: { variable: 'DIGITREC_QUEUE', fallback: () => 16, from: 0, to: 10_000 },
  timeoutMs: { variable: 'DIGITREC_TIMEOUT_MS', fallback: () => 10_000, from: 50, to: 600_000 },
  workerMemoryMb: { variable: 'DIGITREC_WORKER_MEMORY_MB', fallback: () => 512, from: 64, to: 65_536 },
  limitBytes: { variable: 'DIGITREC_LIMIT_BYTES', fallback: () => defaultLimits.bytes, from: 1024, to: 2 ** 30 },
  limitPixels: { variable: 'DIGITREC_LIMIT_PIXELS', fallback: () => defaultLimits.pixels, from: 784, to: 2 ** 28 },
} as const satisfies Record<string, NumberSetting>

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** A setting that is out of its range; the message names the variable, the range and what came. */
export class SettingsError extends Error {
  readonly code = 'invalid-setting'
  override readonly name = 'SettingsError'
}

/**
 * Settings from the environment, with explicit ones before it and defaults after it.
 *
 * @param env usually process.env
 * @param explicit values that win over the environment; checked the same way
 * @throws SettingsError `invalid-setting`
 */
export function readSettings(env: Record<string, string | undefined>, explicit: Partial<Settings> = {}): Settings {
  const number = (name: keyof typeof numbers) => {
    const { variable, fallback, from, to } = numbers[name]
    const text = explicit[name] ?? (env[variable] || undefined)
    if (text === undefined) return fallback()
    const value = Number(text)
    if (Number.isInteger(value) && value >= from && value <= to) return value
    throw new SettingsError(`settings: expected ${variable} as a whole number from ${from} to ${to}, got ${text}.`)
  }
  const logLevel = explicit.logLevel ?? (env.LOG_LEVEL || 'info')
  if (!logLevels.includes(logLevel)) {
    throw new SettingsError(`settings: expected LOG_LEVEL as one of ${logLevels.join(', ')}, got ${logLevel}.`)
  }
  return {
    port: number('port'),
    host: explicit.host ?? (env.HOST || '127.0.0.1'),
    workers: number('workers'),
    queue: number('queue'),
    timeoutMs: number('timeoutMs'),
    workerMemoryMb: number('workerMemoryMb'),
    limitBytes: number('limitBytes'),
    limitPixels: number('limitPixels'),
    logLevel,
  }
}
