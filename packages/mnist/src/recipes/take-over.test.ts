import {
  batchNorm,
  type Conv2dOptions,
  conv2d,
  createModel,
  type Layer,
  type Model,
  type Pair,
  relu,
  sequential,
} from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { takeOver } from './take-over.ts'

const input = [8, 12, 1] as const
const stem = block(4, 3, { stride: 2 })
const head = [conv2d(3, 1)]

function block(filters: number, kernel: Pair, options: Conv2dOptions = {}): readonly Layer[] {
  return [conv2d(filters, kernel, { padding: 'same', bias: false, ...options }), batchNorm(), relu()]
}

/** A model of which every parameter has a value of its own; variances are positive. */
function trained(layers: readonly Layer[], seed: number): Model {
  const model = createModel(sequential(input, layers), { seed })
  const random = createRandom(seed)
  for (const { name, buffer } of model.layout.parameters)
    model.setParameters(
      Float32Array.from({ length: buffer.length }, () =>
        /Variance|gamma/.test(name) ? random.uniform(0.5, 2) : random.uniform(-1, 1),
      ),
      name,
    )
  return model
}

function fresh(layers: readonly Layer[]): Model {
  return createModel(sequential(input, layers), { seed: 99 })
}

const random = createRandom(4)
const examples = Float32Array.from({ length: 6 * 8 * 12 }, () => random.next())

describe('takeOver', () => {
  it('a deeper network reads as the one that it began with', () => {
    const old = trained([...stem, ...block(6, 3), ...block(6, [1, 3]), ...head], 1)
    const deeper = fresh([...stem, ...block(4, 3), ...block(6, 3), ...block(6, 3), ...block(6, [1, 3]), ...head])
    expect(takeOver(deeper, old, examples)).toBe(
      old.layout.parameters.reduce((sum, { buffer }) => sum + buffer.length, 0),
    )
    const [was, is] = [old, deeper].map(model => Array.from(model.predict(examples).data))
    for (const [i, value] of is!.entries()) expect(value).toBeCloseTo(was![i]!, 3)
    // What was there already is where it was, not one layer further.
    expect(deeper.parameter('12.kernel')).toEqual(old.parameter('6.kernel'))
  })

  it('an added layer begins with the moments of its input, so that training on it hands it on as well', () => {
    const old = trained([...stem, ...head], 2)
    const deeper = fresh([...stem, ...block(4, 3), ...head])
    takeOver(deeper, old, examples)
    const before = createModel(sequential(input, stem))
    for (const { name } of before.layout.parameters) before.setParameters(old.parameter(name), name)
    const values = before.predict(examples).data.filter((_, i) => i % 4 === 2)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    const of = (name: string) => deeper.parameter(`4.${name}`)[2]
    expect(of('runningMean')).toBeCloseTo(mean, 4)
    expect(of('beta')).toBeCloseTo(mean, 4)
    expect(of('runningVariance')).toBeCloseTo(variance, 4)
    expect(of('gamma')! ** 2).toBeCloseTo(variance + 1e-3, 4)
  })

  it('stops where kernels differ and keeps first values from there on', () => {
    const old = trained([...stem, ...block(6, 3), ...head], 3)
    const layers = [...stem, ...block(5, 3), ...block(6, 3), ...head]
    const [wider, untouched] = [fresh(layers), fresh(layers)]
    expect(takeOver(wider, old, examples)).toBe(9 * 4 + 4 * 4)
    expect(wider.parameter('0.kernel')).toEqual(old.parameter('0.kernel'))
    for (const name of ['3.kernel', '4.gamma', '6.kernel', '9.kernel', '9.bias'])
      expect(wider.parameter(name)).toEqual(untouched.parameter(name))
  })

  it.each([
    ['that takes steps', block(4, 3, { stride: 2 })],
    ['that shrinks the picture', block(4, 3, { padding: 'valid' })],
    ['without a middle', block(4, 2)],
    ['without a batch norm', [conv2d(4, 3, { padding: 'same' }), relu()]],
  ])('stops at a layer %s, which cannot hand on what it gets', (_, added) => {
    const old = trained([...stem, ...block(6, 1), ...head], 5)
    const model = fresh([...stem, ...added, ...block(6, 1), ...head])
    expect(takeOver(model, old, examples)).toBe(9 * 4 + 4 * 4)
  })
})
