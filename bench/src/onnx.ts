// A model as an ONNX file, for the peers that read nothing else: just the operators of the networks that are measured.
// Names and numbers of fields are those of onnx.proto3 (https://github.com/onnx/onnx, IR version 7, operator set 13).

import { layerToJson, type Model } from '@digitrec/cnn'
import { shapeSize } from '@digitrec/tensor'
import { bytesField, floatField, integerField, join, message, packedIntegers, textField } from './protobuf.ts'

const floatType = 1
const attributeTypes = { float: 1, integer: 2, integers: 7 } as const

/** NCHW tensors between operators; input `x` is [batch,1,H,W], output `y` is [batch,classes]. */
export function writeOnnx(model: Model, batch: number): Uint8Array {
  const { network } = model
  const graph = new Graph(model)
  let shape = network.input
  let value = 'x'
  for (const [i, layer] of network.layers.entries()) {
    const next = layer.outputShape(shape)
    value = graph.add(i, layerToJson(layer) as Json, shape, next, value)
    shape = next
  }
  const [height, width, channels] = network.input as [number, number, number]
  if (channels !== 1) throw new Error(`writeOnnx: expected one input channel, got ${channels}.`)
  return join([
    integerField(1, 7), // ir_version
    textField(2, 'digitrec bench'), // producer_name
    message(7, [
      ...graph.nodes.map(node => message(1, node)),
      textField(2, network.name),
      ...graph.initializers.map(tensor => message(5, tensor)),
      message(11, valueInfo('x', [batch, channels, height, width])),
      message(12, valueInfo(value, [batch, shapeSize(network.output)])),
    ]),
    message(8, [textField(1, ''), integerField(2, 13)]), // opset_import
  ])
}

interface Json {
  readonly type: string
  readonly kernel?: readonly [number, number]
  readonly window?: readonly [number, number]
  readonly stride?: readonly [number, number]
  readonly padding?: string
  readonly bias?: boolean
  readonly epsilon?: number
}

type Shape = readonly number[]

class Graph {
  readonly nodes: Uint8Array[][] = []
  readonly initializers: Uint8Array[][] = []
  /** Shape before the flatten() that a dense layer follows: its rows are in the order H, W, C and ONNX wants C, H, W. */
  #flattened: Shape | undefined

  constructor(readonly model: Model) {}

  /** Adds the operator of one layer. @returns the name of its output */
  add(i: number, json: Json, input: Shape, output: Shape, x: string): string {
    const y = `v${i}`
    const numbers = (name: string) => this.model.parameter(`${i}.${name}`)
    const node = (operator: string, inputs: readonly string[], attributes: readonly Uint8Array[] = [], out = y) => {
      this.nodes.push([
        ...inputs.map(name => textField(1, name)),
        textField(2, out),
        textField(3, `${operator}${i}`),
        textField(4, operator),
        ...attributes,
      ])
      return out
    }
    switch (json.type) {
      case 'conv2d': {
        const [R, S] = json.kernel!
        const [C, K] = [input[2]!, output[2]!]
        const inputs = [x, this.#tensor(`${y}.w`, [K, C, R, S], filtersFirst(numbers('kernel'), [R, S, C, K]))]
        if (json.bias) inputs.push(this.#tensor(`${y}.b`, [K], numbers('bias')))
        return node('Conv', inputs, windowAttributes(json.kernel!, json, input, output))
      }
      case 'maxPool2d':
        return node('MaxPool', [x], windowAttributes(json.window!, json, input, output))
      case 'batchNorm': {
        const names = ['gamma', 'beta', 'runningMean', 'runningVariance']
        const inputs = names.map(name => this.#tensor(`${y}.${name}`, [input.at(-1)!], numbers(name)))
        return node('BatchNormalization', [x, ...inputs], [floatAttribute('epsilon', json.epsilon!)])
      }
      case 'relu':
        return node('Relu', [x])
      case 'globalAveragePool2d':
        return node('Flatten', [node('GlobalAveragePool', [x], [], `${y}.mean`)], [integerAttribute('axis', 1)])
      case 'flatten':
        this.#flattened = input
        return node('Flatten', [x], [integerAttribute('axis', 1)])
      case 'dropout':
        return x
      case 'dense': {
        const [C, K] = [input[0]!, output[0]!]
        const w = this.#flattened ? channelsFirstRows(numbers('kernel'), this.#flattened, K) : numbers('kernel')
        this.#flattened = undefined
        return node('Gemm', [x, this.#tensor(`${y}.w`, [C, K], w), this.#tensor(`${y}.b`, [K], numbers('bias'))])
      }
      case 'softmax':
        return node('Softmax', [x], [integerAttribute('axis', 1)])
      default:
        throw new Error(`writeOnnx: expected a layer of the measured networks, got '${json.type}'.`)
    }
  }

  #tensor(name: string, shape: Shape, values: Float32Array): string {
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.initializers.push([
      packedIntegers(1, shape),
      integerField(2, floatType),
      textField(8, name),
      bytesField(9, raw),
    ])
    return name
  }
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

function windowAttributes(window: Shape, json: Json, input: Shape, output: Shape): Uint8Array[] {
  const stride = json.stride!
  const total = [0, 1].map(axis =>
    json.padding === 'same' ? Math.max(0, (output[axis]! - 1) * stride[axis]! + window[axis]! - input[axis]!) : 0,
  )
  const before = total.map(pad => Math.floor(pad / 2))
  return [
    integersAttribute('kernel_shape', window),
    integersAttribute('strides', stride),
    integersAttribute('pads', [...before, ...total.map((pad, axis) => pad - before[axis]!)]),
  ]
}

function valueInfo(name: string, shape: Shape): Uint8Array[] {
  const dimensions = shape.map(size => message(1, [integerField(1, size)]))
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
