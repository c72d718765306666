// Draws a filled-in form as a photo of it would look: printed by its layout, written by hand, seen askew in a shadow.

import { homography, project, type Quad, type Raster } from '@digitrec/image'
import { type Colour, createWriter, drawDigit, drawShape, letters, type Writer } from '@digitrec/mnist'
import { createRandom, type Random } from '@digitrec/tensor'
import { layout, lineColour, lineWidth } from '../src/forms/layout.ts'
import type { FormField, FormTemplate } from '../src/forms/template.ts'

/** How the sheet is filled in and photographed. */
export interface PhotoOptions {
  readonly seed: number
  /** Numbers by field; fields without one stay empty. */
  readonly numbers: Readonly<Record<string, string>>
  /** Pixels per millimetre of the sheet, before the photo. @default 7 */
  readonly pxPerMm?: number
  /** How far the corners of the photo stray from straight, as a share of the side; 0 is a scan. @default 0.07 */
  readonly perspective?: number
  /** Turn of the sheet in radians. @default 0 */
  readonly turn?: number
  /** Darkness of the shadow, 0 to 1. @default 0.4 */
  readonly shadow?: number
}

const pens: readonly Colour[] = [
  [28, 48, 140],
  [30, 30, 36],
  [60, 60, 66],
]

/** The photo. The same options give the same pixels. */
export function drawForm(template: FormTemplate, options: PhotoOptions): Raster {
  const { seed, numbers, pxPerMm = 7 } = options
  const random = createRandom(seed)
  const sheet = blank(
    Math.round(template.page.width * pxPerMm),
    Math.round(template.page.height * pxPerMm),
    [246, 245, 241],
  )
  print(sheet, template, pxPerMm, random.fork(0))
  const writer = careful(createWriter(random.fork(1)))
  const pen = pens[random.int(pens.length)]!
  for (const field of template.fields) {
    const number = numbers[field.name]
    if (number) write(sheet, field, number, writer, pen, pxPerMm, random.fork(2, field.box.x + 1000 * field.box.y))
  }
  return photograph(sheet, options, random.fork(3))
}

/** People write with more care into boxes. */
function careful(writer: Writer): Writer {
  const calm = { jitter: Math.min(0.02, writer.jitter), idiom: Math.min(0.03, writer.idiom) }
  return { ...writer, ...calm, slant: Math.max(-0.2, Math.min(0.3, writer.slant)), topHeavy: 0.5 * writer.topHeavy }
}

function blank(width: number, height: number, colour: Colour): Raster {
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < data.length; i += 4) data.set([...colour, 255], i)
  return { width, height, data }
}

function print(sheet: Raster, template: FormTemplate, pxPerMm: number, random: Random): void {
  const writer = { ...createWriter(random), pen: 0.1, slant: 0, jitter: 0, idiom: 0, tremor: 0 }
  const pale = [1, 3, 5].map(i => Number.parseInt(lineColour.slice(i, i + 2), 16)) as unknown as Colour
  const fill = (x: number, y: number, width: number, height: number, colour: Colour) =>
    fillBox(sheet, x * pxPerMm, y * pxPerMm, width * pxPerMm, height * pxPerMm, colour)
  for (const shape of layout(template)) {
    if (shape.kind === 'square') {
      fill(shape.box.x, shape.box.y, shape.box.width, shape.box.height, [20, 20, 20])
      if (shape.hole) fill(shape.hole.x, shape.hole.y, shape.hole.width, shape.hole.height, [246, 245, 241])
    } else if (shape.kind === 'line') {
      const { x1, y1, x2, y2 } = shape
      fill(x1 - lineWidth / 2, y1 - lineWidth / 2, x2 - x1 + lineWidth, y2 - y1 + lineWidth, pale)
    } else {
      for (const [i] of [...shape.text].entries()) {
        const letter = letters[random.int(letters.length)]!
        const heightPx = 0.7 * shape.size * pxPerMm
        const { strength, width, height } = drawShape(letter, writer, random, { heightPx })
        const x = Math.round((shape.x + i * shape.size * 0.55) * pxPerMm)
        stain(sheet, strength, width, height, x, Math.round(shape.y * pxPerMm - height), [30, 30, 30])
      }
    }
  }
}

/** A box with soft edges. */
function fillBox(sheet: Raster, x: number, y: number, width: number, height: number, colour: Colour): void {
  const cover = (from: number, to: number, at: number) => Math.max(0, Math.min(to, at + 1) - Math.max(from, at))
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(sheet.height, y + height); row++) {
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(sheet.width, x + width); column++) {
      blend(sheet, row * sheet.width + column, colour, cover(x, x + width, column) * cover(y, y + height, row))
    }
  }
}

function blend({ data }: Raster, at: number, colour: Colour, cover: number): void {
  for (let channel = 0; channel < 3; channel++) {
    data[4 * at + channel] = Math.round(data[4 * at + channel]! * (1 - cover) + colour[channel]! * cover)
  }
}

