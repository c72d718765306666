// What the docstrings of the kernels promise in so many words, with numbers that a reader can check, on every backend.

import { describe, expect, test } from 'vitest'
import { type Backend, call, MemoryLayout } from '../program.ts'
import { createRandom } from '../random.ts'
import { backends, kernelTable } from './harness.cases.ts'
import type { KernelName } from './kernel.ts'
import { pool2dGeometry } from './pool2d.ts'

/** Runs one kernel on arrays; outputs come first and are read back. A number stands for that many NaN. */
function run(
  backend: Backend,
  kernel: KernelName,
  arrays: readonly (readonly number[] | number)[],
  geometry: object,
  ...scalars: number[]
): number[][] {
  const layout = new MemoryLayout()
  const buffers = arrays.map(array => layout.allocate(typeof array === 'number' ? array : array.length))
  const one = call(kernelTable[kernel], buffers, geometry, ...scalars)
  const session = backend.open({ floats: layout.floats, phases: { only: [one] } })
  for (const [i, array] of arrays.entries())
    if (typeof array === 'number') session.view(buffers[i]!).fill(Number.NaN)
    else session.view(buffers[i]!).set(array)
  session.run('only')
  return buffers.map(buffer => [...session.view(buffer)])
}

describe.each(backends)('$name', backend => {
  test('relu lets NaN through, stops negative infinity and has gradient 0 at 0', () => {
    const x = [Number.NaN, -Infinity, Infinity, -2, 0, 3, -1e-41]
    const [y] = run(backend, 'reluForward', [7, x], { length: 7 })
    expect(y).toEqual([Number.NaN, 0, Infinity, 0, 0, 3, 0])
    const [dx] = run(backend, 'reluBackward', [7, [1, 2, 3, 4, 5, 6, 7], y!], { length: 7 })
    expect(dx).toEqual([1, 0, 3, 0, 0, 6, 0])
  })

  test('max pool gives the gradient to the first of equal maxima, in row order', () => {
    const g = pool2dGeometry({ batch: 1, height: 2, width: 3, channels: 1, window: [2, 3] })
    const x = [1, 5, 5, 5, 2, 5]
    expect(run(backend, 'maxPool2dForward', [1, x], g)[0]).toEqual([5])
    expect(run(backend, 'maxPool2dBackward', [6, [7], x, [5]], g)[0]).toEqual([0, 7, 0, 0, 0, 0])
  })

  test('max pool lets NaN through and gives its gradient to the first NaN', () => {
    const g = pool2dGeometry({ batch: 1, height: 1, width: 4, channels: 1, window: [1, 4] })
    const x = [9, Number.NaN, 11, Number.NaN]
    const [y] = run(backend, 'maxPool2dForward', [1, x], g)
    expect(y).toEqual([Number.NaN])
    expect(run(backend, 'maxPool2dBackward', [4, [7], x, y!], g)[0]).toEqual([0, 7, 0, 0])
  })

  test('max pool takes a negative maximum over padding', () => {
    const padding = { top: 1, bottom: 0, left: 2, right: 0 }
    const options = { batch: 1, height: 2, width: 3, channels: 1, window: [2, 3], padding } as const
    const g = pool2dGeometry({ ...options, stride: [2, 3] })
    expect(run(backend, 'maxPool2dForward', [1, [-4, -3, -2, -1, -1, -1]], g)[0]).toEqual([-4])
  })

  test('average pool does not count padding', () => {
    const padding = { top: 1, bottom: 0, left: 2, right: 0 }
    const g = pool2dGeometry({ batch: 1, height: 2, width: 3, channels: 1, window: [2, 3], stride: [1, 2], padding })
    expect([g.OH, g.OW]).toEqual([2, 2])
    expect(run(backend, 'averagePool2dForward', [4, [6, 8, 10, 2, 4, 6]], g)[0]).toEqual([6, 8, 4, 6])
  })

  test('softmax of logits × 1000 is finite and exact to 1e-6', () => {
    const [p] = run(backend, 'softmaxForward', [5, [3000, 2999, -4000, 3000, 1000]], { N: 1, K: 5 })
    const expected = [0.4223188, 0.1553624, 0, 0.4223188, 0]
    for (const [k, value] of expected.entries()) expect(Math.abs(p![k]! - value)).toBeLessThan(1e-6)
  })

  test('softmax rows sum to 1 within 1e-6 for any finite logits', () => {
    const random = createRandom(5)
    for (const scale of [1e-3, 1, 30, 1e3, 1e38]) {
      const logits = Array.from({ length: 7 * 10 }, () => random.uniform(-scale, scale))
      const [p] = run(backend, 'softmaxForward', [70, logits], { N: 7, K: 10 })
      for (let n = 0; n < 7; n++) {
        const sum = p!.slice(n * 10, n * 10 + 10).reduce((a, b) => a + b)
        expect(Math.abs(sum - 1), `scale ${scale}, row ${n}`).toBeLessThan(1e-6)
      }
    }
  })

  test('cross-entropy is finite for logits × 1000 and takes −Infinity for an impossible class', () => {
    const logits = [1000, -1000, 500, 2, -Infinity, 2]
    const targets = [0, 1, 0, 0.5, 0, 0.5]
    const [losses, p] = run(backend, 'softmaxCrossEntropyForward', [2, 6, logits, targets], { N: 2, K: 3 }, 0)
    expect(losses![0]).toBe(2000)
    expect(losses![1]).toBeCloseTo(Math.LN2, 6)
    const [d] = run(backend, 'softmaxCrossEntropyBackward', [6, p!, targets], { N: 2, K: 3 }, 0)
    expect(d).toEqual([0.5, -0.5, 0, 0, 0, 0])
  })

  test('cross-entropy of a row without a target has no loss and no gradient', () => {
    const [losses, p] = run(backend, 'softmaxCrossEntropyForward', [1, 3, [1, 2, 3], [0, 0, 0]], { N: 1, K: 3 }, 0)
    expect(losses).toEqual([0])
    expect(run(backend, 'softmaxCrossEntropyBackward', [3, p!, [0, 0, 0]], { N: 1, K: 3 }, 0)[0]).toEqual([0, 0, 0])
  })

  test('batch norm keeps its digits when the mean is large', () => {
    const x = [5000.5, 4999.5, 5000.5, 4999.5, 5000, 5000]
    const start = [[0], [1], x, [1], [0]]
    const [y, mean, inverseStd] = run(backend, 'batchNormTrainForward', [6, 1, 1, ...start], { rows: 6, C: 1 }, 0.9, 0)
    expect(mean![0]).toBeCloseTo(5000, 2)
    expect(inverseStd![0]).toBeCloseTo(Math.sqrt(6), 2)
    for (const [i, value] of [1, -1, 1, -1, 0, 0].entries()) expect(y![i]).toBeCloseTo(value * Math.sqrt(1.5), 2)
  })

  test('batch norm of a channel without variance gives beta', () => {
    const start = [[0], [1], [3, 3, 3, 3, 3], [7], [0.25]]
    const [y] = run(backend, 'batchNormTrainForward', [5, 1, 1, ...start], { rows: 5, C: 1 }, 0.9, 1e-3)
    expect(y).toEqual([0.25, 0.25, 0.25, 0.25, 0.25])
  })

  test('clipping keeps a small norm, shrinks a large one, and is off at 0', () => {
    const g = { length: 5 }
    expect(run(backend, 'clipByNorm', [[3, 0, -4, 0, 0]], g, 5)[0]).toEqual([3, 0, -4, 0, 0])
    expect(run(backend, 'clipByNorm', [[3, 0, -4, 0, 0]], g, 2.5)[0]).toEqual([1.5, 0, -2, 0, 0])
    expect(run(backend, 'clipByNorm', [[3, 0, -4, 0, 0]], g, 0)[0]).toEqual([3, 0, -4, 0, 0])
    expect(run(backend, 'clipByNorm', [[3, Number.NaN, -4, 0, 0]], g, 1)[0]).toEqual([3, Number.NaN, -4, 0, 0])
  })

  test('clipping survives gradients whose squares are too large for a float32', () => {
    const [grads] = run(backend, 'clipByNorm', [[3e30, 0, -4e30]], { length: 3 }, 5)
    for (const [i, value] of [3, 0, -4].entries()) expect(grads![i]).toBeCloseTo(value, 5)
  })

  test('dropout with rate 0 keeps everything and scales what it keeps', () => {
    const x = [1, 2, 3, 4, 5, 6]
    expect(run(backend, 'dropoutForward', [6, 6, x], { length: 6 }, 0, 3)).toEqual([x, [1, 1, 1, 1, 1, 1], x])
    const [y, mask] = run(backend, 'dropoutForward', [6, 6, x], { length: 6 }, 0.75, 3)
    for (const [i, value] of mask!.entries()) {
      expect([0, 4]).toContain(value)
      expect(y![i]).toBe(x[i]! * value)
    }
  })

  test('an empty batch is nothing to do', () => {
    expect(run(backend, 'denseForward', [0, [], [1, 2], [3]], { N: 0, C: 2, K: 1 })[0]).toEqual([])
    expect(run(backend, 'reluForward', [0, []], { length: 0 })[0]).toEqual([])
    expect(run(backend, 'softmaxForward', [0, []], { N: 0, K: 3 })[0]).toEqual([])
    const [dw, db] = run(backend, 'denseBackwardParams', [[1, 2], [3], [], []], { N: 0, C: 2, K: 1 })
    expect([dw, db]).toEqual([[1, 2], [3]])
  })
})
