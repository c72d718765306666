// What a bench measures: something that can be run on a backend, and checked before it is timed.

import type { BackendName } from '@digitrec/tensor'

/** The backends that are compared; the first is the judge of the others. */
export const compared = ['reference', 'wasm'] as const satisfies readonly BackendName[]

/** One of {@link compared}. */
export type ComparedBackend = (typeof compared)[number]

/** One row of the bench. */
export interface BenchCase {
  /** Names the shape, such as `conv2dForward 32×14×14×8→16 3×3`. */
  readonly title: string
  /** Gets it ready on a backend. */
  open(backend: ComparedBackend): Promise<OpenCase> | OpenCase
}

/** A case on one backend. */
export interface OpenCase {
  /** Kernels that run as native code here. */
  readonly native: readonly string[]
  /** Runs once from a known state. Numbers must agree with the judge's, within rounding; texts must be equal. */
  check(): Promise<Float32Array | string> | Float32Array | string
  /** What is timed. */
  run(): unknown
}

/** What is wrong with an answer; undefined when it agrees. Sums are made in another order, so rounding may differ. */
export function disagreement(answer: Float32Array | string, judge: Float32Array | string): string | undefined {
  if (typeof answer === 'string' || typeof judge === 'string')
    return answer === judge ? undefined : `expected '${judge}', got '${answer}'`
  if (answer.length !== judge.length) return `expected ${judge.length} numbers, got ${answer.length}`
  const largest = judge.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const bound = 1e-5 + 1e-3 * largest
  const wrong = judge.findIndex((value, i) => !(Math.abs(answer[i]! - value) <= bound))
  return wrong < 0 ? undefined : `expected ${judge[wrong]} at ${wrong}, got ${answer[wrong]}`
}
