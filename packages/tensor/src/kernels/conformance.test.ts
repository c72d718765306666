// Every kernel on every backend: goldens, the plain kernels, and what must hold without knowing the answer.
// Adding a backend is one line in backends/choose.ts; adding a kernel is its table in index.cases.ts.

import { describe, expect, test } from 'vitest'
import { type Backend, call, MemoryLayout } from '../program.ts'
import { createRandom } from '../random.ts'
import {
  absentBackends,
  backends,
  compare,
  type Example,
  exactly,
  float32Sums,
  innerProduct,
  kernelTable,
  makeExample,
  runOn,
  runPlain,
  someIndices,
  toleranceOf,
} from './harness.cases.ts'
import { operations } from './index.cases.ts'
import type { Binding, GradientTable, Operation, Trajectory } from './operation.cases.ts'

/** Random geometries of one operation; seeds are in the messages. */
const geometries = 120

test('every kernel has cases', () => {
  const tried = operations.flatMap(operation => operation.kernels.map(({ kernel }) => kernel))
  expect(tried.toSorted()).toEqual(Object.keys(kernelTable).toSorted())
  for (const [name, kernel] of Object.entries(kernelTable)) expect(kernel.name).toBe(name)
})

test('what a kernel writes is what the program thinks it writes', () => {
  for (const { kernel, outputs } of operations.flatMap(operation => operation.kernels))
    expect([kernel, kernelTable[kernel].outputs ?? 1]).toEqual([kernel, Object.keys(outputs).length])
})

for (const name of absentBackends)
  test.skip(`${name}: not on this host (Node 20 has relaxed SIMD with --experimental-wasm-relaxed-simd only)`, () => {})

for (const backend of backends)
  for (const operation of operations)
    describe(`${backend.name} › ${operation.name}`, () => {
      for (const [index, golden] of (operation.goldens ?? []).entries())
        test(`matches ${golden.title}`, () => matchesGolden(backend, operation, index))
      for (const trajectory of operation.trajectories ?? [])
        test(`matches ${trajectory.title}`, () => matchesTrajectory(backend, operation, trajectory))

      // The reference runs the plain kernels, so for it this tries guards, inputs and scalars only.
      const count = backend.name === 'reference' ? 10 : geometries
      test(`agrees with the plain kernels on ${count} geometries`, () => {
        for (let seed = 1; seed <= count; seed++)
          for (const binding of operation.kernels) agrees(backend, operation, binding, seed)
      })

      if (operation.kernels.some(binding => Object.values(binding.outputs).includes('adds')))
        test('adds to parameter gradients', () => {
          for (let seed = 1; seed <= 20; seed++) addsUp(backend, operation, seed)
        })

      if (operation.kernels.some(binding => binding.inPlace))
        test('gives the same in place', () => {
          for (let seed = 1; seed <= 20; seed++) sameInPlace(backend, operation, seed)
        })

      if (operation.adjoint)
        test('is the adjoint of its gradients', () => {
          for (let seed = 1; seed <= geometries; seed++) isAdjoint(backend, operation, seed)
        })

      for (const table of operation.gradients ?? [])
        test(`has the gradients that finite differences give, ${Object.keys(table.wrt).join(', ')}`, () => {
          for (let seed = 1; seed <= 40; seed++) gradientsAreRight(backend, operation, table, seed)
        })

      for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-41, -0])
        test(`treats ${Object.is(special, -0) ? '-0' : special} as the plain kernels do`, () => {
          for (let seed = 1; seed <= 12; seed++) treatsAlike(backend, operation, special, seed)
        })
    })

function matchesGolden(backend: Backend, operation: Operation, index: number): void {
  const golden = operation.goldens![index]!
  const example = makeExample(operation, 1000 + index, golden)
  const tolerance = toleranceOf(operation, example.geometry)
  const compared = operation.kernels.flatMap(binding => {
    const actual = runOn(backend, binding, example, { named: true })
    return Object.entries(binding.outputs).map(([name, role]) => {
      const given = golden.values[role === 'updates' ? `${name}After` : name]
      if (!given) throw new Error(`${example.title}: no golden numbers for ${name}`)
      const expected = role === 'adds' ? given.map((value, i) => value + example.arrays[name]![i]!) : given
      compare(`${example.title}: ${name}`, actual[name]!, expected, example.shapes[name]!, tolerance)
      return name
    })
  })
  expect(compared.length).toBeGreaterThan(0)
}

