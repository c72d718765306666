// A PNG writer for tests: any colour type, depth, interlacing, and files that lie.
import { crc32, deflateSync } from 'node:zlib'

export interface PngFile {
  width: number
  height: number
  depth: number
  colour: number
  interlaced?: boolean
  /** Samples of a pixel, in the picture's own depth. */
  pixel: (x: number, y: number) => number[]
  palette?: number[]
  transparency?: number[]
  /** Filter type of each row; 0 when not given. */
  filter?: number
  /** Used in place of the honest pixel data. */
  raw?: Uint8Array
}

export function pngFile(file: PngFile): Uint8Array {
  const { width, height, depth, colour, interlaced = false, palette, transparency } = file
  const header = [...uint32(width), ...uint32(height), depth, colour, 0, 0, interlaced ? 1 : 0]
  const chunks = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', Uint8Array.from(header)),
    ...(palette ? [chunk('PLTE', Uint8Array.from(palette))] : []),
    ...(transparency ? [chunk('tRNS', Uint8Array.from(transparency))] : []),
    chunk('IDAT', deflateSync(file.raw ?? rawRows(file))),
    chunk('IEND', new Uint8Array(0)),
  ]
  return new Uint8Array(Buffer.concat(chunks))
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

function rawRows(file: PngFile): Uint8Array {
  const passes = file.interlaced ? adam7 : ([[0, 0, 1, 1]] as const)
  const out: number[] = []
  for (const [x0, y0, dx, dy] of passes) {
    let above: number[] = []
    for (let y = y0; y < file.height; y += dy) {
      const samples: number[] = []
      for (let x = x0; x < file.width; x += dx) samples.push(...file.pixel(x, y))
      if (samples.length === 0) continue
      const row = pack(samples, file.depth)
      const perPixel = Math.max(1, (file.pixel(0, 0).length * file.depth) >> 3)
      out.push(file.filter ?? 0, ...filtered(row, above, perPixel, file.filter ?? 0))
      above = row
    }
  }
  return Uint8Array.from(out)
}

function pack(samples: number[], depth: number): number[] {
  if (depth === 16) return samples.flatMap(value => [value >> 8, value & 255])
  if (depth === 8) return samples
  const row = new Array<number>(Math.ceil((samples.length * depth) / 8)).fill(0)
  samples.forEach((value, i) => {
    row[(i * depth) >> 3]! |= value << (8 - depth - ((i * depth) & 7))
  })
  return row
}

function filtered(row: number[], above: number[], perPixel: number, filter: number): number[] {
  return row.map((value, i) => {
    const a = i < perPixel ? 0 : row[i - perPixel]!
    const b = above[i] ?? 0
    const c = i < perPixel ? 0 : (above[i - perPixel] ?? 0)
    const p = a + b - c
    const nearest = [a, b, c].sort((u, v) => Math.abs(p - u) - Math.abs(p - v))[0]! // stable: a before b before c
    return (value - [0, a, b, (a + b) >> 1, nearest][filter]!) & 255
  })
}

export function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([Uint8Array.from(uint32(data.length)), body, Uint8Array.from(uint32(crc32(body)))])
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
}
