// Classifies one 28×28 frame without any picture around it: the network alone, from @digitrec/cnn/digits.
// The frame is a drawn 4 in the geometry of MNIST: ink = 1, 20 pixels high, its centre of mass in the middle.
//
// Prints:
//   …
//   4 with probability …, no digit at all with …

import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { normaliseFrame } from '@digitrec/image'
import { createWriter, drawDigit } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'

const random = createRandom(4)
const ink = drawDigit(4, createWriter(random), random, { heightPx: 60 })
const frame = normaliseFrame(ink.strength, ink.width, ink.height) // 784 numbers

const shades = ' .:*#'
for (let y = 0; y < 28; y += 2) {
  const row = Array.from({ length: 28 }, (_, x) => (frame[y * 28 + x]! + frame[(y + 1) * 28 + x]!) / 2)
  console.log(row.map(strength => shades[Math.min(4, Math.floor(strength * 5))]).join(''))
}

const classifier = loadDigitClassifier()
const { digits, notDigit } = classifier.classify(frame) // any number of frames in one array
const best = digits.indexOf(Math.max(...digits))
console.log(`${best} with probability ${digits[best]!.toFixed(3)}, no digit at all with ${notDigit[0]!.toFixed(3)}`)

if (best !== 4) throw new Error(`expected 4, got ${best}`)
