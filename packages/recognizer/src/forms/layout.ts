// What is printed on a form, and where? Shapes in millimetres: the printer draws them, the reader knows them.

import type { Box } from '@digitrec/image'
import { type FormField, type FormTemplate, markBoxes } from './template.ts'

/** Something printed. Lengths are millimetres. */
export type Shape =
  | { readonly kind: 'square'; readonly box: Box; readonly hole?: Box }
  | { readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly size: number; readonly text: string }

/** Width of the lines of boxes. */
export const lineWidth = 0.3
/** Colour of those lines: pale, so that they differ from any pen; not so pale that people overlook them. */
export const lineColour = '#9fb6c9'
/** Side of the hole in the mark at the top left, as a share of the mark. */
const holeShare = 0.4

/** Everything that is printed. */
export function layout(template: FormTemplate): Shape[] {
  const { title, page, marks, fields } = template
  const squares = marks ? markBoxes(page, marks).map((box, i) => square(box, i === 0)) : []
  const left = marks ? marks.inset + marks.size + 6 : 10
  const heading = title === undefined ? [] : [{ kind: 'text', x: left, y: 16, size: 5.5, text: title } as const]
  return [...squares, ...heading, ...fields.flatMap(field => [labelOf(field), ...boxLines(field)])]
}

function square(box: Box, hasHole: boolean): Shape {
  if (!hasHole) return { kind: 'square', box }
  const side = holeShare * box.width
  const inset = (box.width - side) / 2
  return { kind: 'square', box, hole: { x: box.x + inset, y: box.y + inset, width: side, height: side } }
}

function labelOf({ label, name, box, required }: FormField): Shape {
  return { kind: 'text', x: box.x, y: box.y - 1.5, size: 3.2, text: `${label ?? name}${required ? ' *' : ''}` }
}

/** The lines around a field and between the boxes of a comb. */
export function boxLines({ box, digits = 1 }: FormField): Extract<Shape, { kind: 'line' }>[] {
  const { x, y, width, height } = box
  const uprights = Array.from({ length: digits + 1 }, (_, i) => x + (i * width) / digits)
  return [
    ...[y, y + height].map(at => ({ kind: 'line', x1: x, y1: at, x2: x + width, y2: at }) as const),
    ...uprights.map(at => ({ kind: 'line', x1: at, y1: y, x2: at, y2: y + height }) as const),
  ]
}
