import { expect, it } from 'vitest'
import { overfittingFrom, trainingHtml } from './training-curves.ts'

const history = (losses: readonly (readonly [number, number])[]) =>
  losses.map(([loss, validation], i) => ({
    epoch: i + 1,
    loss,
    accuracy: 1 - loss / 3,
    learningRate: 1e-3,
    validation: { loss: validation, accuracy: 1 - validation / 3 },
  }))

it('overfitting starts where validation loss is least, when it rises after that while training loss falls', () => {
  const memorised = history([
    [0.5, 0.4],
    [0.3, 0.2],
    [0.1, 0.25],
    [0.05, 0.31],
  ])
  expect(overfittingFrom(memorised)).toBe(2)
  expect(trainingHtml('net', memorised)).toMatch(/overfitting starts</)
})

it.each([
  [
    'still falling',
    [
      [0.5, 0.4],
      [0.3, 0.2],
    ],
  ],
  [
    'a wobble of two percent',
    [
      [0.5, 0.4],
      [0.3, 0.2],
      [0.2, 0.204],
    ],
  ],
  [
    'training got worse as well',
    [
      [0.5, 0.2],
      [0.9, 0.6],
    ],
  ],
  ['one epoch', [[0.5, 0.2]]],
] as const)('none: %s', (_, losses) => {
  expect(overfittingFrom(history(losses))).toBeUndefined()
  expect(trainingHtml('net', history(losses))).toMatch(/no overfitting is seen/)
})

it('draws what there is, without validation too', () => {
  const html = trainingHtml('a < b', [{ epoch: 1, loss: 0.5, accuracy: 0.8, learningRate: 1 }])
  expect(html).toMatch('a &lt; b')
  expect(html).not.toMatch(/NaN|undefined|Infinity/)
  expect(trainingHtml('net', [])).toMatch('No epoch is complete.')
})
