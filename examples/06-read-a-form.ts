// Prints a form, fills it in by hand, takes a photo of it, and reads the photo: what `digitrec sheet` and
// `digitrec read --template` do. On paper the middle two steps are yours.
//
// Prints:
//   the sheet: … characters of SVG, 105 by 74 mm
//   customer 49927163, …
//   reading 425108, …

import { readFileSync } from 'node:fs'
import { encodePng } from '@digitrec/image'
import { loadRecognizer, parseTemplate, sheetSvg } from '@digitrec/recognizer'
import { drawForm } from '../packages/recognizer/test/draw-form.ts'

const template = parseTemplate(JSON.parse(readFileSync('examples/forms/meter.json', 'utf8')))
const { width, height } = template.page
console.log(`the sheet: ${sheetSvg(template).length} characters of SVG, ${width} by ${height} mm`)

const numbers = { customer: '49927163', reading: '425108' }
const photo = encodePng(drawForm(template, { seed: 5, numbers, turn: 0.1 }))

const recognizer = await loadRecognizer()
const { fields } = await recognizer.readForm(photo, template)
for (const { name, text, status, confidence, constraint } of fields) {
  const rule = constraint ? `, obeys ${constraint.name}: ${constraint.satisfied}` : ''
  console.log(`${name} ${text}, ${status}, confidence ${confidence.toFixed(3)}${rule}`)
}
