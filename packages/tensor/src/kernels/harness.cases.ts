// How the conformance suite runs one kernel on one backend, and how it compares and reports numbers.

import { backendSupported, backends as backendTable } from '../backends/choose.ts'
import { type Backend, type Buffer, call, MemoryLayout, type Session } from '../program.ts'
import { createRandom, type Random } from '../random.ts'
import { formatShape, type Shape, shapeSize, shapeStrides } from '../shape.ts'
import * as kernels from './index.ts'
import type { Kernel, KernelName } from './kernel.ts'
import { type Binding, between, type Operation } from './operation.cases.ts'

const names = Object.keys(backendTable) as (keyof typeof backendTable)[]

/** The backends that every case runs on: those that the host has. */
export const backends: readonly Backend[] = names.filter(backendSupported).map(name => backendTable[name])

/** The backends that the host does not have. */
export const absentBackends = names.filter(name => !backendSupported(name))

/** Arrays of an operation by name. */
export type Arrays = Record<string, Float32Array>

/** One run of an operation: its sizes, its scalars, and every array that a kernel may read. */
export interface Example {
  readonly title: string
  readonly geometry: object
  readonly shapes: Readonly<Record<string, Shape>>
  readonly scalars: Readonly<Record<string, number>>
  readonly arrays: Arrays
}

/** Every kernel by its name, for sizes of any kind. */
export const kernelTable = { ...kernels } as Readonly<Record<KernelName, Kernel<object>>>

type AnyKernel = (...args: unknown[]) => void
type FloatArray = Float32ArrayConstructor | Float64ArrayConstructor

/**
 * An example with the values given, the rest drawn from the seed; arrays that an earlier kernel makes for a later one
 * (y, mask, probabilities ...) come from the plain kernels. With Float64Array the plain kernels compute in doubles.
 */
export function makeExample(
  operation: Operation,
  seed: number,
  given: {
    title?: string
    geometry?: object
    scalars?: Readonly<Record<string, number>>
    values?: Readonly<Record<string, readonly number[]>>
  } = {},
  Floats: FloatArray = Float32Array,
): Example {
  const random = createRandom(seed)
  const geometry = given.geometry ?? operation.geometry(random)
  const shapes = operation.shapes(geometry)
  const scalars = { ...operation.scalars?.(random), ...given.scalars }
  const title = `${operation.name} › ${given.title ?? `seed ${seed}`} ${JSON.stringify(geometry)} ${JSON.stringify(scalars)}`
  const arrays: Arrays = {}
  const example = { title, geometry, shapes, scalars, arrays }
  for (const binding of operation.kernels) {
    const read = [...binding.inputs, ...Object.keys(binding.outputs).filter(name => binding.outputs[name] !== 'out')]
    for (const name of read) {
      const draw = operation.draw?.[name] ?? between(-1, 1)
      // A stream for each array, so that a value given for one does not move the others.
      const values = given.values?.[name] ?? draw(random.fork(hash(name)), shapes[name]!)
      arrays[name] ??= Floats.from(values) as Float32Array
    }
    const made = runPlain(binding, example, Floats)
    for (const [name, role] of Object.entries(binding.outputs)) if (role === 'out') arrays[name] ??= made[name]!
  }
  return example
}

/** The plain kernel on copies of an example's arrays: every output by name. */
export function runPlain(binding: Binding, example: Example, Floats: FloatArray = Float32Array): Arrays {
  const outputs = mapOutputs(binding, (name, role) => {
    if (role !== 'out') return Floats.from(example.arrays[name]!) as Float32Array
    return new Floats(shapeSize(example.shapes[name]!)).fill(Number.NaN) as Float32Array
  })
  const inputs = binding.inputs.map(name => example.arrays[name])
  const scalars = (binding.scalars ?? []).map(name => example.scalars[name])
  ;(kernelTable[binding.kernel].plain as AnyKernel)(...Object.values(outputs), ...inputs, example.geometry, ...scalars)
  return outputs
}

/**
 * A kernel as a program of one call on a backend: every output by name.
 *
 * Overwritten outputs start as NaN. Around every buffer, up to its last float, lie guards of a NaN that arithmetic does
 * not make. Throws if a guard or an input has changed.
 *
 * @param shared outputs that are the same buffer as an input
 * @param named whether scalars are given at run, not fixed in the program
 */
