// Draws the digits of morpho.json, without their measures; run measure.py after it, which adds them:
//
//   npx tsx --conditions=@digitrec/source packages/recognizer/test/goldens/make-frames.ts
//   python3 packages/recognizer/test/goldens/measure.py

import { writeFileSync } from 'node:fs'
import { drawDigitSet } from '@digitrec/mnist'

const { images, labels } = drawDigitSet({ seed: 20, length: 30 })
const digits = Array.from(labels, (digit, i) => ({
  digit,
  image: Buffer.from(images.subarray(i * 784, (i + 1) * 784)).toString('base64'),
}))
writeFileSync(new URL('morpho.json', import.meta.url), `${JSON.stringify({ digits }, null, 1)}\n`)
