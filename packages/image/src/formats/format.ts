// What must a picture format offer? Three questions, asked in this order: is it yours, how large is it, what are its pixels.
import type { Raster } from '../raster.ts'

/** Names of the formats that `decodeImage` reads. */
export type FormatName = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'pnm'

/**
 * One picture format. To add one: a file beside this one that exports a `Format`, its fixtures, and a line in `index.ts`.
 */
export interface Format {
  readonly name: FormatName
  /** First is the registered one. */
  readonly mimeTypes: readonly string[]
  /** Whether the first bytes are this format's signature. Never throws. */
  matches(bytes: Uint8Array): boolean
  /**
   * The largest width and height that `decode` would allocate for, read from headers only, in microseconds.
   *
   * @throws ImageError `truncated`, `corrupt`, `unsupported`
   */
  size(bytes: Uint8Array): { width: number; height: number }
  /**
   * All pixels, upright. Called only after `size` has passed the limits. May throw anything: `decodeImage` turns what is
   * not an ImageError into `corrupt`.
   */
  decode(bytes: Uint8Array): Raster | Promise<Raster>
}
