// What is asked of a contender and what it answers: one JSON object a line, on standard input and output. A contender
// may be written in any language; serve.ts is the side of those in JavaScript.

/** A network to run or to train, or a picture to read (then `net` is its file). */
export interface Task {
  readonly kind: 'inference' | 'training' | 'reading'
  /** Folder of the files that nets.ts wrote. */
  readonly folder: string
  readonly net: string
  readonly batch: number
  /** Of training: at most so many steps without dropout, and no more once so much time is over; never less than two. */
  readonly check?: { readonly steps: number; readonly budgetMs: number; readonly learningRate: number }
}

/** A line to a contender. */
export type Request =
  | { readonly command: 'prepare'; readonly task: Task }
  /** Runs for about so long, at least once. */
  | { readonly command: 'measure'; readonly ms: number }

/** What one stretch of measuring gave. */
export interface Round {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly calls: number
  readonly wallMs: number
  /** User and system time of the whole process. */
  readonly cpuMs: number
}

/** A line from a contender, after {@link answerMark}. */
export type Answer =
  /** First, unasked. */
  | { readonly hello: { readonly about: string } }
  /** Base64 of floats: probabilities, or the loss of each step. */
  | { readonly prepared: { readonly answer: string; readonly note?: string; readonly native?: readonly string[] } }
  | { readonly measured: Round }
  | { readonly error: string }

/** Begins every line that is an answer; libraries print all sorts of other lines. */
export const answerMark = '@@'

/** Floats as base64, little-endian. */
export function encodeFloats(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

/** Floats from base64, little-endian. */
export function decodeFloats(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
}
