// Reads a picture of a number, as an app would: bytes in, typed answer out. The picture is one of the product's samples.
//
// Prints:
//   read 70413, …, confidence …
//   7 at x … y …, else … or …
//   0 at …
//   4 at …
//   1 at …
//   3 at …
//   readings: 70413 …

import { encodePng } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { loadRecognizer } from '@digitrec/recognizer'

const sample = samples.find(({ name }) => name === 'number-70413-pen')!
const png = encodePng(sample.make()) // any PNG, JPEG, BMP, GIF, WebP or PNM file will do

const recognizer = await loadRecognizer() // weights are in the package: no file, no network
const answer = await recognizer.read(png)

console.log(`read ${answer.text}, ${answer.status}, confidence ${answer.confidence.toFixed(3)}`)
for (const { digit, box, alternatives } of answer.digits) {
  const [, second, third] = alternatives
  console.log(`${digit} at x ${box.x} y ${box.y}, else ${second!.digit} or ${third!.digit}`)
}
const readings = answer.nbest(3).map(({ text, confidence }) => `${text} (${confidence.toFixed(3)})`)
console.log(`readings: ${readings.join(', ')}`)

if (answer.text !== sample.expected) throw new Error(`expected ${sample.expected}, read ${answer.text}`)
