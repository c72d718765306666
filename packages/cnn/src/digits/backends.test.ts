// The bundled classifier says the same on every backend, whatever the backend makes of its network.

import { backendSupported, backends, createRandom, referenceBackend } from '@digitrec/tensor'
import { expect, it } from 'vitest'
import { loadDigitClassifier } from './index.ts'

const names = Object.keys(backends) as (keyof typeof backends)[]
const fast = names.filter(name => name !== 'reference' && backendSupported(name)).map(name => backends[name])

/** A frame with a few soft strokes between random points: not always a digit, but of its kind. */
function strokes(seed: number): Float32Array {
  const random = createRandom(seed)
  const frame = new Float32Array(784)
  let [x, y] = [random.uniform(6, 22), random.uniform(5, 23)]
  for (let stroke = random.int(3) + 2; stroke > 0; stroke--) {
    const [toX, toY] = [random.uniform(6, 22), random.uniform(5, 23)]
    for (let t = 0; t <= 1; t += 0.05)
      for (let row = 0; row < 28; row++)
        for (let column = 0; column < 28; column++) {
          const distance = Math.hypot(x + t * (toX - x) - column, y + t * (toY - y) - row)
          frame[row * 28 + column] = Math.max(frame[row * 28 + column]!, Math.min(1, 1.8 - distance))
        }
    x = toX
    y = toY
  }
  return frame.map(value => Math.max(0, value))
}

it.each(fast)('$name: 1,000 pictures give the answers of the plain kernels, probabilities within 1e-5', backend => {
  const frames = new Float32Array(1000 * 784)
  for (let n = 0; n < 1000; n++) frames.set(strokes(n), n * 784)
  const { data: expected } = loadDigitClassifier({ backend: referenceBackend }).model.predict(frames)
  const { data: actual } = loadDigitClassifier({ backend }).model.predict(frames)
  const classes = expected.length / 1000
  const argmax = (data: Float32Array, n: number) => {
    const row = data.subarray(n * classes, (n + 1) * classes)
    return row.indexOf(Math.max(...row))
  }
  let furthest = 0
  for (const [i, value] of expected.entries()) furthest = Math.max(furthest, Math.abs(value - actual[i]!))
  expect(furthest).toBeLessThan(1e-5)
  for (let n = 0; n < 1000; n++) expect(argmax(actual, n)).toBe(argmax(expected, n))
})
