// How is a decoder started that is WebAssembly (@jsquash)? Its bytes travel as text in a module of their own, loaded with the first
// file of its kind: no path, no fetch, alike in Node and a bundle.

import type { Raster } from '../raster.ts'

/** What Emscripten makes of a decoder in C. */
interface CodecModule {
  /** RGBA of a file; null when there is none in it. */
  decode(bytes: Uint8Array, ...more: unknown[]): { width: number; height: number; data: Uint8ClampedArray } | null
}

type CodecFactory = (options: {
  noInitialRun: boolean
  wasmBinary: ArrayBuffer
  printErr: (line: string) => void
}) => Promise<CodecModule>

/** The one web global that is needed: base64 to a string of bytes, in every browser, worker and Node. */
declare const atob: (base64: string) => string

/**
 * A decoder of its own for every picture: what a large one took of memory goes with it, and a decoder that gave up (a C program's
 * exit) is not asked again. Starting one takes 5 to 10 ms.
 *
 * @param load the factory and the WebAssembly as text; called once
 * @param more what the decoder wants to be told beside the bytes
 * @returns file to pixels, null when the decoder finds none; its second parameter is told every line that the decoder writes
 */
export function wasmCodec(load: () => Promise<{ factory: unknown; text: string }>, ...more: unknown[]) {
  let loaded: Promise<{ create: CodecFactory; wasmBinary: ArrayBuffer }> | undefined
  return async (bytes: Uint8Array, complain: (line: string) => void = () => {}): Promise<Raster | null> => {
    loaded ??= load().then(({ factory, text }) => ({
      create: factory as CodecFactory,
      wasmBinary: Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer,
    }))
    const { create, wasmBinary } = await loaded
    const module = await create({ noInitialRun: true, wasmBinary, printErr: complain })
    const picture = module.decode(bytes, ...more)
    if (!picture) return null
    const { width, height, data } = picture
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  }
}
