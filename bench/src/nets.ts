// The networks that everybody is measured on, with one set of random weights, handed over as files: our own model file,
// plain arrays with a description, and ONNX.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  conv2d,
  createModel,
  dense,
  dropout,
  flatten,
  layerToJson,
  type Model,
  maxPool2d,
  type Network,
  relu,
  saveModel,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { toOnnx } from '@digitrec/cnn/onnx'
import { drawDigitSet, recipes } from '@digitrec/mnist'
import { backends, createRandom, shapeSize } from '@digitrec/tensor'

const input = [28, 28, 1]

/** Every network by name, largest differences first: M1 is all dense weights, M2 small, M3 all convolution. */
export const nets = {
  M1: () => sequential(input, [conv2d(64, 3), relu(), flatten(), dense(10), softmax()], { name: 'M1' }),
  M2: () =>
    sequential(
      input,
      [
        conv2d(32, 3),
        relu(),
        maxPool2d(2),
        conv2d(64, 3),
        relu(),
        maxPool2d(2),
        flatten(),
        dropout(0.5),
        dense(10),
        softmax(),
      ],
      { name: 'M2' },
    ),
  M3: () =>
    sequential(
      input,
      [
        ...[32, 32].flatMap(sameConvolution),
        maxPool2d(2),
        ...[64, 64].flatMap(sameConvolution),
        maxPool2d(2),
        flatten(),
        dense(256),
        relu(),
        dense(10),
        softmax(),
      ],
      { name: 'M3' },
    ),
  base: () => recipes.base.network(),
  nano: () => recipes.nano.network(),
} as const satisfies Readonly<Record<string, () => Network>>

/** The name of a network. */
export type NetName = keyof typeof nets

function sameConvolution(filters: number) {
  return [conv2d(filters, 3, { padding: 'same' }), relu()]
}

/** How many pictures there are; batches are cut from them, going round. */
export const pictures = 64

/** A network as a peer reads it: layers with their options and sizes, and where each array stands in the `.f32` file. */
export interface Manifest {
  readonly name: string
  readonly input: readonly number[]
  readonly classes: number
  /** `pads` is [top, left, bottom, right]; arrays of layer i are named `i.kernel`, `i.bias` and so on. */
  readonly layers: readonly (Readonly<Record<string, unknown>> & {
    readonly type: string
    readonly input: readonly number[]
    readonly output: readonly number[]
  })[]
  readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>
  /** Class of every picture. */
  readonly labels: readonly number[]
}

/** A network with its weights and what it must answer. */
export interface Handover {
  readonly name: NetName
  readonly model: Model
  /** [pictures, classes], by the plain kernels. */
  readonly expected: Float32Array
}

/** Writes `NAME.model`, `NAME.json`, `NAME.f32` and `NAME.N.onnx` for each batch N, and once `pictures.f32`. */
export function handOver(folder: string, names: readonly NetName[], batches: readonly number[]): Handover[] {
  mkdirSync(folder, { recursive: true })
  const drawn = drawDigitSet({ seed: 20, length: pictures })
  const x = Float32Array.from(drawn.images, byte => byte / 255)
  writeFileSync(join(folder, 'pictures.f32'), bytesOf(x))
  return names.map(name => {
    const handover = judged.get(name) ?? judge(name, x)
    const { model } = handover
    judged.set(name, handover)
    writeFileSync(join(folder, `${name}.model`), saveModel(model))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(describe(model, [...drawn.labels])))
    writeFileSync(join(folder, `${name}.f32`), bytesOf(model.parameters))
    for (const batch of batches) writeFileSync(join(folder, `${name}.${batch}.onnx`), toOnnx(model, { batch }))
    return handover
  })
}

/** What was handed over before: several suites take the same network, and the plain kernels take seconds to answer. */
const judged = new Map<NetName, Handover>()

function judge(name: NetName, x: Float32Array): Handover {
  const model = randomModel(nets[name]())
  return { name, model, expected: model.predict(x).data }
}

/** A model in which every number matters: biases and statistics are random too. On the plain kernels, the judge. */
function randomModel(network: Network): Model {
  const model = createModel(network, { seed: 7, backend: backends.reference })
  const random = createRandom(8)
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    bias: [-0.1, 0.1],
    beta: [-0.2, 0.2],
    gamma: [0.5, 1.5],
    runningMean: [-0.2, 0.2],
    runningVariance: [0.5, 1.5],
  }
  for (const { name } of model.layout.parameters) {
    const range = ranges[name.slice(name.lastIndexOf('.') + 1)]
    const values = model.parameter(name)
    if (range) for (let i = 0; i < values.length; i++) values[i] = random.uniform(...range)
  }
  return model
}

/** The plain description of a model, for readers in other languages. */
export function describe(model: Model, labels: readonly number[]): Manifest {
  const { network, layout } = model
  let shape = network.input
  const layers = network.layers.map(layer => {
    const before = shape
    shape = layer.outputShape(before)
    return { ...layerToJson(layer), input: before, output: shape, ...padsOf(layerToJson(layer), before, shape) }
  })
  return {
    name: network.name,
    input: network.input,
    classes: shapeSize(network.output),
    layers,
    arrays: Object.fromEntries(
      layout.parameters.map(({ name, shape, buffer }) => [name, { shape, offset: buffer.offset }]),
    ),
    labels,
  }
}

/** Zeros around the image, [top, left, bottom, right]; the odd one goes below and to the right, as in Keras. */
function padsOf(json: Readonly<Record<string, unknown>>, input: readonly number[], output: readonly number[]) {
  const window = (json.kernel ?? json.window) as readonly [number, number] | undefined
  if (!window) return {}
  const stride = json.stride as readonly [number, number]
  const [y, x] = [0, 1].map(axis => Math.max(0, (output[axis]! - 1) * stride[axis]! + window[axis]! - input[axis]!))
  const [top, left] = [Math.floor(y! / 2), Math.floor(x! / 2)]
  return { pads: json.padding === 'same' ? [top, left, y! - top, x! - left] : [0, 0, 0, 0] }
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
