// A network: an input shape and a chain of layers, checked when it is put together. Holds no numbers.
// Next: plan.ts (what it becomes), model.ts (what holds the numbers).

import { type Shape, shapeSize } from '@digitrec/tensor'
import { chainShapes } from './chain.ts'
import { layerFromJson } from './layers/index.ts'
import { type Json, type Layer, type LayerJson, layerToJson, NetworkError } from './layers/layer.ts'

/** How pictures must be prepared for a network; saved with it, so that it cannot be forgotten. */
export interface Preprocessing {
  /** Bytes are multiplied by this before they enter; floats enter as they are. @default 1/255 */
  readonly byteScale: number
  /** Free words and numbers for whoever prepares the input, such as the geometry of a digit frame. */
  readonly notes?: Readonly<Record<string, Json>>
}

/** A description of a network: made by {@link sequential}, immutable, holds no weights. */
export interface Network {
  readonly name: string
  /** Shape of one input example. */
  readonly input: Shape
  /** Shape of one output example. */
  readonly output: Shape
  readonly layers: readonly Layer[]
  readonly preprocessing: Preprocessing
}

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** @default 'network' */
  name?: string
  preprocessing?: Preprocessing
}

/**
 * Puts layers in a row.
 *
 * @param input shape of one example, such as [28,28,1] (height, width, channels)
 * @throws NetworkError `shape` naming the layer that does not fit, `option` when there is no layer
 * @example
 * const network = sequential([28, 28, 1], [conv2d(8, 3), relu(), maxPool2d(2), flatten(), dense(10), softmax()])
 */
export function sequential(input: Shape, layers: readonly Layer[], options: SequentialOptions = {}): Network {
  if (input.length === 0 || !input.every(size => Number.isInteger(size) && size > 0))
    throw new NetworkError('shape', `sequential: expected an input shape of positive sizes, got [${input.join(',')}].`)
  if (layers.every(layer => layer.passes))
    throw new NetworkError('option', 'sequential: expected at least one layer that computes something, got none.')
  return {
    name: options.name ?? 'network',
    input,
    output: chainShapes(layers, input).at(-1)!,
    layers,
    preprocessing: options.preprocessing ?? { byteScale: 1 / 255 },
  }
}

/** A network as plain data. */
export interface NetworkJson {
  readonly name: string
  readonly input: readonly number[]
  readonly layers: readonly LayerJson[]
  readonly preprocessing: Preprocessing
}

/** A network as plain data, enough for {@link networkFromJson}. */
export function networkToJson(network: Network): NetworkJson {
  const { name, input, layers, preprocessing } = network
  return { name, input: [...input], layers: layers.map(layerToJson), preprocessing }
}

/** A network from plain data. @throws NetworkError when a layer is unknown or does not fit */
export function networkFromJson(json: NetworkJson): Network {
  const { name, input, layers, preprocessing } = json
  return sequential(input, layers.map(layerFromJson), { name, preprocessing })
}

/** A line of {@link describeNetwork}. */
export interface LayerSummary {
  readonly layer: string
  readonly output: Shape
  readonly parameters: number
  /** Multiplications and additions for one example, counted as pairs. */
  readonly macs: number
}

/** Output shape, parameters and multiply-adds of every layer. */
export function describeNetwork(network: Network): readonly LayerSummary[] {
  const shapes = chainShapes(network.layers, network.input)
  return network.layers.map((layer, i) => {
    const output = shapes[i + 1]!
    const specs = layer.parameters(shapes[i]!)
    const weights = specs.filter(spec => spec.decay).reduce((sum, spec) => sum + shapeSize(spec.shape), 0)
    const positions = output.length === 3 ? output[0]! * output[1]! : 1
    return {
      layer: layer.type,
      output,
      parameters: specs.filter(spec => spec.trainable).reduce((sum, spec) => sum + shapeSize(spec.shape), 0),
      macs: weights * positions,
    }
  })
}
