// A model as the bytes of an ONNX file, for runtimes that read nothing else. Names and numbers of fields are those of
// onnx.proto3 (https://github.com/onnx/onnx, IR version 7, operator set 13). Next: protobuf.ts.

import { shapeSize } from '@digitrec/tensor'
import { layerFromJson } from '../layers/index.ts'
import { type Layer, type LayerJson, layerToJson, NetworkError } from '../layers/layer.ts'
import type { Model } from '../model.ts'
import { bytesField, floatField, integerField, join, message, packedIntegers, textField } from './protobuf.ts'

const floatType = 1
const attributeTypes = { float: 1, integer: 2, integers: 7 } as const

/** Options of {@link toOnnx}. */
export interface OnnxOptions {
  /** Examples that the file takes at once. @default any number */
  batch?: number
}

/**
 * A model as an ONNX file. Input `x` is [N,C,H,W]: with one channel these are the numbers that `predict` takes. The output
 * has the shape and the order of what `predict` gives. Weights are stored as 32-bit floats; the network's preprocessing
 * stands in the metadata of the file under `preprocessing`, as JSON.
 *
 * @throws NetworkError `unknown-layer` for a layer that has no counterpart here
 * @example
 * await writeFile('net.onnx', toOnnx(model))
 */
export function toOnnx(model: Model, options: OnnxOptions = {}): Uint8Array {
  const { network } = model
  const graph = new Graph(model)
  const [height, width, channels] = network.input as [number, number, number]
  const value = graph.chain(network.layers, network.input, 'x', '')
  const output = graph.channelsLast(value, network.output)
  const batch = options.batch ?? 'N'
  return join([
    integerField(1, 7), // ir_version
    textField(2, 'digitrec'), // producer_name
    message(7, [
      ...graph.nodes.map(node => message(1, node)),
      textField(2, network.name),
      ...graph.initializers.map(tensor => message(5, tensor)),
      message(11, valueInfo('x', [batch, channels, height, width])),
      message(12, valueInfo(output, [batch, ...network.output])),
    ]),
    message(8, [textField(1, ''), integerField(2, 13)]), // opset_import
    message(14, [textField(1, 'preprocessing'), textField(2, JSON.stringify(network.preprocessing))]), // metadata_props
  ])
}

interface Json {
  readonly type: string
  readonly kernel?: readonly [number, number]
  readonly window?: readonly [number, number]
  readonly stride?: readonly [number, number]
  readonly padding?: string | Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>
  readonly bias?: boolean
  readonly epsilon?: number
}

type Shape = readonly number[]

class Graph {
  readonly nodes: Uint8Array[][] = []
  readonly initializers: Uint8Array[][] = []
  /** Shape before the flatten() that came last: what follows is in the order H, W, C, and ONNX has C, H, W. */
  #flattened: Shape | undefined

  constructor(readonly model: Model) {}

  /** Adds the operators of layers in a row. @param path where their parameters are, `''` or `3.` @returns the name of the output */
  chain(layers: readonly Layer[], input: Shape, x: string, path: string): string {
    let shape = input
    let value = x
    for (const [i, layer] of layers.entries()) {
      const output = layer.outputShape(shape)
      value = this.#add(layer, `${path}${i}`, shape, output, value)
      shape = output
    }
    return value
  }

  /** The output as `predict` orders it: an image comes back from channels first. */
  channelsLast(value: string, shape: Shape): string {
    return shape.length === 3
      ? this.#node('Transpose', 'last', [value], [integersAttribute('perm', [0, 2, 3, 1])])
      : value
  }

