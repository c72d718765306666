// Damaged files: an answer or a typed error. `npm run measure:mutants` does the same with 10,000.

import { readFileSync } from 'node:fs'
import { encodePng } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { expect, it } from 'vitest'
import { diceOf, mutate } from '../../image/test/mutate.ts'
import { ImageError } from './index.ts'
import { loadRecognizer } from './recognizer.ts'

const fixture = (name: string) => readFileSync(new URL(`../../image/test/fixtures/${name}`, import.meta.url))
const files = [
  encodePng(samples[0]!.make()),
  ...['baseline.jpg', 'progressive.jpg', 'cmyk.jpg', 'rgb8-PNG.png', 'animated.gif', 'palette4.bmp', 'lossy.webp'].map(
    fixture,
  ),
]

it('are read or refused with a code (seed 11)', async () => {
  const recognizer = await loadRecognizer()
  const dice = diceOf(11)
  const counts = { read: 0, refused: 0 }
  for (let i = 0; i < 120; i++) {
    const bytes = mutate(files[i % files.length]!, dice)
    const error = await recognizer.read(bytes).then(
      () => undefined,
      cause => cause,
    )
    if (error === undefined) counts.read++
    else {
      expect(error, `mutant ${i}`).toBeInstanceOf(ImageError)
      counts.refused++
    }
  }
  expect(counts.read).toBeGreaterThan(15)
  expect(counts.refused).toBeGreaterThan(15)
})