function stain(
  sheet: Raster,
  strength: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  colour: Colour,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [u, v] = [x + column, y + row]
      if (u < 0 || v < 0 || u >= sheet.width || v >= sheet.height) continue
      blend(sheet, v * sheet.width + u, colour, 0.92 * strength[row * width + column]!)
    }
  }
}

/** A digit a box, roughly in its middle; some reach over the lines. */
function write(
  sheet: Raster,
  field: FormField,
  number: string,
  writer: Writer,
  pen: Colour,
  pxPerMm: number,
  random: Random,
): void {
  const { box, digits = Math.max(number.length, 6) } = field
  const cell = box.width / digits
  for (const [i, character] of [...number].entries()) {
    if (character === ' ') continue
    const heightPx = box.height * pxPerMm * random.uniform(0.55, 0.8)
    const drawing = drawDigit(Number(character), writer, random, { heightPx, penPx: Math.max(2, 0.55 * pxPerMm) })
    const x = (box.x + (i + 0.5) * cell + 0.08 * cell * random.normal()) * pxPerMm - drawing.width / 2
    const y = (box.y + box.height / 2 + 0.05 * box.height * random.normal()) * pxPerMm - drawing.height / 2
    stain(sheet, drawing.strength, drawing.width, drawing.height, Math.round(x), Math.round(y), pen)
  }
}

/** The sheet on a table, from above but not quite, under one lamp. */
function photograph(
  sheet: Raster,
  { perspective = 0.07, turn = 0, shadow = 0.4 }: PhotoOptions,
  random: Random,
): Raster {
  if (perspective === 0 && turn === 0) return light(sheet, shadow, random)
  const size = Math.hypot(sheet.width, sheet.height)
  const isTurned = Math.abs(Math.sin(turn)) > 0.5
  const width = Math.round((isTurned ? sheet.height : sheet.width) * 1.25)
  const height = Math.round((isTurned ? sheet.width : sheet.height) * 1.25)
  const corner = (x: number, y: number) => {
    const [dx, dy] = [x - sheet.width / 2, y - sheet.height / 2]
    return {
      x: width / 2 + dx * Math.cos(turn) - dy * Math.sin(turn) + perspective * size * 0.5 * random.uniform(-1, 1),
      y: height / 2 + dx * Math.sin(turn) + dy * Math.cos(turn) + perspective * size * 0.5 * random.uniform(-1, 1),
    }
  }
  const there = fitted(
    [corner(0, 0), corner(sheet.width, 0), corner(sheet.width, sheet.height), corner(0, sheet.height)],
    width,
    height,
  )
  const here: Quad = [
    { x: 0, y: 0 },
    { x: sheet.width, y: 0 },
    { x: sheet.width, y: sheet.height },
    { x: 0, y: sheet.height },
  ]
  const map = homography(there, here)
  const photo = blank(width, height, [122, 98, 74])
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = project(map, { x: x + 0.5, y: y + 0.5 })
      if (at.x < 0.5 || at.y < 0.5 || at.x > sheet.width - 0.5 || at.y > sheet.height - 0.5) continue
      for (let channel = 0; channel < 3; channel++)
        photo.data[4 * (y * width + x) + channel] = between(sheet, at.x - 0.5, at.y - 0.5, channel)
    }
  }
  return light(photo, shadow, random)
}

/** The corners moved and made smaller until the whole sheet is in the photo, with a little of the table around. */
function fitted(quad: Quad, width: number, height: number): Quad {
  const xs = quad.map(({ x }) => x)
  const ys = quad.map(({ y }) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const scale = Math.min(1, (0.96 * width) / (Math.max(...xs) - left), (0.96 * height) / (Math.max(...ys) - top))
  const place = (value: number, low: number, list: number[], room: number) =>
    (value - low) * scale + (room - (Math.max(...list) - low) * scale) / 2
  return quad.map(({ x, y }) => ({ x: place(x, left, xs, width), y: place(y, top, ys, height) })) as unknown as Quad
}

function between({ width, height, data }: Raster, x: number, y: number, channel: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (u: number, v: number) => data[4 * (Math.min(height - 1, v) * width + Math.min(width - 1, u)) + channel]!
  const upper = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left)
  const lower = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left)
  return upper * (top + 1 - y) + lower * (y - top)
}

/** A slope of light and a soft-edged shadow across a corner, then the noise of the camera. */
function light(photo: Raster, shadow: number, random: Random): Raster {
  const { width, height, data } = photo
  const angle = random.uniform(0, 2 * Math.PI)
  const reach = random.uniform(0.1, 0.5)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const along = ((x / width - 0.5) * Math.cos(angle) + (y / height - 0.5) * Math.sin(angle)) / 0.7
      const dark = 1 / (1 + Math.exp(-(along - reach) * 18))
      const shade = 1 - shadow * (0.75 * dark + 0.25 * (along + 0.5))
      const noise = 3 * random.normal()
      const at = 4 * (y * width + x)
      for (let channel = 0; channel < 3; channel++)
        data[at + channel] = Math.max(0, Math.min(255, Math.round(data[at + channel]! * shade + noise)))
    }
  }
  return photo
}
