// Every preset, and every layer at odd sizes, as an ONNX file: what somebody else's runtime answers is what the model answers.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  averagePool2d,
  batchNorm,
  conv2d,
  createModel,
  dense,
  dropout,
  flatten,
  globalAveragePool2d,
  type Model,
  maxPool2d,
  type Network,
  relu,
  residual,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { toOnnx } from '@digitrec/cnn/onnx'
import { drawDigitSet, lineRecipes, recipes } from '@digitrec/mnist'
import { createRandom, shapeSize } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'

/** Where onnxruntime-web may be: as the bench's peer, or alone, as the continuous integration installs it. */
const folders = ['bench/peers', 'tests/onnxruntime'].map(name => new URL(`../${name}/`, import.meta.url))
const found = folders.find(folder => existsSync(new URL('node_modules/onnxruntime-web/package.json', folder)))
const why = found ? '' : ' (skipped: onnxruntime-web is not installed; npm ci --prefix tests/onnxruntime)'

/** Sizes that differ in every direction, strides, padding on one side only. */
const odd: Readonly<Record<string, () => Network>> = {
  'a chain with everything': () =>
    sequential(
      [13, 10, 1],
      [
        conv2d(5, [3, 2], { padding: 'same', stride: [2, 1], bias: false }),
        batchNorm({ epsilon: 0.02 }),
        relu(),
        maxPool2d([3, 2], { stride: [2, 1], padding: 'same' }),
        residual([conv2d(5, 3, { padding: 'same' }), relu()]),
        averagePool2d([2, 3], { stride: [1, 2], padding: 'same' }),
        conv2d(3, [2, 3], { padding: { top: 1, bottom: 0, left: 0, right: 2 } }),
        flatten(),
        batchNorm(),
        dropout(0.4),
        dense(7),
        relu(),
        dense(4),
        softmax(),
      ],
      { name: 'odd' },
    ),
  'a mean over the image': () =>
    sequential([9, 7, 1], [conv2d(6, 3), relu(), globalAveragePool2d(), dense(3), softmax()]),
  'an image as output, from three channels': () => sequential([6, 9, 3], [conv2d(4, [2, 3]), relu()]),
}

describe.skipIf(!found)(`ONNX${why}`, () => {
  const answer = async (model: Model, x: Float32Array) => {
    const ort = createRequire(new URL('package.json', found))('onnxruntime-web')
    ort.env.wasm.numThreads = 1
    const session = await ort.InferenceSession.create(toOnnx(model), { executionProviders: ['wasm'] })
    const [height, width, channels] = model.network.input as [number, number, number]
    const count = x.length / (height * width * channels)
    const result = await session.run({
      x: new ort.Tensor('float32', channelsFirst(x, count, channels), [count, channels, height, width]),
    })
    const { dims, data } = result[session.outputNames[0]]
    await session.release()
    expect(dims).toEqual([count, ...model.network.output])
    return data as Float32Array
  }

  it.each(Object.keys(odd))('%s', async name => {
    const model = randomised(odd[name]!())
    const random = createRandom(3)
    const x = Float32Array.from({ length: 3 * shapeSize(model.network.input) }, () => random.uniform(-1, 1))
    expect(largestDifference(await answer(model, x), model.predict(x).data)).toBeLessThan(1e-5)
  })

  const presets: Readonly<Record<string, () => Model>> = {
    ...Object.fromEntries(Object.values(recipes).map(({ name, network }) => [name, () => randomised(network())])),
    'the bundled classifier': () => loadDigitClassifier().model,
  }
  it.each(Object.keys(presets))('%s on 1,000 digits', async name => {
    const x = Float32Array.from(drawDigitSet({ seed: 5, length: 1000 }).images, byte => byte / 255)
    const model = presets[name]!()
    expect(largestDifference(await answer(model, x), model.predict(x).data)).toBeLessThan(1e-5)
  })

  it('the reader of lines on strips', async () => {
    const model = randomised(lineRecipes.lines.network(72))
    const random = createRandom(6)
    const x = Float32Array.from({ length: 20 * 32 * 72 }, () => random.next())
    expect(largestDifference(await answer(model, x), model.predict(x).data)).toBeLessThan(1e-4)
  })
})

it('an ONNX file says how its input is prepared', () => {
  const text = new TextDecoder('latin1').decode(toOnnx(loadDigitClassifier().model))
  expect(text).toContain('longest side 20 of 28 pixels')
})

/** Random statistics and biases as well, so that every number matters. */
function randomised(network: Network): Model {
  const model = createModel(network, { seed: 7 })
  const random = createRandom(8)
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    bias: [-0.1, 0.1],
    beta: [-0.2, 0.2],
    gamma: [0.5, 1.5],
    runningMean: [-0.2, 0.2],
    runningVariance: [0.5, 1.5],
  }
  for (const { name } of model.layout.parameters) {
    const values = model.parameter(name)
    const range = ranges[name.slice(name.lastIndexOf('.') + 1)]
    if (range) for (let i = 0; i < values.length; i++) values[i] = random.uniform(...range)
  }
  return model
}

function channelsFirst(x: Float32Array, count: number, channels: number): Float32Array {
  const pixels = x.length / count / channels
  return x.map((_, i) => {
    const [n, rest] = [Math.floor(i / (channels * pixels)), i % (channels * pixels)]
    return x[n * channels * pixels + (rest % pixels) * channels + Math.floor(rest / pixels)]!
  })
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
