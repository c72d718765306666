// Every kernel call of a training step, each by itself: the shapes are those of the networks that are really trained.

import { createModel, planTraining, softmaxCrossEntropy } from '@digitrec/cnn'
import { recipes } from '@digitrec/mnist'
import { backends, type Call, createRandom, type Program } from '@digitrec/tensor'
import type { BenchCase } from './case.ts'

const batch = 32

/** The calls of recipes at batch 32, each shape once. */
export function kernelCases(of: readonly (keyof typeof recipes)[] = ['base', 'nano']): BenchCase[] {
  const seen = new Set<string>()
  return of.flatMap(name => {
    const recipe = recipes[name]
    const { program, memory } = usedProgram(recipe)
    const calls = Object.values(program.phases)
      .flat()
      .filter(one => {
        const title = callTitle(one)
        return !seen.has(title) && seen.add(title)
      })
    return calls.map(one => callCase(one, program.floats, memory))
  })
}

/** A training program after one step on the reference backend: every buffer holds what it holds in real life. */
function usedProgram(recipe: (typeof recipes)['base']): { program: Program; memory: Float32Array } {
  const network = recipe.network()
  const model = createModel(network, { seed: 1, backend: backends.reference })
  const plan = planTraining(network, {
    batch,
    loss: softmaxCrossEntropy(),
    optimizer: recipe.optimizer(),
    clipNorm: recipe.clipNorm,
    averaging: true,
  })
  // Without its list of visible buffers: every one of them is looked at, and nothing may be fused.
  const { floats, phases } = plan.program
  const program = { floats, phases }
  const session = backends.reference.open(program)
  const random = createRandom(1)
  session.view(plan.parameters).set(model.parameters)
  fillWith(session.view(plan.input), () => random.next())
  fillWith(session.view(plan.targets), i => (i % recipe.classes === Math.floor(i / recipe.classes) % 10 ? 1 : 0))
  for (const phase of ['forward', 'backward', 'step']) session.run(phase, scalarsOf(program))
  return { program, memory: session.view({ offset: 0, length: floats }).slice() }
}

function callCase(one: Call, floats: number, memory: Float32Array): BenchCase {
  const program: Program = { floats, phases: { one: [one] } }
  const scalars = scalarsOf(program)
  return {
    title: callTitle(one),
    open(name) {
      const session = backends[name].open(program)
      const all = session.view({ offset: 0, length: floats })
      all.set(memory)
      return {
        native: session.native,
        check() {
          session.run('one', scalars)
          const result = one.buffers.map(buffer => [...session.view(buffer)])
          all.set(memory)
          return Float32Array.from(result.flat())
        },
        run: () => session.run('one', scalars),
      }
    },
  }
}

/** A value for every scalar that a program names. */
function scalarsOf(program: Program): Record<string, number> {
  const names = Object.values(program.phases).flatMap(calls => calls.flatMap(one => one.scalars))
  const known: Record<string, number> = { learningRate: 1e-3, step: 1, averageDecay: 0.9 }
  return Object.fromEntries(
    names.filter(scalar => typeof scalar === 'string').map((name, i) => [name, known[name] ?? i + 1]),
  )
}

/** A call with its sizes, as in `conv2dForward 32×28×28×1→16 3×3/2`. */
export function callTitle({ kernel: { name }, geometry }: Pick<Call, 'kernel' | 'geometry'>): string {
  const g = geometry as Readonly<Record<string, number>>
  if (g.R !== undefined) {
    const stride =
      g.strideY === 1 && g.strideX === 1 ? '' : `/${g.strideY === g.strideX ? g.strideY : `${g.strideY}×${g.strideX}`}`
    return `${name} ${g.N}×${g.H}×${g.W}×${g.C}${g.K === undefined ? '' : `→${g.K}`} ${g.R}×${g.S}${stride}`
  }
  if (g.C !== undefined && g.K !== undefined) return `${name} ${g.N}×${g.C}→${g.K}`
  return `${name} ${Object.values(g).join('×')}`
}

function fillWith(values: Float32Array, value: (i: number) => number): void {
  for (let i = 0; i < values.length; i++) values[i] = value(i)
}
