// What the page asks of whoever reads a picture: one verb, wherever it runs. Next: in-browser.ts, on-server.ts.

import type { RecognitionJson } from '@digitrec/recognizer'

/** A drawing as pixels: RGBA, row by row, `width * height * 4` bytes. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

/** A whole image file, or pixels that never were a file. */
export type ReaderInput = Uint8Array<ArrayBuffer> | Pixels

/** What a reading is asked for, beside the number. */
export interface Asked {
  /** What is known of the number, as a constraint in text; empty for nothing. */
  readonly known: string
  /** Also how it was read, every step as a picture; takes longer. */
  readonly explain: boolean
}

/** Longest side of the pictures of an explanation, in pixels. */
export const explainedSide = 480

export interface Reader {
  /**
   * Reads one picture; the answer carries the 28x28 frames.
   *
   * @throws ReaderError with a code of `errorWords`
   * @throws DOMException `AbortError` when `signal` fires
   */
  read(input: ReaderInput, signal: AbortSignal, asked: Asked): Promise<RecognitionJson>
  /** Gets ready ahead of the first picture; never throws. */
  warm(): void
}

/** The picture could not be read; `code` is stable and chooses the sentence that the page shows. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
