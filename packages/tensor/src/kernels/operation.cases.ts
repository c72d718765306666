// What a table of cases says about one operation, so that one suite can try it on every backend.
// Next: conv2d.cases.ts (a table), index.cases.ts (all of them), conformance.test.ts (the suite).

import type { Random } from '../random.ts'
import { type Shape, shapeSize } from '../shape.ts'
import type { KernelName } from './kernel.ts'

/**
 * What a kernel does to an output: `out` is overwritten, whatever it held; `adds` is added to; `updates` is replaced
 * by something that depends on what it held.
 */
export type Role = 'out' | 'adds' | 'updates'

/** One kernel of an operation, its parameters given by the names that the operation has for its arrays. */
export interface Binding {
  readonly kernel: KernelName
  /** Outputs in the order of the parameters. */
  readonly outputs: Readonly<Record<string, Role>>
  /** Inputs in the order of the parameters: drawn at random, or made by a kernel that stands earlier in the list. */
  readonly inputs: readonly string[]
  readonly scalars?: readonly string[]
  /** No sum in it: every backend gives the same bits. */
  readonly exact?: boolean
  /** Outputs that may be the same buffer as an input: `{ y: ['x'] }`. */
  readonly inPlace?: Readonly<Record<string, readonly string[]>>
}

/** Numbers from somebody else's code. */
export interface Golden<G extends object = object> {
  readonly title: string
  readonly geometry: G
  readonly scalars?: Readonly<Record<string, number>>
  /** Arrays by name; an array that a kernel updates has its result under its name and `After`. */
  readonly values: Readonly<Record<string, readonly number[]>>
}

/** Which arrays are the gradients of which: with L = Σ `by` · `of`, `wrt` maps an input to where ∂L/∂input is. */
export interface GradientTable {
  readonly forward: KernelName
  readonly of: string
  /** The array that holds ∂L/∂of; left out for a loss, whose L is the mean of `of`. */
  readonly by?: string
  readonly wrt: Readonly<Record<string, string>>
}

/** Weights after each step of an optimizer, from somebody else's code. */
export interface Trajectory {
  readonly title: string
  readonly scalars: Readonly<Record<string, number>>
  readonly start: readonly number[]
  /** One row of gradients a step. */
  readonly gradients: readonly number[]
  /** One row of weights a step. */
  readonly weights: readonly number[]
}

/** Fills an array of a shape. */
export type Draw = (random: Random, shape: Shape) => number[]

/** Everything the suite needs to try the kernels of one operation. */
export interface Operation<G extends object = object> {
  readonly name: string
  /** Forward kernels first. */
  readonly kernels: readonly Binding[]
  /** The shape of every array, inputs and outputs. */
  shapes(g: G): Record<string, Shape>
  /** A random size; every axis, stride and padding its own. */
  geometry(random: Random): G
  scalars?(random: Random): Record<string, number>
  /** How inputs are drawn where numbers from −1 to 1 will not do. */
  readonly draw?: Readonly<Record<string, Draw>>
  readonly goldens?: readonly Golden<G>[]
  readonly gradients?: readonly GradientTable[]
  /**
   * Inputs whose NaN or infinity may also reach outputs where the plain kernel multiplies it with nothing: a backend
   * that writes padding out as zeros multiplies zero with it. It must still reach every output that it reaches there.
   */
  readonly spreads?: readonly string[]
  /** Whether a backend may compute a size in tiles, with the errors that the harness states for them. */
  inTiles?(g: G): boolean
  /** Inputs in which the output is linear, once every array of `zero` is zero. */
  readonly adjoint?: { readonly zero: readonly string[]; readonly inputs: readonly string[] }
  readonly trajectories?: readonly Trajectory[]
}

/** Each number from a up to b, by itself. */
export function between(a: number, b: number): Draw {
  return (random, shape) => Array.from({ length: shapeSize(shape) }, () => random.uniform(a, b))
}

/** Numbers that all differ by a clear step, so that a largest one stays the largest when nudged. */
export const distinct: Draw = (random, shape) => {
  const size = shapeSize(shape)
  return random.shuffle(Array.from({ length: size }, (_, i) => (2 * i + 1) / size - 1))
}

/** Numbers from −1 to 1 that are not near zero, so that a nudge does not change their sign. */
export const awayFromZero: Draw = (random, shape) =>
  Array.from({ length: shapeSize(shape) }, () => random.uniform(0.05, 1) * (random.int(2) ? 1 : -1))

/** Rows of numbers of zero or more that sum to 1. */
export const distributions: Draw = (random, shape) => {
  const width = shape.at(-1)!
  return Array.from({ length: shapeSize(shape) / width }, () => {
    const row = Array.from({ length: width }, () => random.next() * random.int(3))
    row[random.int(width)]! += 0.5
    const sum = row.reduce((a, b) => a + b)
    return row.map(value => value / sum)
  }).flat()
}

/** A whole number from least to most. */
export function whole(random: Random, least: number, most: number): number {
  return least + random.int(most - least + 1)
}

/** A size that fast code may treat in a way of its own: around whole lanes of four, and a few larger ones. */
export function channelCount(random: Random): number {
  return random.int(4) ? whole(random, 1, 9) : whole(random, 10, 33)
}

/** Two different whole numbers. */
export function twoOf(random: Random, least: number, most: number): [number, number] {
  const first = whole(random, least, most)
  const second = whole(random, least, most - 1)
  return [first, second >= first ? second + 1 : second]
}

/** An image, a window, strides and a padding that fit together; height and width, top and left differ. */
export function randomWindow(random: Random) {
  for (;;) {
    const [height, width] = twoOf(random, 1, 12)
    const [R, S] = random.int(3) ? twoOf(random, 1, 5) : Array(2).fill(whole(random, 1, 3))
    const stride: [number, number] = random.int(3) ? twoOf(random, 1, 3) : [1, 1]
    const pad = (window: number) => whole(random, 0, window - 1)
    const padding = random.int(4)
      ? { top: pad(R!), bottom: pad(R!), left: pad(S!), right: pad(S!) }
      : random.int(2)
        ? ('same' as const)
        : ('valid' as const)
    const [y, x] = typeof padding === 'string' ? [0, 0] : [padding.top + padding.bottom, padding.left + padding.right]
    if (padding !== 'same' && (height + y < R! || width + x < S!)) continue
    return { height, width, window: [R!, S!] as [number, number], stride, padding }
  }
}
