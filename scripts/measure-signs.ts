// Dates with slashes, which have no place in a number: how often is one accepted as if the slashes were ones?
//
//   npm run measure:slashes -- [--count 200] [--seed 1]
//
// Two, two and four digits of every second one of MNIST's validation split, with straight slashes as high as the digits or up to half
// as high again, and the same without slashes, where nothing should be said of any.

import { parseArgs } from 'node:util'
import type { InkPatch } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { loadRecognizer, type Status } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { unseenDigits } from './hands.ts'
import { cutToInk, enlarge, paint, writeLine } from './string-pictures.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const { train } = await loadMnist({ download: false })
const unseen = unseenDigits(train, 'measure')
const recognizer = await loadRecognizer()

for (const [set, form] of ['dd/dd/dddd', 'dddddddd'].entries()) {
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
  const slash = drawSlash(20 * scale * random.uniform(1, 1.5), random.uniform(0.3, 0.7), 2.4 * scale)
  let written = 0
  const write = (random: Random) => {
    if (form[written++] === '/') return { digit: 1, patch: slash }
    const at = unseen[random.int(unseen.length)]!
    const patch = enlarge(train.images, at, scale * random.uniform(0.88, 1.12), slant)
    return { digit: train.labels[at]!, patch }
  }
  const line = writeLine({ heightPx: 20 * scale, write }, form.length, 'spaced', random)
  return paint(line, random).raster
}

/**
 * A straight stroke.
 *
 * @param lean pixels to the right per pixel up
 */
function drawSlash(heightPx: number, lean: number, penPx: number): InkPatch {
  const [width, height] = [Math.ceil(heightPx * lean + 2 * penPx), Math.ceil(heightPx + 2 * penPx)]
  const strength = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const up = heightPx + penPx - y
      const along = Math.min(1, Math.max(0, ((x - penPx) * lean + up) / (lean * lean + 1) / heightPx))
      const away = Math.hypot(x - penPx - along * heightPx * lean, up - along * heightPx)
      strength[y * width + x] = Math.min(1, Math.max(0, penPx / 2 + 0.5 - away))
    }
  return cutToInk({ width, height, strength })
}
