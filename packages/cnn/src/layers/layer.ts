// What a layer is: a stateless description that tells shapes and parameters, and writes the kernel calls that predict.
// What only training needs of it is an export of its own, listed in training.ts, so that an application that only predicts
// ships no gradients. Next: dense.ts (the smallest with parameters), then chain.ts.

import { type Buffer, type Call, call, type Kernel, type Shape, shapeSize } from '@digitrec/tensor'
import type { Initializer } from '../initializers.ts'

/** Anything that JSON can hold; what layers are saved as. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** An array of numbers that belongs to a layer and is saved with the model. */
export interface ParameterSpec {
  readonly name: string
  readonly shape: Shape
  readonly initializer: Initializer
  /** Whether weight decay applies: to weights, not to biases or batch-norm scales. */
  readonly decay: boolean
  /** False for running statistics, which the forward pass updates and no optimizer touches. */
  readonly trainable: boolean
}

/** Where a layer stands in a planned program. Shapes leave out the batch. */
export interface Site {
  readonly batch: number
  readonly input: Shape
  readonly x: Buffer
  readonly y: Buffer
  /** In the order in which the layer lists them. */
  readonly parameters: readonly Buffer[]
  /** A buffer of its own: zero when the program is opened, then written by its calls alone. */
  allocate(floats: number): Buffer
}

/** Where a layer stands in a program for training. */
export interface TrainingSite extends Site {
  /** Gradient of the loss by y. */
  readonly dy: Buffer
  /** Gradient of the loss by x, to be overwritten; absent when nobody needs it (the first layer). */
  readonly dx: Buffer | undefined
  /** Gradients of the parameters, in their order, to be added to. Those of what is not trainable are nowhere: not to be used. */
  readonly gradients: readonly Buffer[]
  /** Differs for every layer of a network; dropout draws its own random stream from it. */
  readonly index: number
  /** The table of what training adds to layers, for a layer that holds others. */
  readonly table: TrainingTable
}

/** The calls of a layer while training. */
export interface TrainingCalls {
  /** Calls that overwrite y from x. @default those that predict */
  readonly forward?: readonly Call[]
  /** Calls that overwrite dx (when given) and add to the gradients of the parameters. */
  readonly backward: readonly Call[]
}

/** What training adds to a layer. @param g the sizes that {@link Layer.geometry} gives */
export type Training<Geometry, L extends Layer = Layer> = (site: TrainingSite, g: Geometry, layer: L) => TrainingCalls

/** What training adds, by layer type. */
export type TrainingTable = Readonly<Record<string, Training<never, never>>>

/** One layer of a network. Made by the functions of this folder; plain data plus rules, no numbers inside. */
export interface Layer {
  /** Its name in the layer table and in model files. */
  readonly type: string
  /** The options it was made with, enough to make it again. */
  readonly config: Readonly<Record<string, Json>>
  /** When the output is the input itself under another shape, so that y and x are one buffer. @default never */
  readonly passes?: 'always' | 'predicting'
  /** Shape of one output example. @throws NetworkError `shape` when the input does not fit */
  outputShape(input: Shape): Shape
  /** The arrays that belong to it, given the shape of one input example. */
  parameters(input: Shape): readonly ParameterSpec[]
  /** Sizes for its kernels. */
  geometry(input: Shape, batch: number): object
  /** Calls that overwrite y from x when predicting. */
  forward(site: Site): readonly Call[]
}

/** What {@link plainLayer} is: everything but the type. */
export interface PlainLayer extends Omit<Layer, 'type' | 'geometry'> {
  /** As many numbers as there are. */
  geometry(input: Shape, batch: number): { readonly length: number }
}

/** A layer that keeps the shape, has no parameters and computes nothing; others say where they differ. */
export const plainLayer: PlainLayer = {
  config: {},
  outputShape: input => input,
  parameters: () => [],
  geometry: (input, batch) => ({ length: batch * shapeSize(input) }),
  forward: () => [],
}

/** A layer that is one kernel call when predicting: `kernel(y, x, ...parameters)`. */
export function kernelLayer<Geometry extends object>(
  kernel: Kernel<Geometry>,
  layer: Partial<Omit<Layer, 'geometry'>> & { type: string; geometry(input: Shape, batch: number): Geometry },
  ...scalars: readonly number[]
): Layer {
  const { geometry } = layer
  return {
    ...plainLayer,
    ...layer,
    forward: ({ y, x, parameters, input, batch }) => [
      call(kernel, [y, x, ...parameters], geometry(input, batch), ...scalars),
    ],
  }
}

/** A layer as it stands in a model file: its type and its options. */
export type LayerJson = { readonly type: string } & { readonly [key: string]: Json }

/** A layer as plain data. */
export function layerToJson({ type, config }: Layer): LayerJson {
  return { type, ...config }
}

/** Codes of {@link NetworkError}. */
export const networkErrorCodes = {
  shape: 'A layer cannot take the shape that the layer before it gives.',
  option: 'An option of a layer, optimizer or schedule is out of its range.',
  'unknown-layer': 'A saved network names a layer type that this version does not have.',
} as const

/** A network was put together in a way that cannot work. Thrown when it is built, never while it runs. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  constructor(
    readonly code: keyof typeof networkErrorCodes,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** `value` when it is a whole number from `least` up. @throws NetworkError `option` */
export function wholeNumber(where: string, name: string, value: number, least = 1): number {
  if (!Number.isInteger(value) || value < least)
    throw new NetworkError('option', `${where}: expected ${name} to be a whole number from ${least} up, got ${value}.`)
  return value
}

/** `value` when it is a finite number in [least, below). @throws NetworkError `option` */
export function numberIn(where: string, name: string, value: number, least: number, below: number): number {
  if (!(value >= least && value < below))
    throw new NetworkError('option', `${where}: expected ${name} in [${least}, ${below}), got ${value}.`)
  return value
}

/** The input as [H,W,C]. @throws NetworkError `shape` */
export function imageShape(where: string, input: Shape): readonly [number, number, number] {
  if (input.length !== 3)
    throw new NetworkError(
      'shape',
      `${where}: expected input [H,W,C], got [${input.join(',')}]. Start the network with an image shape such as [28,28,1].`,
    )
  return input as unknown as readonly [number, number, number]
}

/** The input as [features]. @throws NetworkError `shape` */
export function flatShape(where: string, input: Shape): number {
  if (input.length !== 1)
    throw new NetworkError(
      'shape',
      `${where}: expected input [features], got [${input.join(',')}]. Add flatten() or globalAveragePool2d() before it.`,
    )
  return input[0]!
}

/** A window or stride given as one number or as [vertical, horizontal]. */
export type Pair = number | readonly [number, number]

/** Both numbers of a {@link Pair}, checked. @throws NetworkError `option` */
export function pair(where: string, name: string, value: Pair): readonly [number, number] {
  const [y, x] = typeof value === 'number' ? [value, value] : value
  return [wholeNumber(where, name, y), wholeNumber(where, name, x)]
}
