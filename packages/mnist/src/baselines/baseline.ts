// What is a baseline? A classic way to tell digits apart, to hold the networks against. Next: index.ts, the table of them.

import type { DigitSet } from '../idx.ts'

/** What learning may need to know. */
export interface BaselineOptions {
  readonly seed: number
  readonly signal?: AbortSignal
  /** Told the share that is done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** A baseline that has learnt. */
export interface FittedBaseline {
  /** What it had to remember, in bytes. */
  readonly bytes: number
  /** @param images N x 784 bytes, ink = 255. @returns N labels */
  predict(images: Uint8Array, options?: Pick<BaselineOptions, 'signal' | 'onProgress'>): Promise<Uint8Array>
}

/** A classic classifier and how it is used here. */
export interface Baseline {
  readonly name: string
  /** What it is and its settings, in a line. */
  readonly summary: string
  /**
   * Learns from digits and their labels.
   *
   * @throws the signal's reason when stopped
   */
  fit(train: DigitSet, options: BaselineOptions): Promise<FittedBaseline>
}

/** Reports, lets the event loop turn, and stops where that is asked for: between chunks of long work. */
export async function breathe(options: Pick<BaselineOptions, 'signal' | 'onProgress'>, done: number): Promise<void> {
  options.onProgress?.(done)
  await new Promise(resolve => setTimeout(resolve, 0))
  options.signal?.throwIfAborted()
}