/** An optimizer, step by step: one session, the scalars and the step count given at each run. */
function matchesTrajectory(backend: Backend, operation: Operation, trajectory: Trajectory): void {
  const [binding] = operation.kernels as [Binding]
  const { start, gradients, weights } = trajectory
  const length = start.length
  const layout = new MemoryLayout()
  const state = Object.keys(binding.outputs).map(() => layout.allocate(length))
  const dw = layout.allocate(length)
  const one = call(kernelTable[binding.kernel], [...state, dw], { length }, ...binding.scalars!)
  const session = backend.open({ floats: layout.floats, phases: { step: [one] } })
  session.view(state[0]!).set(start)
  for (let step = 1; step <= weights.length / length; step++) {
    const row = [(step - 1) * length, step * length] as const
    session.view(dw).set(gradients.slice(...row))
    session.run('step', { ...trajectory.scalars, step })
    // Weights are near 2, so each step may round by 2^-23; twenty steps by 2.4e-6. Keras' epsilon is off by 2e-3.
    compare(`step ${step} of ${trajectory.title}: w`, session.view(state[0]!), weights.slice(...row), [length], {
      atol: 5e-6,
      rtol: 0,
    })
  }
}

function agrees(backend: Backend, operation: Operation, binding: Binding, seed: number): void {
  const example = makeExample(operation, seed)
  const actual = runOn(backend, binding, example, { named: seed % 2 === 0 })
  const expected = runPlain(binding, example)
  for (const name of Object.keys(binding.outputs))
    compare(
      `${binding.kernel} › ${example.title}: ${name}`,
      actual[name]!,
      expected[name]!,
      example.shapes[name]!,
      binding.exact ? exactly : toleranceOf(operation, example.geometry),
    )
}

/** What a kernel adds does not depend on what was there. */
function addsUp(backend: Backend, operation: Operation, seed: number): void {
  const example = makeExample(operation, seed)
  for (const binding of operation.kernels) {
    const added = Object.keys(binding.outputs).filter(name => binding.outputs[name] === 'adds')
    const zeros = Object.fromEntries(added.map(name => [name, new Float32Array(example.arrays[name]!.length)]))
    const fromStart = runOn(backend, binding, example)
    const fromZero = runOn(backend, binding, { ...example, arrays: { ...example.arrays, ...zeros } })
    for (const name of added) {
      const expected = fromZero[name]!.map((value, i) => value + example.arrays[name]![i]!)
      compare(`${example.title}: ${name}`, fromStart[name]!, expected, example.shapes[name]!, float32Sums)
      expect(example.arrays[name]!.some(value => value !== 0)).toBe(true)
    }
  }
}

function sameInPlace(backend: Backend, operation: Operation, seed: number): void {
  const example = makeExample(operation, seed)
  for (const binding of operation.kernels)
    for (const [output, inputs] of Object.entries(binding.inPlace ?? {}))
      for (const input of inputs) {
        const apart = runOn(backend, binding, example)
        const shared = runOn(backend, binding, example, { shared: { [output]: input } })
        for (const name of Object.keys(binding.outputs))
          compare(
            `${example.title}: ${name} over ${input}`,
            shared[name]!,
            apart[name]!,
            example.shapes[name]!,
            exactly,
          )
      }
}

/** ⟨f(x), dy⟩ = ⟨x, fᵀ(dy)⟩ for every input in which the output is linear. */
function isAdjoint(backend: Backend, operation: Operation, seed: number): void {
  const drawn = makeExample(operation, seed)
  const arrays = { ...drawn.arrays }
  const { zero, inputs } = operation.adjoint!
  const added = operation.kernels.flatMap(({ outputs }) =>
    Object.keys(outputs).filter(name => outputs[name] === 'adds'),
  )
  for (const name of [...zero, ...added]) arrays[name] = new Float32Array(arrays[name]!.length)
  const example = { ...drawn, arrays }
  const made = Object.assign({}, ...operation.kernels.map(binding => runOn(backend, binding, example)))
  const table = operation.gradients![0]!
  const forward = innerProduct(made[table.of], arrays[table.by!]!)
  for (const input of inputs) {
    const backward = innerProduct(arrays[input]!, made[table.wrt[input]!])
    // The error of a sum of roundings grows with the sum of sizes, not with the sum itself.
    const allowed = 1e-6 * (1 + forward.scale + backward.scale)
    if (!(Math.abs(forward.sum - backward.sum) <= allowed))
      throw new Error(
        `${backend.name} › ${example.title}: <f(x),dy> is ${forward.sum}, <${input},${table.wrt[input]}> is ${backward.sum}, may differ by ${allowed}`,
      )
  }
}

