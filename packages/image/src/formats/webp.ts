// What is in a WebP file? Its container is read here (RFC 9649); the pixels come from libwebp as WebAssembly (@jsquash/webp).
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import { exifOrientation, turnUpright } from './exif-orientation.ts'
import type { Format } from './format.ts'
import { wasmCodec } from './wasm-codec.ts'

export const webp: Format = {
  name: 'webp',
  mimeTypes: ['image/webp'],
  matches: bytes => name(bytes, 0) === 'RIFF' && name(bytes, 8) === 'WEBP',
  size: bytes => readContainer(bytes),
  decode,
}

interface Container {
  width: number
  height: number
  orientation: number
}

/** The chunks: VP8 (lossy), VP8L (lossless), or VP8X (extended: alpha, metadata, animation) before one of them. */
function readContainer(bytes: Uint8Array): Container {
  if (bytes.length < 30) throw truncated(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = 8 + view.getUint32(4, true)
  if (end > bytes.length + 1) throw truncated(bytes)
  const sizes: [number, number][] = []
  let orientation = 1
  for (let at = 12; at + 8 <= Math.min(end, bytes.length); ) {
    const type = name(bytes, at)
    const length = view.getUint32(at + 4, true)
    const data = at + 8
    if (data + length > bytes.length) throw truncated(bytes)
    if (type === 'ANIM') throw unsupported('a still picture', 'an animation')
    if (type === 'VP8X' && length >= 10) sizes.push([1 + uint24(bytes, data + 4), 1 + uint24(bytes, data + 7)])
    if (type === 'VP8 ' && length >= 10)
      sizes.push([view.getUint16(data + 6, true) & 0x3fff, view.getUint16(data + 8, true) & 0x3fff])
    if (type === 'VP8L' && length >= 5) {
      const bits = view.getUint32(data + 1, true)
      sizes.push([1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)])
    }
    if (type === 'EXIF') orientation = exifOrientation(skipExifName(bytes.subarray(data, data + length)))
    at = data + length + (length & 1)
  }
  if (sizes.length === 0) throw corrupt('a VP8, VP8L or VP8X chunk', 'none')
  const width = Math.max(...sizes.map(size => size[0]))
  const height = Math.max(...sizes.map(size => size[1]))
  if (width === 0 || height === 0) throw corrupt('a size of at least 1×1', `${width}×${height}`)
  return { width, height, orientation }
}

/** Some writers keep the six bytes that name EXIF in JPEG. */
function skipExifName(data: Uint8Array): Uint8Array {
  return name(data, 0) === 'Exif' ? data.subarray(6) : data
}

const readPixels = wasmCodec(async () => {
  const [{ default: factory }, { webpWasm: text }] = await Promise.all([
    import('@jsquash/webp/codec/dec/webp_dec.js'),
    import('./webp-wasm.ts'),
  ])
  return { factory, text }
})

async function decode(bytes: Uint8Array): Promise<Raster> {
  const { width, height, orientation } = readContainer(bytes)
  const picture = await readPixels(bytes)
  if (!picture) throw corrupt('VP8 data', 'something else')
  if (picture.width * picture.height > width * height)
    throw corrupt(`${width}×${height}`, `${picture.width}×${picture.height}`)
  return turnUpright(picture, orientation)
}

function name(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function uint24(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `webp: the file ends after ${bytes.length} bytes, inside the picture. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `webp: expected ${expected}, got ${got}. The file is damaged.`)
}

function unsupported(expected: string, got: string): ImageError {
  return new ImageError('unsupported', `webp: expected ${expected}, got ${got}. Save the picture as PNG or JPEG.`)
}
