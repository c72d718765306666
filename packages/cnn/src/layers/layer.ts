// What a layer is: a stateless description that tells shapes, parameters and scratch, and writes the kernel
// calls of its forward and backward pass. Next: dense.ts (the smallest with parameters), then chain.ts.

import type { Buffer, Call, Shape } from '@digitrec/tensor'
import type { Initializer } from '../initializers.ts'
import type { TrainingKernels } from '../training-kernels.ts'

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

/** Where a layer stands in a planned program: sizes and buffers by name. Shapes leave out the batch. */
export interface Site {
  readonly batch: number
  /** Given when training: the kernels that nobody who only predicts needs, such as those of backward passes. */
  readonly training: TrainingKernels | undefined
  readonly input: Shape
  readonly output: Shape
  readonly x: Buffer
  readonly y: Buffer
  /** Gradient of the loss by y; given when training. */
  readonly dy: Buffer | undefined
  /** Gradient of the loss by x, to be overwritten; absent when nobody needs it (the first layer). */
  readonly dx: Buffer | undefined
  readonly parameters: Readonly<Record<string, Buffer>>
  /** Gradients of trainable parameters, to be added to. */
  readonly gradients: Readonly<Record<string, Buffer>>
  readonly scratch: Readonly<Record<string, Buffer>>
  /** Differs for every layer of a network; dropout draws its own random stream from it. */
  readonly index: number
}

/** Where a layer stands in a program for training. */
export interface TrainingSite extends Site {
  readonly training: TrainingKernels
  readonly dy: Buffer
}

/** One layer of a network. Made by the functions of this folder; plain data plus rules, no numbers inside. */
export interface Layer {
  /** Its name in the layer table and in model files. */
  readonly type: string
  /** The options it was made with, enough to make it again. */
  readonly config: Readonly<Record<string, Json>>
  /** Shape of one output example. @throws NetworkError `shape` when the input does not fit */
  outputShape(input: Shape): Shape
  /** The arrays that belong to it, given the shape of one input example. */
  parameters(input: Shape): readonly ParameterSpec[]
  /** Lengths in floats of buffers that live between forward and backward, by name. */
  scratch(input: Shape, batch: number, training: boolean): Readonly<Record<string, number>>
  /** Calls that overwrite y from x. */
  forward(site: Site): readonly Call[]
  /** Calls that overwrite dx (when given) and add to the gradients of the parameters. */
  backward(site: TrainingSite): readonly Call[]
  /** True when the output is the input itself under another shape, so that y and x are one buffer. */
  passes(training: boolean): boolean
}

/** What most layers have in common: no parameters, no scratch, an output of their own. */
export const plainLayer = {
  /** None. */
  parameters: (): readonly ParameterSpec[] => [],
  /** None. */
  scratch: (): Readonly<Record<string, number>> => ({}),
  /** Never. */
  passes: (): boolean => false,
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
