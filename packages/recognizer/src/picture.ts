// What can be read: bytes of a file, a Blob, or pixels that are already there.

import { decodeImage, ImageError, type InkStage, type Limits, type Raster } from '@digitrec/image'
import type { Constraint } from './constraints/constraint.ts'

/** RGBA pixels, as ImageData and decoders give them. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** `width · height · 4` bytes. */
  readonly data: Uint8Array | Uint8ClampedArray
}

/** A picture in any of the forms that {@link Recognizer.read} takes. */
export type PictureInput = Uint8Array | ArrayBuffer | Blob | Pixels

/** Options of a reading. */
export interface ReadOptions {
  /** Largest file and picture that are decoded. @default 10 MB and 24 megapixels */
  limits?: Partial<Limits>
  /** Stops the reading between its steps. */
  signal?: AbortSignal
  /**
   * What is known of the number, as `constraints.luhn(16)` or as text, `'luhn:16'`. The answer is then the likeliest
   * number that obeys, unless the ink speaks too clearly against all of them. @default nothing
   */
  constraint?: Constraint | string
  /** Largest probability of a wrong text that is accepted unseen, 0 to 1. @default 0.1 */
  maxRisk?: number
  /**
   * Most lines of writing that are read, 1 up: those further down are not looked at, and the answer is for review, with the
   * reason `too-many-lines`. @default 30, as many as a ruled page has
   */
  maxLines?: number
  /** Also describe how each digit and the whole number are written; a few milliseconds a digit. @default false */
  style?: boolean
  /** Called with every step from pixels to ink, in order: what happened, as pictures. See {@link pictureOf}. */
  onStage?: (stage: InkStage) => void
}

const mostLines = 30

/** How many lines may be read. @throws RangeError */
export function linesAllowed({ maxLines = mostLines }: ReadOptions): number {
  if (!(Number.isInteger(maxLines) && maxLines > 0))
    throw new RangeError(`read: expected maxLines to be a whole number from 1 on, got ${maxLines}.`)
  return maxLines
}

/** A largest risk that is a probability. @throws RangeError */
export function riskAllowed({ maxRisk }: Pick<ReadOptions, 'maxRisk'>): { maxRisk?: number } {
  if (maxRisk === undefined) return {}
  if (!(maxRisk >= 0 && maxRisk <= 1))
    throw new RangeError(`read: expected maxRisk to be a number from 0 to 1, got ${maxRisk}.`)
  return { maxRisk }
}

/** Any input as upright RGBA pixels. @throws ImageError */
export async function toRaster(input: PictureInput, { limits }: ReadOptions): Promise<Raster> {
  if (input instanceof Uint8Array) return decodeImage(input, limits)
  if (input instanceof ArrayBuffer) return decodeImage(new Uint8Array(input), limits)
  if (typeof Blob !== 'undefined' && input instanceof Blob)
    return decodeImage(new Uint8Array(await input.arrayBuffer()), limits)
  return checkPixels(input as Pixels)
}

function checkPixels(input: Pixels | null | undefined): Raster {
  const { width, height, data } = input ?? ({} as Partial<Pixels>)
  const whole = Number.isInteger(width) && Number.isInteger(height) && width! > 0 && height! > 0
  const isBytes = ArrayBuffer.isView(data) && data.BYTES_PER_ELEMENT === 1
  if (!whole || !isBytes || data.length !== width! * height! * 4)
    throw new ImageError(
      'unsupported',
      `read: expected bytes, a Blob, or RGBA pixels with data of width·height·4 bytes, got ${describe(input)}.`,
    )
  return { width: width!, height: height!, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

/** Characters of what is no picture that an error repeats. */
const longestShown = 40

function describe(input: Pixels | null | undefined): string {
  if (typeof input !== 'object' || input === null) {
    const text = String(input)
    return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  }
  const { width, height, data } = input
  return `${width}×${height} with ${data ? `${data.length} elements of ${data.constructor.name}` : 'no data'}`
}
