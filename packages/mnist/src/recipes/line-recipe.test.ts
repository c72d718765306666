import { batchNorm, conv2d, loadModel, readModelFile, relu, sequential } from '@digitrec/cnn'
import { lineReader } from '@digitrec/cnn/lines'
import { describe, expect, it } from 'vitest'
import { drawDigitSet } from '../synthetic.ts'
import { type LineRecipe, trainLines } from './line-recipe.ts'
import { lines } from './lines.ts'

/** Stands in for MNIST. */
const train = drawDigitSet({ seed: 5, length: 600 })

/** The recipe's shape, far too small and short to read: what is tried here is the way through. */
const tiny: LineRecipe = {
  ...lines,
  name: 'tiny',
  network: widthPx =>
    sequential(
      [32, widthPx, 1],
      [
        conv2d(4, 3, { stride: 4, padding: 'same', bias: false }),
        batchNorm(),
        relu(),
        conv2d(8, [8, 1]),
        relu(),
        conv2d(22, 1),
      ],
    ),
  widthPx: 64,
  strips: 32,
  drawn: 40,
  epochs: 3,
  batch: 16,
}

describe('trainLines', () => {
  it('gives a model that a line reader opens, with its card, the same for the same seed', {
    timeout: 120_000,
  }, async () => {
    const { bytes, card } = await trainLines(tiny, { train, validation: 20, seed: 2, command: 'this test' })
    expect(card).toMatchObject({
      preset: 'tiny',
      command: 'this test',
      epochs: 3,
      dtype: 'I8',
      examples: { strips: 96, drawn: 40, photographed: 0 },
      validation: { spaced: { count: 20 }, touching: { count: 20 }, mixed: { count: 20 } },
    })
    expect(card.temperature).toBeGreaterThan(0.4)
    const reader = lineReader(bytes)
    expect(reader.card).toEqual(JSON.parse(JSON.stringify(card)))
    expect(reader.framePx).toBe(2)
    expect(reader.read({ data: new Float32Array(32 * 50), width: 50, height: 32 }).frames).toBe(25)

    const ended = await trainLines(tiny, { train, validation: 20, seed: 2, stopAfter: 1 })
    expect(ended.card).toMatchObject({ epochs: 3, stoppedAfter: 1, examples: { strips: 32 } })
    expect(ended.bytes).not.toEqual(bytes)

    // The start has another last layer, so all but that is taken over.
    const other = {
      ...tiny,
      network: (width: number) =>
        sequential([32, width, 1], [...tiny.network(64).layers.slice(0, -1), conv2d(22, [1, 1]), conv2d(22, 1)]),
    }
    const from = { id: readModelFile(bytes).id, card: reader.card, model: loadModel(bytes) }
    const next = await trainLines(other, { train, validation: 20, seed: 3, from, epochs: 1 })
    const all = from.model.layout.parameters.reduce((sum, { buffer }) => sum + buffer.length, 0)
    expect(next.card.from).toEqual({ name: 'network', id: from.id, parameters: all, command: 'this test' })
  })
})
