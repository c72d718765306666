import { expect, it } from 'vitest'
import { costText, firstEpochAt } from './cost.ts'

const history = [0.97, 0.991, 0.989, 0.995].map((accuracy, i) => ({
  epoch: i + 1,
  loss: 0.1,
  accuracy: 0.9,
  learningRate: 1e-3,
  validation: { loss: 0.1, accuracy },
}))
const cost = {
  epochs: history.map(({ epoch }) => ({ epoch, seconds: 40 * epoch, processorSeconds: 38.2 * epoch })),
  peakBytes: 512_300_000,
}

it('tells how soon 99 % were right, and what everything took', () => {
  expect(costText(history, cost)).toBe(
    '99 % right on validation after 2 epochs and 80 s (76 s of the processor); 4 epochs in 160 s (153 s of the processor); at most 512 MB of memory',
  )
  expect(costText(history.slice(0, 1), { ...cost, epochs: cost.epochs.slice(0, 1) })).toMatch(
    /^99 % .* never reached; 1 epoch in 40 s/,
  )
})

it('finds the first epoch of an accuracy, on validation alone', () => {
  expect(firstEpochAt(history, 0.995)).toBe(4)
  expect(firstEpochAt(history, 0.9951)).toBeUndefined()
  expect(
    firstEpochAt(
      history.map(({ validation, ...rest }) => ({ ...rest, accuracy: 1 })),
      0.5,
    ),
  ).toBeUndefined()
})
