// Signs that have no place in what is read: how often is a date, an amount or a negative number accepted as if they were ones, or not
// there at all?
//
//   npm run measure:signs -- [--count 200] [--seed 1]
//
// Every second digit of MNIST's validation split, with signs by the same pen: straight slashes as high as the digits or up to half as high
// again, upright bars, brackets, rings of degrees, dashes, points and commas; and the same number of digits without any, where nothing should
// be said of signs.

import { parseArgs } from 'node:util'
import type { InkPatch } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { loadRecognizer, type Status } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { unseenDigits } from './hands.ts'
import { enlarge, paint, writeLine } from './string-pictures.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const { train } = await loadMnist({ download: false })
const unseen = unseenDigits(train, 'measure')
const recognizer = await loadRecognizer()

/** Signs by how they are written in a form, each drawn for digits of so many pixels and a pen of so many. */
const signs: Readonly<Record<string, (heightPx: number, penPx: number, random: Random) => Written>> = {
  '/': (heightPx, penPx, random) => {
    const up = heightPx * random.uniform(1, 1.5)
    return { patch: drawStroke(up * random.uniform(0.3, 0.7), up, penPx) }
  },
  '|': (heightPx, penPx, random) => {
    return { patch: drawStroke(0, heightPx * random.uniform(1.2, 1.6), penPx), upPx: -0.15 * heightPx }
  },
  '(': (heightPx, penPx, random) => {
    const across = heightPx * random.uniform(0.15, 0.3)
    return { patch: drawArc(across, 0.6 * heightPx, [110, 250], penPx), upPx: -0.1 * heightPx }
  },
  ')': (heightPx, penPx, random) => {
    const across = heightPx * random.uniform(0.15, 0.3)
    return { patch: drawArc(across, 0.6 * heightPx, [-70, 70], penPx), upPx: -0.1 * heightPx }
  },
  '°': (heightPx, penPx, random) => {
    const radius = heightPx * random.uniform(0.12, 0.2)
    return { patch: drawArc(radius, radius, [0, 360], penPx), upPx: 0.65 * heightPx }
  },
  '-': (heightPx, penPx, random) => {
    const patch = drawStroke(heightPx * random.uniform(0.3, 0.6), heightPx * random.uniform(-0.04, 0.04), penPx)
    return { patch, upPx: heightPx * random.uniform(0.35, 0.55) }
  },
  '.': (_, penPx, random) => ({ patch: drawStroke(penPx * random.uniform(0, 0.5), 0, penPx * random.uniform(1, 1.4)) }),
  ',': (heightPx, penPx, random) => {
    const up = heightPx * random.uniform(0.15, 0.3)
    return { patch: drawStroke(up * random.uniform(0.2, 0.6), up, penPx), upPx: -0.6 * up }
  },
}

const forms = ['dddd.dd', 'dddd,dd', '-dddd', 'dd-dd-dddd', 'dd/dd/dddd', 'dddddddd', 'dddd|dddd', '(dddd)', 'dd°']
for (const [set, form] of forms.entries()) {
  const counts: Record<Status, number> = { accept: 0, review: 0, reject: 0 }
  for (let n = 0; n < Number(values.count); n++) {
    const answer = await recognizer.read(compose(form, createRandom(Number(values.seed)).fork(set, n)))
    counts[answer.status]++
  }
  console.log(
    `${form.padEnd(12)} ${values.count}: ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  )
}

/** A line in one slant and one pen. */
function compose(form: string, random: Random) {
  const scale = random.uniform(1.4, 3)
  const slant = random.uniform(-0.3, 0.3)
  let written = 0
  const write = (random: Random) => {
    const sign = signs[form[written++]!]
    if (sign) return { digit: 1, ...sign(20 * scale, 2.4 * scale, random) }
    const at = unseen[random.int(unseen.length)]!
    const patch = enlarge(train.images, at, scale * random.uniform(0.88, 1.12), slant)
    return { digit: train.labels[at]!, patch }
  }
  const line = writeLine({ heightPx: 20 * scale, write }, form.length, 'spaced', random)
  return paint(line, random).raster
}

/** A sign, and how far above the line that digits stand on. */
interface Written {
  readonly patch: InkPatch
  readonly upPx?: number
}

/** A straight stroke so many pixels to the right and up from where it begins. */
function drawStroke(right: number, up: number, penPx: number): InkPatch {
  return drawPath(
    [
      [0, 0],
      [right, -up],
    ],
    penPx,
  )
}

/** A part of an ellipse with these radii, between two angles in degrees, 0 at the right and 90 above. */
function drawArc(acrossPx: number, upPx: number, [from, to]: readonly [number, number], penPx: number): InkPatch {
  const steps = 24
  const points = Array.from({ length: steps + 1 }, (_, i): [number, number] => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180
    return [acrossPx * Math.cos(angle), -upPx * Math.sin(angle)]
  })
  return drawPath(points, penPx)
}

/** Straight from point to point, x to the right and y down. */
function drawPath(points: readonly (readonly [number, number])[], penPx: number): InkPatch {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs) - penPx / 2, Math.min(...ys) - penPx / 2]
  const width = Math.ceil(Math.max(...xs) + penPx / 2 - left)
  const height = Math.ceil(Math.max(...ys) + penPx / 2 - top)
  const strength = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const away = distanceTo(points, x + 0.5 + left, y + 0.5 + top)
      strength[y * width + x] = Math.min(1, Math.max(0, penPx / 2 + 0.5 - away))
    }
  return { width, height, strength }
}

function distanceTo(points: readonly (readonly [number, number])[], x: number, y: number): number {
  return Math.min(
    ...points.slice(1).map(([endX, endY], i) => {
      const [startX, startY] = points[i]!
      const [dx, dy] = [endX - startX, endY - startY]
      const along = ((x - startX) * dx + (y - startY) * dy) / (dx * dx + dy * dy || 1)
      const at = Math.min(1, Math.max(0, along))
      return Math.hypot(x - startX - at * dx, y - startY - at * dy)
    }),
  )
}
