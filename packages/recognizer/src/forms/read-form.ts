// How is a filled-in form read? Corner marks straighten it, each field is cut out, each box is one digit.

import type { DigitClassifier } from '@digitrec/cnn/digits'
import {
  type Box,
  eraseLines,
  findCornerMarks,
  type Homography,
  homography,
  layOverPaper,
  project,
  type Quad,
  type Raster,
  rectify,
  segmentFrame,
} from '@digitrec/image'
import { isBlurred } from '../blurred.ts'
import { type Change, type ConstraintOutcome, readLattice } from '../constrain.ts'
import { parseConstraint } from '../constraints/parse.ts'
import { judge } from '../judge.ts'
import { chainOf } from '../lattice.ts'
import { type PictureInput, type ReadOptions, riskAllowed, toRaster } from '../picture.ts'
import type { Readers } from '../read-segments.ts'
import type { Reason, RecognizedDigit, Status } from '../recognition.ts'
import { recognize } from '../recognize.ts'
import { cutCells, type FieldView } from './cut-cells.ts'
import type { FormReason } from './form-reasons.ts'
import { seesBoxes } from './sees-boxes.ts'
import { type FormField, type FormTemplate, markBoxes, parseTemplate } from './template.ts'

/** A digit of a field. */
export interface FieldDigit extends Pick<RecognizedDigit, 'digit' | 'confidence' | 'alternatives' | 'notDigit'> {
  /** Which box of the comb, from 0; its place in the number for a free field. */
  readonly cell: number
}

/** What was read in one field. */
export interface FieldReading {
  readonly name: string
  /** The number; empty when nothing is written, or when what is written is none. */
  readonly text: string
  readonly status: Status
  readonly reasons: readonly (Reason | FormReason)[]
  /** Probability that the text is right, 0 to 1. */
  readonly confidence: number
  /** Whether nothing is written in the field. */
  readonly blank: boolean
  readonly digits: readonly FieldDigit[]
  /** The field in the picture: its corners in pixels, clockwise from the top left of the sheet. */
  readonly corners: Quad
  /** The smallest upright box around them. */
  readonly box: Box
  /** What became of the field's constraint, if it has one. */
  readonly constraint?: ConstraintOutcome
  /** Digits that the constraint changed. */
  readonly changed?: readonly Change[]
}

/** What was read in a form: plain data. */
export interface FormReading {
  readonly version: 1
  /** The worst of the fields. */
  readonly status: Status
  readonly reasons: readonly FormReason[]
  /** In the order of the template; none when the form was not found in the picture. */
  readonly fields: readonly FieldReading[]
  /** Corners of the page in the picture, in pixels, clockwise from the sheet's top left; undefined when it was not found. */
  readonly page?: Quad
  /** Size of the picture in pixels, upright. */
  readonly image: { readonly width: number; readonly height: number }
}

/** Paper around a field that is cut out with it, in millimetres. */
const marginMm = 2.5
/** Resolution at which fields are looked at, pixels per millimetre: about 200 dots per inch, less for small pictures. */
const finest = 8
const coarsest = 3

/**
 * Reads a filled-in form.
 *
 * @throws ImageError when the bytes are no picture that can be read
 * @throws FormError `template-invalid` for a template that `parseTemplate` would refuse
 * @throws RangeError for a `maxRisk` that is no probability
 * @throws the signal's reason when stopped
 */
export async function readForm(
  readers: Readers,
  input: PictureInput,
  form: FormTemplate,
  options: Pick<ReadOptions, 'limits' | 'signal' | 'maxRisk'> = {},
): Promise<FormReading> {
  const template = parseTemplate(form)
  riskAllowed(options)
  const raster = layOverPaper(await toRaster(input, options))
  const image = { width: raster.width, height: raster.height }
  const toPicture = locate(raster, template)
  if (!toPicture) return { version: 1, status: 'reject', reasons: ['no-marks'], fields: [], image }
  const page = cornersOf({ x: 0, y: 0, ...template.page }, toPicture)
  const fields: FieldReading[] = []
  for (const field of template.fields) {
    options.signal?.throwIfAborted()
    fields.push(await readField(readers, raster, toPicture, field, options))
  }
  const reasons = fields.some(field => field.reasons.includes('missing')) ? (['missing'] as const) : []
  return { version: 1, status: worst(fields), reasons, fields, page, image }
}

function worst(fields: readonly FieldReading[]): Status {
  for (const status of ['reject', 'review'] as const) if (fields.some(field => field.status === status)) return status
  return 'accept'
}

/** The map from millimetres of the page to pixels of the picture; undefined when there should be marks and are none. */
function locate(raster: Raster, template: FormTemplate): Homography | undefined {
  const { page, marks } = template
  const whole: Quad = corners({ x: 0, y: 0, width: raster.width, height: raster.height })
  if (!marks) return homography(corners({ x: 0, y: 0, ...page }), whole)
  const middles = markBoxes(page, marks).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))
  const [topLeft, , bottomRight] = middles as unknown as Quad
  const found = findCornerMarks(raster, (bottomRight.x - topLeft.x) / (bottomRight.y - topLeft.y))
  if (!found) return undefined
  const map = homography(middles as unknown as Quad, found)
  return seesBoxes(raster, map, template) ? map : undefined
}

function corners({ x, y, width, height }: Box): Quad {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}

function cornersOf(box: Box, map: Homography): Quad {
  return corners(box).map(point => project(map, point)) as unknown as Quad
}

