// Every layer of the table: the gradients that its backward pass writes agree with finite differences, on every
// backend. A layer that is added to the table is tested here without another line, or the first test fails.

import {
  type Backend,
  backendSupported,
  backends as backendTable,
  createRandom,
  type Shape,
  shapeSize,
} from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { meanSquaredError } from '../losses.ts'
import { createModel } from '../model.ts'
import { sequential } from '../network.ts'
import { sgd } from '../optimizers/index.ts'
import { planTraining } from '../plan.ts'
import { layerFromJson, layerTable } from './index.ts'
import type { LayerJson } from './layer.ts'

const names = Object.keys(backendTable) as (keyof typeof backendTable)[]
const backends: Backend[] = names.filter(backendSupported).map(name => backendTable[name])

/** At least one example for each type; sizes differ in every direction. */
const examples: { input: Shape; layer: LayerJson }[] = [
  {
    input: [5, 7, 3],
    layer: {
      type: 'conv2d',
      filters: 5,
      kernel: [2, 3],
      stride: [2, 1],
      padding: { top: 1, bottom: 0, left: 0, right: 2 },
    },
  },
  { input: [6, 5, 2], layer: { type: 'conv2d', filters: 8, kernel: [3, 3], stride: 1, padding: 'same', bias: false } },
  { input: [7], layer: { type: 'dense', units: 5 } },
  { input: [3, 4, 2], layer: { type: 'relu' } },
  { input: [5, 7, 3], layer: { type: 'maxPool2d', window: [2, 3], stride: [1, 2], padding: 'same' } },
  { input: [5, 7, 3], layer: { type: 'averagePool2d', window: [3, 2], stride: [2, 1], padding: 'same' } },
  { input: [3, 5, 4], layer: { type: 'globalAveragePool2d' } },
  { input: [2, 3, 4], layer: { type: 'flatten' } },
  { input: [3, 4, 2], layer: { type: 'dropout', rate: 0.4 } },
  { input: [3, 4, 5], layer: { type: 'batchNorm', momentum: 0.8, epsilon: 0.01 } },
  { input: [6], layer: { type: 'softmax' } },
  {
    input: [4, 5, 3],
    layer: {
      type: 'residual',
      layers: [
        { type: 'conv2d', filters: 3, kernel: 3, padding: 'same' },
        { type: 'batchNorm' },
        { type: 'relu' },
        { type: 'dropout', rate: 0.3 },
        { type: 'residual', layers: [{ type: 'conv2d', filters: 3, kernel: [1, 3], padding: 'same' }] },
      ],
    },
  },
]

it('has an example of every layer type', () => {
  expect(new Set(examples.map(({ layer }) => layer.type))).toEqual(new Set(Object.keys(layerTable)))
})

describe.each(backends)('$name backend', backend => {
  it.each(examples)('$layer.type: written and numeric gradients agree', ({ input, layer }) => {
    const batch = 3
    // A batch norm in front gives flatten something to hand a gradient to, and tests that dx is handed on.
    const network = sequential(input, [layerFromJson({ type: 'batchNorm' }), layerFromJson(layer)])
    const model = createModel(network, { seed: 7, backend })
    const plan = planTraining(network, {
      batch,
      loss: meanSquaredError(),
      optimizer: sgd(),
      clipNorm: 0,
      averaging: false,
      inputGradient: true,
    })
    const session = backend.open(plan.program)
    const random = createRandom(3)
    const x = session.view(plan.input).map(() => random.normal())
    const parameters = model.parameters.map((value, i) =>
      i < plan.layout.trainable ? value + 0.3 * random.normal() : value,
    )
    const scalars = Object.fromEntries(
      plan.program.phases.forward!.flatMap(call => call.scalars.filter(s => typeof s === 'string').map(s => [s, 11])),
    )
    session.view(plan.targets).set(session.view(plan.targets).map(() => random.normal()))
    const lossOf = () => {
      session.view(plan.input).set(x)
      session.view(plan.parameters).set(parameters)
      session.run('forward', scalars)
      return session.view(plan.losses).reduce((sum, loss) => sum + loss, 0) / batch
    }
    lossOf()
    session.run('backward', scalars)
    const written = {
      input: session.view(plan.inputGradient!).slice(),
      parameters: session.view(plan.gradients).slice(),
    }

    const check = (name: string, values: Float32Array, gradient: Float32Array, index: number) => {
      const step = 1e-2
      const kept = values[index]!
      const differences = [step, step / 2].map(h => {
        values[index] = kept + h
        const up = lossOf()
        values[index] = kept - h
        const down = lossOf()
        values[index] = kept
        return (up - down) / (2 * h)
      })
      // Where both steps disagree, a kink (relu, max) lies between: the derivative is not defined by differences.
      if (Math.abs(differences[0]! - differences[1]!) > 2e-3) return 0
      // float32 losses of about 1 carry an error of 1e-7; divided by the step that leaves about 2e-5, times the depth.
      const tolerance = 2e-3 + 0.02 * Math.abs(differences[1]!)
      expect(
        Math.abs(gradient[index]! - differences[1]!),
        `${name}[${index}]: written ${gradient[index]}, numeric ${differences[1]}`,
      ).toBeLessThan(tolerance)
      return 1
    }
    let checked = 0
    let wanted = 0
    for (let i = 0; i < x.length; i += Math.ceil(x.length / 40)) {
      checked += check('dx', x, written.input, i)
      wanted++
    }
    for (const parameter of plan.layout.parameters.filter(one => one.trainable)) {
      const every = Math.ceil(shapeSize(parameter.shape) / 20)
      for (let i = 0; i < parameter.buffer.length; i += every) {
        checked += check(parameter.name, parameters, written.parameters, parameter.buffer.offset + i)
        wanted++
      }
    }
    expect(checked).toBeGreaterThan(0.7 * wanted)
    expect(Math.max(...written.input.map(Math.abs))).toBeGreaterThan(1e-3)
  })
})
