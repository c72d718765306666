// How do a stranger's bytes become pixels? Sniff, ask the size, check the limits, decode: in this order and only here.
import type { Format, FormatName } from './formats/format.ts'
import { formats } from './formats/index.ts'
import { ImageError } from './image-error.ts'
import type { Raster } from './raster.ts'

/** What a picture may cost. */
export interface Limits {
  /** Largest file, in bytes. */
  readonly bytes: number
  /** Most pixels, width times height. */
  readonly pixels: number
  /** Longest side, in pixels. */
  readonly side: number
}

/** 10 MiB, 24 megapixels (a phone's full photo) and 20,000 pixels a side. */
export const defaultLimits: Limits = { bytes: 10 * 2 ** 20, pixels: 24e6, side: 20_000 }

const accepted = 'PNG, JPEG, WebP, GIF, BMP and PNM are accepted'

/**
 * Bytes of a picture file to RGBA pixels, upright.
 *
 * The kind is told by the bytes, never by a name. The size is read from the header and checked before a pixel is decoded,
 * so a file that declares a huge picture costs nothing. Of an animation the first frame is read.
 *
 * @param bytes the whole file
 * @param limits each limit not given is the one of `defaultLimits`
 * @throws ImageError `empty`, `unsupported`, `too-large`, `truncated`, `corrupt`; nothing else
 * @example
 * const raster = await decodeImage(await readFile('seven.png'))   // { width, height, data }
 */
export async function decodeImage(bytes: Uint8Array, limits: Partial<Limits> = {}): Promise<Raster> {
  if (bytes.length === 0)
    throw new ImageError('empty', 'decodeImage: expected a picture, got 0 bytes. Choose a file again.')
  const limit = { ...defaultLimits, ...limits }
  if (bytes.length > limit.bytes) {
    const message = `decodeImage: the file has ${bytes.length} bytes, limit is ${limit.bytes}. Send a smaller picture or raise limits.bytes.`
    throw new ImageError('too-large', message)
  }
  const format = formatOf(bytes)
  if (!format) throw new ImageError('unsupported', `decodeImage: this looks like ${looksLike(bytes)}; ${accepted}.`)
  try {
    checkSize(format.size(bytes), limit)
    return await format.decode(bytes)
  } catch (cause) {
    if (cause instanceof ImageError) throw cause
    throw new ImageError('corrupt', `decodeImage: this ${format.name} file cannot be decoded. The file is damaged.`, {
      cause,
    })
  }
}

/**
 * Which format the first bytes belong to, or undefined. Never throws and reads nothing but the signature.
 */
export function sniffFormat(bytes: Uint8Array): FormatName | undefined {
  return formatOf(bytes)?.name
}

function formatOf(bytes: Uint8Array): Format | undefined {
  return formats.find(format => format.matches(bytes))
}

function checkSize({ width, height }: { width: number; height: number }, limit: Limits): void {
  if (Math.max(width, height) > limit.side) {
    const message = `decodeImage: ${width}×${height} has a side over ${limit.side} pixels. Send a smaller picture or raise limits.side.`
    throw new ImageError('too-large', message)
  }
  if (width * height > limit.pixels) {
    const message = `decodeImage: ${width}×${height} is ${mega(width * height)} megapixels, limit is ${mega(limit.pixels)}. Send a smaller picture or raise limits.pixels.`
    throw new ImageError('too-large', message)
  }
}

function mega(pixels: number): number {
  return Math.round(pixels / 1e5) / 10
}

/** Signatures of what people send by mistake: bytes at an offset, and the name to say. */
const others: readonly [offset: number, signature: string, name: string][] = [
  [0, '%PDF', 'a PDF document'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [4, 'ftyphei', 'a HEIC photo'],
  [4, 'ftyphev', 'a HEIC photo'],
  [4, 'ftypmif1', 'a HEIC photo'],
  [4, 'ftypavif', 'an AVIF picture'],
  [4, 'ftyp', 'a video'],
  [0, '\0\0\x01\0', 'an icon (ICO)'],
  [0, '8BPS', 'a Photoshop document'],
  [0, '\0\0\0\x0cJXL ', 'a JPEG XL picture'],
  [0, '\xff\x0a', 'a JPEG XL picture'],
  [0, '\0\0\0\x0cjP', 'a JPEG 2000 picture'],
  [0, 'PK\x03\x04', 'a ZIP archive or an office document'],
  [0, '\x1f\x8b', 'gzip data'],
  [0, 'MZ', 'a Windows program'],
  [0, '\x7fELF', 'a program'],
]

function looksLike(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 512))
  const known = others.find(([offset, signature]) => head.startsWith(signature, offset))
  if (known) return known[2]
  if (/<svg[\s>]/i.test(head)) return 'an SVG drawing'
  if (/^\s*<(!doctype|html|\?xml)/i.test(head.replace(/^\xef\xbb\xbf/, ''))) return 'a web page or XML'
  return /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(head) ? 'text' : 'no picture'
}
