// Which ink of a field belongs to which box of its comb? Box lines are taken out, and every patch goes where most of it lies.

import { eraseLines, findComponents, findInk, type Ink, type Raster, type Segment, strokeWidth } from '@digitrec/image'
import { boxLines, lineWidth } from './layout.ts'
import type { FormField } from './template.ts'

/** A straight view of a field with some paper around it. */
export interface FieldView {
  readonly raster: Raster
  readonly pxPerMm: number
  /** Where the view begins on the page, in millimetres. */
  readonly x: number
  readonly y: number
}

/** The ink of a field, and the mark in each of its boxes; undefined for an empty one. */
export interface Cells {
  readonly ink: Ink
  readonly cells: readonly (Segment | undefined)[]
}

/** Printed lines may be this far from where the page says: paper bends, lenses too. */
const slackMm = 0.7
/** Less ink, or ink less high, is a speck or the rest of a line. */
const leastArea = 0.35
const leastHeight = 1.4
/** Ink this far beyond a field's lines is not of this field. */
const beyondMm = 1.2

/** Cuts a view of a comb field. */
export function cutCells(view: FieldView, field: FormField): Cells {
  const { pxPerMm } = view
  const clean = withoutLines(view, field)
  const ink = findInk(clean, { skip: ['sheet'] }) // a field is no sheet, and its boxes stand where they stand
  const perMm = pxPerMm * ink.scale
  const { labels, components } = findComponents(ink.mask, ink.width, ink.height)
  const digits = field.digits ?? 1
  const left = (field.box.x - view.x) * perMm
  const top = (field.box.y - view.y) * perMm
  const cellWidth = (field.box.width * perMm) / digits
  const height = field.box.height * perMm
  const cellAt = (x: number) => Math.floor((x + 0.5 - left) / cellWidth)
  const patches = components.map(part => ({ ...part, shares: new Uint32Array(digits) }))
  for (let i = 0; i < labels.length; i++) {
    const cell = labels[i]! < 0 ? -1 : cellAt(i % ink.width)
    if (cell >= 0 && cell < digits) patches[labels[i]!]!.shares[cell]!++
  }
  const margin = beyondMm * perMm
  const homes = patches.map(({ y, height: h, shares, area }) => {
    const inside = y + h / 2 > top - margin / 2 && y + h / 2 < top + height + margin / 2
    return inside ? homeOf(shares, area) : nowhere
  })
  const cells = Array.from({ length: digits }, (_, cell) => {
    const mask = new Uint8Array(ink.mask.length)
    for (let i = 0; i < mask.length; i++) {
      if (labels[i]! < 0) continue
      const home = homes[labels[i]!]!
      if (home === cell || (home === shared && cellAt(i % ink.width) === cell)) mask[i] = 1
    }
    return toSegment(mask, ink, perMm)
  })
  return { ink, cells }
}

function withoutLines({ raster, pxPerMm, x, y }: FieldView, field: FormField): Raster {
  const lines = boxLines(field).map(({ x1, y1, x2, y2 }) =>
    y1 === y2
      ? ({
          direction: 'level',
          at: (y1 - y) * pxPerMm,
          from: (x1 - x - 0.5) * pxPerMm,
          to: (x2 - x + 0.5) * pxPerMm,
        } as const)
      : ({
          direction: 'upright',
          at: (x1 - x) * pxPerMm,
          from: (y1 - y - 0.5) * pxPerMm,
          to: (y2 - y + 0.5) * pxPerMm,
        } as const),
  )
  return eraseLines(raster, lines, lineWidth * pxPerMm, slackMm * pxPerMm)
}

const nowhere = -1
/** Ink that two digits share where they touch: it is cut at the line between their boxes. */
const shared = -2

/** The box that has most of a patch. */
function homeOf(shares: Uint32Array, area: number): number {
  const most = shares.reduce((a, b) => Math.max(a, b), 0)
  if (most < 0.3 * area) return most === 0 ? nowhere : shared
  return most >= 0.75 * area ? shares.indexOf(most) : shared
}

/** The ink of one box as a segment; undefined when there is hardly any. */
function toSegment(mask: Uint8Array, ink: Ink, perMm: number): Segment | undefined {
  const { components, labels } = findComponents(mask, ink.width, ink.height)
  const parts = components.filter(
    ({ area, width, height }) => area >= leastArea * perMm ** 2 * 0.3 && Math.max(width, height) >= perMm,
  )
  if (parts.length === 0) return undefined
  const x = Math.min(...parts.map(part => part.x))
  const y = Math.min(...parts.map(part => part.y))
  const width = Math.max(...parts.map(part => part.x + part.width)) - x
  const height = Math.max(...parts.map(part => part.y + part.height)) - y
  const area = parts.reduce((sum, part) => sum + part.area, 0)
  if (area < leastArea * perMm ** 2 || height < leastHeight * perMm) return undefined
  const kept = new Set(parts.map(({ label }) => label))
  const own = new Uint8Array(width * height)
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) if (kept.has(labels[(y + v) * ink.width + x + u]!)) own[v * width + u] = 1
  const area_ = { x, y, width, height }
  const pen = strokeWidth(own, width, height) / ink.scale
  return { box: area_, line: 0, group: 0, tilt: 0, area: area_, mask: own, strokeWidth: pen }
}
