// What is a decoded picture? The one pixel layout that every format decodes to and every later step reads.

/** RGBA pixels, 8 bits a channel, row by row from the top left, upright (camera rotation applied), alpha not yet laid over paper. */
export interface Raster {
  /** Pixels per row, at least 1. */
  readonly width: number
  /** Rows, at least 1. */
  readonly height: number
  /** `width · height · 4` bytes: red, green, blue, alpha; alpha 255 is opaque and not premultiplied. */
  readonly data: Uint8Array
}

/** A rectangle in pixels; `x`, `y` is its top left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
