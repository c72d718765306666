// One digit in all the ways a file can hold it: one answer.

import { encodePng, type Raster } from '@digitrec/image'
import { createWriter, drawNumber, looks, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { encode } from 'jpeg-js'
import { expect, it } from 'vitest'
import { pngFile } from '../../image/test/png-file.ts'
import { loadRecognizer } from './recognizer.ts'

const recognizer = await loadRecognizer()
const { raster } = renderPage(
  drawNumber('5', createWriter(createRandom(3)), createRandom(4), { heightPx: 90, penPx: 9 }),
  looks.blackOnWhite,
  createRandom(5),
  { marginPx: { x: 33, y: 21 } },
)
const { width, height } = raster
const gray = (x: number, y: number) => raster.data[4 * (y * width + x)]!
const sized = { width, height }

const remade = (outWidth: number, outHeight: number, shade: (x: number, y: number) => number): Raster => {
  const data = new Uint8Array(4 * outWidth * outHeight)
  for (let y = 0, at = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, at += 4) data.set([...Array(3).fill(shade(x, y)), 255], at)
  }
  return { width: outWidth, height: outHeight, data }
}

/** Where row 0 and column 0 of the stored picture are when it is upright. EXIF 2.3, 4.6.4, tag 274. */
const orientations = [
  ['top', 'left'],
  ['top', 'right'],
  ['bottom', 'right'],
  ['bottom', 'left'],
  ['left', 'top'],
  ['right', 'top'],
  ['right', 'bottom'],
  ['left', 'bottom'],
] as const

function exifJpeg(orientation: number): Uint8Array {
  const [row0, column0] = orientations[orientation - 1]!
  const isUpright = row0 === 'top' || row0 === 'bottom'
  const place = {
    top: (i: number) => i,
    left: (i: number) => i,
    bottom: (i: number) => height - 1 - i,
    right: (i: number) => width - 1 - i,
  }
  const stored = remade(isUpright ? width : height, isUpright ? height : width, (column, row) => {
    const [first, second] = [place[row0](row), place[column0](column)]
    return isUpright ? gray(second, first) : gray(first, second)
  })
  const jpeg = encode({ ...stored, data: Buffer.from(stored.data) }, 90).data
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  const exif = [...Buffer.from('Exif\0\0'), ...tiff]
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...jpeg.subarray(2)])
}

/** A CMYK file as printers' programs write it: ink inverted, Adobe's marker; every pixel an 8×8 block of its own. */
function cmykJpeg(): Uint8Array {
  const segment = (marker: number, data: number[]) => [
    0xff,
    marker,
    (data.length + 2) >> 8,
    (data.length + 2) & 255,
    ...data,
  ]
  const uint16 = (value: number) => [value >> 8, value & 255]
  const bits: number[] = []
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  const before = [0, 0, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      ;[255, 255, 255, gray(x, y)].forEach((value, component) => {
        const difference = value - 128 - before[component]!
        before[component] = value - 128
        const size = 32 - Math.clz32(Math.abs(difference))
        push(size, 4) // categories 0 to 9 are the codes 0000 to 1001
        push(difference < 0 ? difference + (1 << size) - 1 : difference, size)
        push(0, 1) // end of block
      })
    }
  }
  while (bits.length % 8) bits.push(1)
  const scan: number[] = []
  for (let i = 0; i < bits.length; i += 8) {
    const byte = bits.slice(i, i + 8).reduce((sum, bit) => 2 * sum + bit, 0)
    scan.push(byte, ...(byte === 255 ? [0] : []))
  }
  const ids = [1, 2, 3, 4]
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]),
    ...segment(0xdb, [0, ...Array(64).fill(8)]),
    ...segment(0xc0, [8, ...uint16(8 * height), ...uint16(8 * width), 4, ...ids.flatMap(id => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, 0, 0, 0, 10, ...Array(12).fill(0), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ...segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]),
    ...segment(0xda, [4, ...ids.flatMap(id => [id, 0]), 0, 63, 0]),
    ...scan,
    ...[0xff, 0xd9],
  ])
}

it.each<[string, () => Uint8Array]>([
  ['RGBA', () => encodePng(raster)],
  ['inverted', () => encodePng(remade(width, height, (x, y) => 255 - gray(x, y)))],
  [
    'black ink on nothing',
    () => pngFile({ ...sized, depth: 8, colour: 6, pixel: (x, y) => [0, 0, 0, 255 - gray(x, y)] }),
  ],
  [
    'white ink on nothing',
    () => pngFile({ ...sized, depth: 8, colour: 6, pixel: (x, y) => [255, 255, 255, 255 - gray(x, y)] }),
  ],
  ['1 bit', () => pngFile({ ...sized, depth: 1, colour: 0, pixel: (x, y) => [gray(x, y) >> 7] })],
  ['16 bits', () => pngFile({ ...sized, depth: 16, colour: 2, pixel: (x, y) => Array(3).fill(gray(x, y) * 257) })],
  [
    'gray, interlaced',
    () => pngFile({ ...sized, depth: 8, colour: 0, interlaced: true, pixel: (x, y) => [gray(x, y)] }),
  ],
  [
    'a palette of 16',
    () => {
      const palette = Array.from({ length: 16 }, (_, i) => [17 * i, 17 * i, 17 * i]).flat()
      return pngFile({ ...sized, depth: 4, colour: 3, palette, pixel: (x, y) => [gray(x, y) >> 4] })
    },
  ],
  ['CMYK JPEG', cmykJpeg],
  ...orientations.map((_, i): [string, () => Uint8Array] => [`JPEG with EXIF ${i + 1}`, () => exifJpeg(i + 1)]),
  [
    'ten times larger',
    () => encodePng(remade(10 * width, 10 * height, (x, y) => gray(Math.floor(x / 10), Math.floor(y / 10)))),
  ],
  [
    'in a corner of a large page',
    () =>
      encodePng(
        remade(4 * width, 3 * height, (x, y) => (x < width && y >= 2 * height ? gray(x, y - 2 * height) : 255)),
      ),
  ],
])('reads a 5 in: %s', async (_, make) => {
  const { text, status, digits } = await recognizer.read(make())
  expect([text, status]).toEqual(['5', 'accept'])
  expect(digits.length).toBe(1)
})
