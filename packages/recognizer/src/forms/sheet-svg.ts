// How is a form printed? As an SVG of its real size, which any browser prints.

import { escapeMarkup } from '@digitrec/image'
import { layout, lineColour, lineWidth, type Shape } from './layout.ts'
import type { FormTemplate } from './template.ts'

/**
 * The form as an SVG file, in millimetres. Print it at its own size (100 %, no fitting to the page).
 *
 * @example
 * await writeFile('sheet.svg', sheetSvg(template))
 */
export function sheetSvg(template: FormTemplate): string {
  const { width, height } = template.page
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
    `<style>@page { size: ${width}mm ${height}mm; margin: 0 }</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...layout(template).map(draw),
    '</svg>',
    '',
  ].join('\n')
}

function draw(shape: Shape): string {
  if (shape.kind === 'text')
    return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-family="Helvetica, Arial, sans-serif" font-size="${shape.size}">${escapeMarkup(shape.text)}</text>`
  if (shape.kind === 'line')
    return `<path d="M${round(shape.x1)} ${round(shape.y1)}L${round(shape.x2)} ${round(shape.y2)}" stroke="${lineColour}" stroke-width="${lineWidth}" stroke-linecap="square"/>`
  const boxes = shape.hole ? [shape.box, shape.hole] : [shape.box]
  const paths = boxes.map(
    ({ x, y, width, height }) => `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`,
  )
  return `<path d="${paths.join('')}" fill-rule="evenodd"/>`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
