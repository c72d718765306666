// How are large JPEG pictures read fast? By mozjpeg as WebAssembly (@jsquash/jpeg): seven times as fast as jpeg-js, which stays for
// what it does not read (CMYK) and for small pictures, which are read before a decoder could be started.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import { wasmCodec } from './wasm-codec.ts'

/** What mozjpeg wants to be told: EXIF's orientation is not its business. */
const heedOrientation = false

const readPixels = wasmCodec(async () => {
  const [{ default: factory }, { jpegWasm: text }] = await Promise.all([
    import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
    import('./jpeg-wasm.ts'),
  ])
  return { factory, text }
}, heedOrientation)

/** Complaints of libjpeg (jerror.h) after which pixels are missing or made up. It has others that change none. */
const damage = /premature end|bad Huffman|instead of RST/i

/**
 * Pixels of a baseline or progressive file with one or three components, not yet turned upright.
 *
 * @returns undefined when the decoder cannot be started here (no WebAssembly) or gives the file up
 * @throws ImageError `corrupt` for a file with damaged samples
 */
export async function readWithMozjpeg(bytes: Uint8Array): Promise<Raster | undefined> {
  let complaint: string | undefined
  const picture = await readPixels(bytes, line => {
    if (damage.test(line)) complaint ??= line
  }).catch(() => undefined)
  if (complaint) throw new ImageError('corrupt', `jpeg: ${complaint}. The file is damaged.`)
  return picture ?? undefined
}