export function runOn(
  backend: Backend,
  binding: Binding,
  example: Example,
  { shared = {}, named = false }: { shared?: Readonly<Record<string, string>>; named?: boolean } = {},
): Arrays {
  const layout = new MemoryLayout()
  const guards: Buffer[] = []
  const place = (name: string) => {
    const before = layout.allocate(4)
    const buffer = layout.allocate(shapeSize(example.shapes[name]!))
    const end = buffer.offset + buffer.length
    guards.push(before, { offset: end, length: layout.allocate(4).offset + 4 - end })
    return buffer
  }
  const inputs = Object.fromEntries(binding.inputs.map(name => [name, place(name)]))
  const outputs = mapOutputs(binding, name => inputs[shared[name] ?? ''] ?? place(name))
  const scalars = (binding.scalars ?? []).map(name => (named ? name : example.scalars[name]!))
  const buffers = [...Object.values(outputs), ...binding.inputs.map(name => inputs[name]!)]
  const one = call(kernelTable[binding.kernel], buffers, example.geometry, ...scalars)
  const session = backend.open({ floats: layout.floats, phases: { only: [one] } })

  for (const guard of guards) guardBits(session, guard).fill(guardPattern)
  mapOutputs(binding, (name, role) => {
    if (role === 'out') session.view(outputs[name]!).fill(Number.NaN)
    else session.view(outputs[name]!).set(example.arrays[name]!)
  })
  for (const name of binding.inputs) session.view(inputs[name]!).set(example.arrays[name]!)
  session.run('only', named ? example.scalars : {})

  const where = `${backend.name} › ${binding.kernel} › ${example.title}`
  for (const guard of guards)
    if (!guardBits(session, guard).every(bits => bits === guardPattern))
      throw new Error(
        `${where}: wrote outside its buffers, into floats ${guard.offset} to ${guard.offset + guard.length}`,
      )
  for (const name of binding.inputs)
    if (!Object.values(shared).includes(name))
      compare(
        `${where}: input ${name} after the run`,
        session.view(inputs[name]!),
        example.arrays[name]!,
        example.shapes[name]!,
        exactly,
      )
  return mapOutputs(binding, name => session.view(outputs[name]!).slice())
}

/** A NaN with a payload: arithmetic makes 7fc00000 or ffc00000. */
const guardPattern = 0x7fcdabcd

function guardBits(session: Session, guard: Buffer): Uint32Array {
  const view = session.view(guard)
  return new Uint32Array(view.buffer, view.byteOffset, view.length)
}

/** How far apart two numbers may be: atol + rtol·|expected|. */
export interface Tolerance {
  readonly atol: number
  readonly rtol: number
  /** Any number that is not finite agrees with any other. */
  readonly anyOverflow?: boolean
}

/** The same bits, but for the sign of zero and the payload of NaN. */
export const exactly: Tolerance = { atol: 0, rtol: 0 }

/**
 * Float32 sums in another order. A number is at most some 1000 products of numbers up to about 1, so partial sums stay
 * below 20, each addition rounds by at most 20·2^-24 = 1.2e-6, and such errors of random sign add up to about
 * √1000·1.2e-6/√3 = 2e-5 at the very worst. Goldens are rounded to 5e-7, which drowns in that.
 */
export const float32Sums: Tolerance = { atol: 3e-5, rtol: 1e-5 }

/**
 * Convolutions in tiles (Winograd). The largest tile, F(5×5, 3×3), multiplies and subtracts numbers up to about 40 times
 * those of the direct sum; in a simulation in float32, inputs from −1 to 1 and 288 products an output gave a mean error
 * of 1.2e-5 and a largest of 1e-4 in 1,500 outputs of about ±5. Probabilities of the bundled network move by up to 6e-6.
 */
export const tileSums: Tolerance = { atol: 2e-4, rtol: 1e-5 }

/** The tolerance of an operation's sums at a size. */
export function toleranceOf(operation: Operation, geometry: object): Tolerance {
  return operation.inTiles?.(geometry) ? tileSums : float32Sums
}

/** Throws at the first number that differs too much, saying where, both numbers and the case. NaN equals NaN. */
export function compare(
  where: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  shape: Shape,
  { atol, rtol, anyOverflow }: Tolerance,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${where}: ${actual.length} numbers, expected ${expected.length}`)
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!]
    if (a === e || (Number.isNaN(a) && Number.isNaN(e))) continue
    if (anyOverflow && !Number.isFinite(a) && !Number.isFinite(e)) continue
    const allowed = atol + rtol * Math.abs(e)
    if (Math.abs(a - e) <= allowed && Number.isFinite(e)) continue
    const index = shapeStrides(shape).map((stride, axis) => Math.floor(i / stride) % shape[axis]!)
    throw new Error(
      `${where}${formatShape(index)} of ${formatShape(shape)}: got ${a}, expected ${e}, may differ by ${allowed}`,
    )
  }
}

/** The plain number by which two arrays agree: Σ a·b, and Σ |a·b| as its scale. */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>): { sum: number; scale: number } {
  let sum = 0
  let scale = 0
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!
    scale += Math.abs(a[i]! * b[i]!)
  }
  return { sum, scale }
}

/** A few different indices of an array, at most `count`. */
export function someIndices(random: Random, length: number, count: number): Uint32Array {
  return random.shuffle(Uint32Array.from({ length }, (_, i) => i)).subarray(0, count)
}

/** A record over the outputs of a kernel, in the order of its parameters. */
export function mapOutputs<T>(binding: Binding, make: (name: string, role: Binding['outputs'][string]) => T) {
  return Object.fromEntries(Object.entries(binding.outputs).map(([name, role]) => [name, make(name, role)]))
}

function hash(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 32, 7)
}