/**
 * Central differences of the plain forward kernel, computed in doubles, against the gradients: of the plain kernels in
 * doubles at the tolerance of PyTorch's gradcheck (atol 1e-5, rtol 1e-3), and of the backend in float32.
 */
function gradientsAreRight(backend: Backend, operation: Operation, table: GradientTable, seed: number): void {
  const example = makeExample(operation, seed)
  const inDoubles = makeExample(operation, seed, {}, Float64Array)
  const forward = operation.kernels.find(({ kernel }) => kernel === table.forward)!
  for (const [input, gradient] of Object.entries(table.wrt)) {
    const backward = operation.kernels.find(({ outputs }) => gradient in outputs)!
    const start = backward.outputs[gradient] === 'adds'
    const exact = runPlain(backward, inDoubles, Float64Array)[gradient]!
    const actual = runOn(backend, backward, example)[gradient]!
    for (const index of someIndices(createRandom(seed), exact.length, 8)) {
      const numeric = numericGradient(forward, table, inDoubles, input, index)
      const where = `${backward.kernel} › ${example.title}: ${gradient}, number ${index}`
      const before = (one: Example) => (start ? one.arrays[gradient]![index]! : 0)
      compare(`${where}, in doubles`, [exact[index]! - before(inDoubles)], [numeric], [1], { atol: 1e-5, rtol: 1e-3 })
      compare(where, [actual[index]! - before(example)], [numeric], [1], { atol: 1e-4, rtol: 1e-3 })
    }
  }
}

/** ∂L/∂input[index] by central differences; the step balances an error of step² against one of 1e-16/step. */
function numericGradient(forward: Binding, table: GradientTable, example: Example, input: string, index: number) {
  const step = 1e-5
  const lossAt = (nudge: number) => {
    const moved = example.arrays[input]!.slice()
    moved[index]! += nudge
    const made = runPlain(forward, { ...example, arrays: { ...example.arrays, [input]: moved } }, Float64Array)
    const of = made[table.of]!
    const weights = table.by ? example.arrays[table.by]! : of.map(() => 1 / of.length)
    return innerProduct(of, weights).sum
  }
  return (lossAt(step) - lossAt(-step)) / (2 * step)
}

/** One special number in one input, or in something that is updated: NaN comes out in the same places. */
function treatsAlike(backend: Backend, operation: Operation, special: number, seed: number): void {
  const example = makeExample(operation, seed)
  for (const binding of operation.kernels) {
    const updated = Object.keys(binding.outputs).filter(name => binding.outputs[name] !== 'out')
    for (const name of [...binding.inputs, ...updated]) {
      const changed = example.arrays[name]!.slice()
      changed[createRandom(seed).int(changed.length)] = special
      const changedExample = { ...example, arrays: { ...example.arrays, [name]: changed } }
      const actual = runOn(backend, binding, changedExample)
      const expected = runPlain(binding, changedExample)
      const mayReachMore = !Number.isFinite(special) && operation.spreads?.includes(name)
      for (const output of Object.keys(binding.outputs))
        compare(
          `${binding.kernel} › ${example.title}, ${special} in ${name}: ${output}`,
          actual[output]!.map((value, i) => (mayReachMore && !Number.isFinite(value) ? expected[output]![i]! : value)),
          expected[output]!,
          example.shapes[output]!,
          // Infinity minus infinity is NaN or not depending on the order of a sum; only exact kernels agree on it.
          binding.exact
            ? exactly
            : { ...toleranceOf(operation, example.geometry), anyOverflow: !Number.isNaN(special) },
        )
    }
  }
}