function boxAround(quad: Quad, { width, height }: Raster): Box {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)))
  const left = within(Math.min(...quad.map(({ x }) => x)), width)
  const top = within(Math.min(...quad.map(({ y }) => y)), height)
  const right = within(Math.max(...quad.map(({ x }) => x)), width)
  const bottom = within(Math.max(...quad.map(({ y }) => y)), height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

async function readField(
  readers: Readers,
  raster: Raster,
  toPicture: Homography,
  field: FormField,
  options: Pick<ReadOptions, 'signal' | 'maxRisk'>,
): Promise<FieldReading> {
  const quad = cornersOf(field.box, toPicture)
  const place = { name: field.name, corners: quad, box: boxAround(quad, raster) }
  const view = viewOf(raster, toPicture, field, field.kind === 'comb' ? marginMm : -0.6)
  const answer =
    field.kind === 'comb'
      ? readComb(readers.classifier, view, field, options)
      : await readFree(readers, view, field, options)
  if (!answer.blank) return { ...place, ...answer }
  const status = field.required ? ('reject' as const) : ('accept' as const)
  const reasons = field.required ? (['missing'] as const) : []
  return { ...place, ...answer, text: '', confidence: field.required ? 0 : 1, status, reasons }
}

/** A straight view of a field, with a margin around it. */
function viewOf(raster: Raster, toPicture: Homography, { box }: FormField, margin: number): FieldView {
  const [a, b, , d] = cornersOf(box, toPicture)
  const sides = Math.hypot(b.x - a.x, b.y - a.y) / box.width + Math.hypot(d.x - a.x, d.y - a.y) / box.height
  const pxPerMm = Math.min(finest, Math.max(coarsest, sides / 2))
  const view = { x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin }
  const width = Math.max(1, Math.round(view.width * pxPerMm))
  const height = Math.max(1, Math.round(view.height * pxPerMm))
  const toPage = corners({ x: 0, y: 0, width, height })
  const map = homography(toPage, cornersOf(view, toPicture))
  return { raster: rectify(raster, map, width, height), pxPerMm, x: view.x, y: view.y }
}

type Answer = Omit<FieldReading, 'name' | 'corners' | 'box'>

function readComb(
  classifier: DigitClassifier,
  view: FieldView,
  field: FormField,
  { maxRisk }: Pick<ReadOptions, 'maxRisk'>,
): Answer {
  const { ink, cells } = cutCells(view, field)
  const filled = cells.flatMap((segment, cell) => (segment ? [{ segment, cell }] : []))
  if (filled.length === 0) return { text: '', status: 'accept', reasons: [], confidence: 1, blank: true, digits: [] }
  const frames = filled.map(({ segment }) => segmentFrame(ink, segment))
  const pixels = new Float32Array(784 * frames.length)
  for (const [i, frame] of frames.entries()) pixels.set(frame, 784 * i)
  const probabilities = classifier.classify(pixels)
  const marks = filled.map(({ segment, cell }, n) => {
    const alternatives = Array.from(probabilities.digits.subarray(n * 10, n * 10 + 10), (probability, digit) => ({
      digit,
      probability,
    }))
    alternatives.sort((a, b) => b.probability - a.probability)
    return { cell, alternatives, notDigit: probabilities.notDigit[n]!, line: 0, box: segment.box }
  })
  const reading = readLattice(chainOf(marks), field.constraint ? parseConstraint(field.constraint) : undefined)
  const [best] = reading.best(1)
  const written = marks.reduce((product, { notDigit }) => product * (1 - notDigit), 1)
  const digits = marks.map(({ cell, alternatives, notDigit }, index) => ({
    cell,
    digit: best?.digits[index] ?? alternatives[0]!.digit,
    confidence: reading.digitConfidence(index) * (1 - notDigit),
    alternatives,
    notDigit,
  }))
  const confidence = (best?.confidence ?? 0) * written
  const judged = judge({
    digits: digits.map((digit, i) => ({ ...digit, box: marks[i]!.box })),
    contrast: ink.contrast,
    noise: ink.noise,
    confidence,
    isBlurred: () =>
      isBlurred(
        ink,
        filled.map(({ segment }) => segment),
      ),
    obeys: reading.outcome?.satisfied ?? true,
    ...(maxRisk !== undefined && { maxRisk }),
  })
  const hasGap = filled.at(-1)!.cell - filled[0]!.cell + 1 !== filled.length
  const status = hasGap && judged.status === 'accept' ? 'review' : judged.status
  return {
    text: status === 'reject' ? '' : digits.map(({ digit }) => digit).join(''),
    status,
    reasons: hasGap ? [...judged.reasons, 'gap'] : judged.reasons,
    confidence: status === 'reject' ? 0 : confidence,
    blank: false,
    digits,
    ...(reading.outcome && { constraint: reading.outcome, changed: reading.changed }),
  }
}

async function readFree(
  readers: Readers,
  { raster }: FieldView,
  { constraint }: FormField,
  options: Pick<ReadOptions, 'signal' | 'maxRisk'>,
): Promise<Answer> {
  const answer = await recognize(readers, eraseLines(raster, [], 0, 0), {
    ...options,
    ...(constraint && { constraint }),
  })
  const { text, status, reasons, confidence, constraint: outcome, changed } = answer
  return {
    text,
    status,
    reasons,
    confidence,
    blank: reasons.includes('no-ink'),
    digits: answer.digits.map(({ digit, confidence, alternatives, notDigit }, cell) => ({
      cell,
      digit,
      confidence,
      alternatives,
      notDigit,
    })),
    ...(outcome && { constraint: outcome, ...(changed && { changed }) }),
  }
}
