// How does training begin with what another network learned? Layers that both have are copied, and those that only the new one
// has begin as if they were not there.

import { Model, sequential } from '@digitrec/cnn'
import { sameShape, shapeSize } from '@digitrec/tensor'

/**
 * Takes over what `from` learned, layer by layer from the first, as long as kernels have the same shape. A convolution that `from`
 * lacks hands on what it gets, if it has as many filters out as in: its kernel is 1 at the middle and 0 elsewhere, and its batch norm
 * is set so that it undoes itself. What comes after it is copied again, and the deeper network reads as the old one did until it
 * learns. From the first kernel on that is neither, everything keeps its first values.
 *
 * @param model changed in place; its convolutions are followed by a batch norm and a rectifier where it has more of them than `from`
 * @param examples [N, ...input]: what the added layers' inputs are measured on
 * @returns how many numbers were copied
 * @see Chen, Goodfellow and Shlens 2016, "Net2Net", section 2.2
 */
export function takeOver(model: Model, from: Model, examples: Float32Array): number {
  let [copied, theirs] = [0, 0]
  for (const mine of layersOf(model)) {
    const old = layersOf(from)[theirs]
    if (old !== undefined && sameShape(kernelOf(model, mine), kernelOf(from, old))) {
      copied += copyBlock(model, mine, from, old)
      theirs++
    } else if (passesOn(model, mine)) passOn(model, mine, examples)
    else break
  }
  return copied
}

/** Indices of the layers that have a kernel. */
function layersOf({ layout }: Model): readonly number[] {
  return layout.parameters.flatMap(({ name }) => (name.endsWith('.kernel') ? [Number.parseInt(name, 10)] : []))
}

function kernelOf({ layout }: Model, layer: number): readonly number[] {
  return layout.parameters.find(({ name }) => name === `${layer}.kernel`)!.shape
}

/** Copies the parameters of a layer and of those after it that have no kernel, as far as both have them alike. */
function copyBlock(model: Model, mine: number, from: Model, old: number): number {
  const end = layersOf(model).find(layer => layer > mine) ?? Number.POSITIVE_INFINITY
  let copied = 0
  for (const { name, shape } of model.layout.parameters) {
    const layer = Number.parseInt(name, 10)
    if (layer < mine || layer >= end) continue
    const source = `${old + layer - mine}${name.slice(name.indexOf('.'))}`
    const found = from.layout.parameters.find(one => one.name === source)
    if (!found || !sameShape(found.shape, shape)) continue
    model.setParameters(from.parameter(source), name)
    copied += shapeSize(shape)
  }
  return copied
}

/** Whether a layer can hand on what it gets: a convolution of stride 1 with as many filters out as in, then batch norm and rectifier. */
function passesOn({ network, layout }: Model, layer: number): boolean {
  const [conv, norm, rectifier] = network.layers.slice(layer, layer + 3)
  const { shape } = layout.parameters.find(({ name }) => name === `${layer}.kernel`)!
  if (conv?.type !== 'conv2d' || norm?.type !== 'batchNorm' || rectifier?.type !== 'relu') return false
  const [height = 0, width = 0, inputs, filters] = shape
  const { stride = 1, padding } = conv.config as { stride?: number | readonly number[]; padding?: unknown }
  const isOdd = height % 2 === 1 && width % 2 === 1
  return isOdd && inputs === filters && [stride].flat().every(step => step === 1) && padding === 'same'
}

/** Makes a block hand on what it gets: the input is never negative, since a rectifier gave it, and so passes the next one. */
function passOn(model: Model, layer: number, examples: Float32Array): void {
  const [height, width, inputs] = kernelOf(model, layer) as [number, number, number, number]
  const kernel = new Float32Array(height * width * inputs * inputs)
  const middle = ((height - 1) / 2) * width + (width - 1) / 2
  for (let i = 0; i < inputs; i++) kernel[(middle * inputs + i) * inputs + i] = 1
  model.setParameters(kernel, `${layer}.kernel`)
  const { mean, variance } = momentsBefore(model, layer, examples, inputs)
  const { epsilon } = model.network.layers[layer + 1]!.config as { epsilon: number }
  const norm = layer + 1
  model.setParameters(
    variance.map(value => Math.sqrt(value + epsilon)),
    `${norm}.gamma`,
  )
  model.setParameters(mean, `${norm}.beta`)
  model.setParameters(mean, `${norm}.runningMean`)
  model.setParameters(variance, `${norm}.runningVariance`)
}

/** Mean and variance of each channel that a layer is given. */
function momentsBefore(model: Model, layer: number, examples: Float32Array, channels: number) {
  const { input, layers } = model.network
  const before = new Model(sequential(input, layers.slice(0, layer)), model.backend)
  for (const { name } of before.layout.parameters) before.setParameters(model.parameter(name), name)
  const values = before.predict(examples).data
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)]
  const count = values.length / channels
  for (const [i, value] of values.entries()) mean[i % channels]! += value / count
  for (const [i, value] of values.entries()) variance[i % channels]! += (value - mean[i % channels]!) ** 2 / count
  return { mean, variance }
}
