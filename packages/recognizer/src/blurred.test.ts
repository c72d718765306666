import { findInk, type Raster, segmentDigits } from '@digitrec/image'
import { createWriter, degradations, drawNumber, looks, measureScene, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { isBlurred } from './blurred.ts'
import { loadRecognizer } from './index.ts'

/** A drawn number, spoilt or not. */
function picture(seed: number, spoil?: keyof typeof degradations, heightPx = 120): Raster {
  const number = drawNumber('4705', createWriter(createRandom(seed)), createRandom(seed + 1), {
    heightPx,
    spacing: 0.3,
  })
  const { raster } = renderPage(number, looks.blackPen, createRandom(seed + 2))
  return spoil ? degradations[spoil].apply(measureScene(raster)!, createRandom(seed + 3)) : raster
}

function says(raster: Raster): boolean {
  const ink = findInk(raster)
  return isBlurred(ink, segmentDigits(ink))
}

const seeds = [1, 11, 21, 31, 41]

describe('isBlurred', () => {
  it('is true out of focus', () => {
    for (const seed of seeds) expect(says(picture(seed, 'blur')), `seed ${seed}`).toBe(true)
  })

  it.each([undefined, 'soft-shadow', 'low-contrast', 'noise-jpeg', 'pencil', 'ruled-wide'] as const)(
    'is false when nothing, or something else, is the matter: %s',
    spoil => {
      for (const seed of seeds) expect(says(picture(seed, spoil)), `seed ${seed}`).toBe(false)
    },
  )

  it('does not blame the camera for a picture of few pixels', () => {
    for (const seed of seeds) expect(says(picture(seed, undefined, 16)), `seed ${seed}`).toBe(false)
  })
})

it('an answer for review says so, and an accepted one does not', async () => {
  const recognizer = await loadRecognizer()
  const blurred = picture(1, 'blur')
  const review = await recognizer.read(blurred, { maxRisk: 0 })
  expect(review).toMatchObject({ status: 'review', reasons: ['ambiguous', 'blurred'] })
  expect((await recognizer.read(picture(1), { maxRisk: 0 })).reasons).toEqual(['ambiguous'])
})