  #node(operator: string, name: string, inputs: readonly string[], attributes: readonly Uint8Array[] = []): string {
    const out = `v${name}`
    this.nodes.push([
      ...inputs.map(input => textField(1, input)),
      textField(2, out),
      textField(3, `${operator} ${name}`),
      textField(4, operator),
      ...attributes,
    ])
    return out
  }

  /** Adds the operator of one layer. @returns the name of its output */
  #add(layer: Layer, path: string, input: Shape, output: Shape, x: string): string {
    const json = layerToJson(layer) as unknown as Json
    const numbers = (name: string) => this.model.parameter(`${path}.${name}`)
    const tensor = (name: string, shape: Shape, values: Float32Array) => this.#tensor(`${path}.${name}`, shape, values)
    switch (json.type) {
      case 'conv2d': {
        const [R, S] = json.kernel!
        const [C, K] = [input[2]!, output[2]!]
        const inputs = [x, tensor('w', [K, C, R, S], filtersFirst(numbers('kernel'), [R, S, C, K]))]
        if (json.bias) inputs.push(tensor('b', [K], numbers('bias')))
        return this.#node('Conv', path, inputs, windowAttributes(json.kernel!, json, input, output))
      }
      case 'maxPool2d':
        return this.#node('MaxPool', path, [x], windowAttributes(json.window!, json, input, output))
      case 'averagePool2d':
        // Padding is not counted in the mean, here as there (count_include_pad is 0 unless set).
        return this.#node('AveragePool', path, [x], windowAttributes(json.window!, json, input, output))
      case 'batchNorm': {
        const names = ['gamma', 'beta', 'runningMean', 'runningVariance']
        const inputs = names.map(name => tensor(name, [input.at(-1)!], this.#inOrder(numbers(name), input, 1)))
        return this.#node('BatchNormalization', path, [x, ...inputs], [floatAttribute('epsilon', json.epsilon!)])
      }
      case 'relu':
        return this.#node('Relu', path, [x])
      case 'globalAveragePool2d': {
        const mean = this.#node('GlobalAveragePool', `${path}.mean`, [x])
        return this.#node('Flatten', path, [mean], [integerAttribute('axis', 1)])
      }
      case 'flatten':
        this.#flattened = input
        return this.#node('Flatten', path, [x], [integerAttribute('axis', 1)])
      case 'dropout':
        return x
      case 'dense': {
        const [C, K] = [input[0]!, output[0]!]
        const w = tensor('w', [C, K], this.#inOrder(numbers('kernel'), input, K))
        this.#flattened = undefined
        return this.#node('Gemm', path, [x, w, tensor('b', [K], numbers('bias'))])
      }
      case 'softmax':
        return this.#node('Softmax', path, [x], [integerAttribute('axis', 1)])
      case 'residual': {
        const inner = this.chain(innerLayers(layer), input, x, `${path}.`)
        return this.#node('Add', path, [x, inner])
      }
      default:
        throw new NetworkError(
          'unknown-layer',
          `toOnnx: expected a layer that ONNX has a counterpart of, got '${json.type}'.`,
        )
    }
  }

  /** Rows of [features,K] in the order that a flattened image has in ONNX. */
  #inOrder(values: Float32Array, input: Shape, K: number): Float32Array {
    return this.#flattened && input.length === 1 ? channelsFirstRows(values, this.#flattened, K) : values
  }

  #tensor(name: string, shape: Shape, values: Float32Array): string {
    const raw = new Uint8Array(values.slice().buffer)
    this.initializers.push([
      packedIntegers(1, shape),
      integerField(2, floatType),
      textField(8, name),
      bytesField(9, raw),
    ])
    return name
  }
}

/** The chain that a residual layer goes around. */
function innerLayers({ config }: Layer): Layer[] {
  return (config as unknown as { layers: LayerJson[] }).layers.map(layerFromJson)
}

/** [R,S,C,K] to [K,C,R,S]. */
function filtersFirst(w: Float32Array, [R, S, C, K]: readonly [number, number, number, number]): Float32Array {
  const turned = new Float32Array(w.length)
  for (let rs = 0; rs < R * S; rs++)
    for (let c = 0; c < C; c++) for (let k = 0; k < K; k++) turned[(k * C + c) * R * S + rs] = w[(rs * C + c) * K + k]!
  return turned
}

/** Rows of [H·W·C,K] to the order [C·H·W,K]. */
function channelsFirstRows(w: Float32Array, shape: Shape, K: number): Float32Array {
  const C = shape.at(-1)!
  const positions = shapeSize(shape) / C
  const turned = new Float32Array(w.length)
  for (let p = 0; p < positions; p++)
    for (let c = 0; c < C; c++) turned.set(w.subarray((p * C + c) * K, (p * C + c + 1) * K), (c * positions + p) * K)
  return turned
}

function windowAttributes(window: Shape, { stride, padding }: Json, input: Shape, output: Shape): Uint8Array[] {
  return [
    integersAttribute('kernel_shape', window),
    integersAttribute('strides', stride!),
    integersAttribute('pads', pads(window, stride!, padding, input, output)),
  ]
}

/** Top, left, bottom, right. */
function pads(window: Shape, stride: Shape, padding: Json['padding'], input: Shape, output: Shape): number[] {
  if (typeof padding === 'object') return [padding.top, padding.left, padding.bottom, padding.right]
  if (padding !== 'same') return [0, 0, 0, 0]
  const total = [0, 1].map(axis => Math.max(0, (output[axis]! - 1) * stride[axis]! + window[axis]! - input[axis]!))
  const before = total.map(pad => Math.floor(pad / 2))
  return [...before, ...total.map((pad, axis) => pad - before[axis]!)]
}

/** A size by its number, or by a name when any will do. */
function valueInfo(name: string, shape: readonly (number | string)[]): Uint8Array[] {
  const dimensions = shape.map(size =>
    message(1, [typeof size === 'string' ? textField(2, size) : integerField(1, size)]),
  )
  return [textField(1, name), message(2, [message(1, [integerField(1, floatType), message(2, dimensions)])])]
}

function integerAttribute(name: string, value: number): Uint8Array {
  return message(5, [textField(1, name), integerField(3, value), integerField(20, attributeTypes.integer)])
}

function integersAttribute(name: string, values: Shape): Uint8Array {
  const items = values.map(value => integerField(8, value))
  return message(5, [textField(1, name), ...items, integerField(20, attributeTypes.integers)])
}

function floatAttribute(name: string, value: number): Uint8Array {
  return message(5, [textField(1, name), floatField(2, value), integerField(20, attributeTypes.float)])
}
