// What is in a JPEG file? Its markers are read here (ITU-T T.81, Annex B); its pixels by jpeg-js, the one pure decoder that
// reads baseline, progressive, gray and CMYK alike, or, of a large picture, by the much faster one of mozjpeg.ts.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import { exifOrientation, turnUpright } from './exif-orientation.ts'
import type { Format } from './format.ts'
import { readWithMozjpeg } from './mozjpeg.ts'

/** Cameras write about ten; each one walks over every block of the picture. */
const mostScans = 100

/** From here on mozjpeg is ready with the picture before jpeg-js is, though it has to be started first. */
const largePixels = 250_000

export const jpeg: Format = {
  name: 'jpeg',
  mimeTypes: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
  matches: bytes => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
  size: bytes => readMarkers(bytes, true),
  decode,
}

interface Markers {
  width: number
  height: number
  components: number
  /** Component ids are the letters R, G, B. */
  isNamedRgb: boolean
  /** Adobe's colour transform: 0 none, 1 YCbCr, 2 YCCK; undefined without the marker. */
  adobe: number | undefined
  hasJfif: boolean
  orientation: number
  scans: number
  /** Bytes of compressed samples. */
  entropyBytes: number
  /** One past the EOI marker. */
  end: number
}

/**
 * Walks over the markers.
 *
 * @param headerOnly stop at the frame header: the rest may be missing
 */
function readMarkers(bytes: Uint8Array, headerOnly: boolean): Markers {
  const found: Markers = {
    width: 0,
    height: 0,
    components: 0,
    isNamedRgb: false,
    adobe: undefined,
    hasJfif: false,
    orientation: 1,
    scans: 0,
    entropyBytes: 0,
    end: 0,
  }
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at) // anything between segments is skipped, as every decoder does
    while (at >= 0 && bytes[at + 1] === 0xff) at++ // fill bytes, B.1.1.2
    if (at < 0 || at + 1 >= bytes.length) throw truncated(bytes)
    const marker = bytes[at + 1]!
    at += 2
    if (marker === 0xd9) {
      if (found.scans === 0) throw corrupt('a scan before the end of the image', 'none')
      found.end = at
      return found
    }
    if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue // no parameters
    if (at + 2 > bytes.length) throw truncated(bytes)
    const length = (bytes[at]! << 8) | bytes[at + 1]!
    if (length < 2) throw corrupt('a segment of at least 2 bytes', `${length}`)
    if (at + length > bytes.length) throw truncated(bytes)
    readSegment(found, marker, bytes.subarray(at + 2, at + length))
    if (headerOnly && found.width > 0) return found
    at += length
    if (marker === 0xda) {
      if (found.width === 0) throw corrupt('a frame header before the first scan', 'none')
      if (++found.scans > mostScans) throw corrupt(`at most ${mostScans} scans`, 'more')
      const end = scanEnd(bytes, at)
      found.entropyBytes += end - at
      at = end
    }
  }
}

function readSegment(found: Markers, marker: number, data: Uint8Array): void {
  if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) readFrame(found, marker, data)
  else if (marker === 0xe0 && startsWith(data, 'JFIF')) found.hasJfif = true
  else if (marker === 0xe1 && startsWith(data, 'Exif\0\0')) found.orientation = exifOrientation(data.subarray(6))
  else if (marker === 0xee && startsWith(data, 'Adobe') && data.length >= 12) found.adobe = data[11]
}

/** B.2.2. */
function readFrame(found: Markers, marker: number, data: Uint8Array): void {
  if (found.width > 0) throw corrupt('one frame', 'two')
  if (marker > 0xc2) throw unsupported('baseline or progressive Huffman coding', `process ${marker - 0xc0}`)
  const components = data[5] ?? 0
  if (data.length < 6 + components * 3) throw corrupt('a whole frame header', `${data.length} bytes`)
  if (data[0] !== 8) throw unsupported('8 bits a sample', `${data[0]}`)
  found.height = (data[1]! << 8) | data[2]!
  found.width = (data[3]! << 8) | data[4]!
  if (found.width === 0 || found.height === 0) throw corrupt('a size of at least 1×1', `${found.width}×${found.height}`)
  if (![1, 3, 4].includes(components)) throw unsupported('1, 3 or 4 components', `${components}`)
  found.components = components
  found.isNamedRgb = components === 3 && data[6] === 0x52 && data[9] === 0x47 && data[12] === 0x42
}

/** Compressed samples end at the first FF that is neither stuffed (FF 00), a restart (FF D0 to D7) nor a fill byte. */
function scanEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    at = bytes.indexOf(0xff, at)
    if (at < 0 || at + 1 >= bytes.length) throw truncated(bytes)
    const next = bytes[at + 1]!
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
    at += next === 0xff ? 1 : 2
  }
}

async function decode(bytes: Uint8Array): Promise<Raster> {
  const found = readMarkers(bytes, false)
  // The shortest code is one bit and every block has a code of its own in its first scan.
  const blocks = Math.ceil(found.width / 8) * Math.ceil(found.height / 8)
  if (found.entropyBytes * 8 < blocks) {
    const message = `jpeg: ${found.width}×${found.height} needs ${Math.ceil(blocks / 8)} bytes or more, got ${found.entropyBytes}.`
    throw new ImageError('truncated', message)
  }
  if (found.components === 4 && found.adobe === undefined) throw unsupported("Adobe's marker in a CMYK file", 'none')
  const large = found.width * found.height >= largePixels
  const picture = large && found.components < 4 ? await readWithMozjpeg(bytes) : undefined
  return turnUpright(picture ?? (await readWithJpegJs(bytes, found)), found.orientation)
}

async function readWithJpegJs(bytes: Uint8Array, found: Markers): Promise<Raster> {
  const isYcc = found.adobe === undefined ? found.hasJfif || !found.isNamedRgb : found.adobe !== 0
  const { decode: decodePixels } = await load()
  return decodePixels(bytes.subarray(0, found.end), {
    useTArray: true,
    formatAsRGBA: true,
    colorTransform: isYcc,
    maxResolutionInMP: (found.width * found.height) / 1e6 + 1,
    maxMemoryUsageInMB: 32 + (found.width * found.height * found.components * 12) / 2 ** 20,
  })
}

async function load(): Promise<typeof import('jpeg-js')> {
  const module = await import('jpeg-js')
  return (module as { default?: typeof import('jpeg-js') }).default ?? module // CommonJS, seen by Node or by a bundler
}

function startsWith(data: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (data[i] !== text.charCodeAt(i)) return false
  return true
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `jpeg: the file ends after ${bytes.length} bytes, inside the picture. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `jpeg: expected ${expected}, got ${got}. The file is damaged.`)
}

function unsupported(expected: string, got: string): ImageError {
  return new ImageError(
    'unsupported',
    `jpeg: expected ${expected}, got ${got}. Save the picture again as ordinary JPEG or PNG.`,
  )
}
