// How fast does a network learn? Whole steps, forward, backward and Adam, from the same weights and pictures.

import { chooseBackend } from '@digitrec/tensor'
import { type Contender, ourContender } from '../contenders.ts'
import { type Assignment, compare, type Field, type Runner, start } from '../interleave.ts'
import { handOver, type NetName } from '../nets.ts'
import type { BenchResult, Row } from '../result.ts'
import { decodeFloats, type Task } from '../task.ts'
import { pace } from './inference.ts'
import type { Setting, Suite } from './suite.ts'

const names: readonly NetName[] = ['M1', 'M2', 'M3']
const batches = { full: [32, 128], quick: [32] }
const steps = 20
/** Small, so that rounding is not blown up: Adam's first steps go by the sign of a gradient, however small it is. */
const learningRates = { adam: 1e-4, sgd: 1e-2 } as const

/** Steps of training, checked by their losses. */
export const training: Suite = {
  name: 'training',
  summary: 'M1, M2 and M3 with Adam at batch 32 and 128',
  async run(setting) {
    setting.progress('writing networks')
    handOver(setting.folder, names, [])
    const { runners, absent } = await start(setting.contenders.filter(({ tasks }) => tasks.includes('training')))
    const judge = await Judge.start(setting)
    const results: BenchResult[] = []
    try {
      for (const net of names)
        for (const batch of setting.quick ? batches.quick : batches.full) {
          const title = `train ${net} batch ${batch}`
          setting.progress(title)
          // Whoever gets smaller batches anyway is not measured twice.
          const [fresh, known] = split(runners, ({ contender }) => batch === batches.full[0] || !contender.largestBatch)
          const taking = fresh.filter(({ contender }) => !tooSlow(contender, net, batch, setting))
          const rows = await compare(
            taking.map(runner => assignment(runner, net, batch, setting, judge)),
            pace(setting),
          )
          const before = results.find(result => result.title === `train ${net} batch ${batches.full[0]}`)?.rows ?? []
          const again = before.filter(row => known.some(({ contender }) => contender.name === row.contender))
          results.push({ suite: 'training', title, metric: 'imagesPerSecond', rows: [...rows, ...again] })
        }
    } finally {
      judge.stop()
      for (const { process } of runners) process.stop()
    }
    return { results, absent, introductions: runners.map(({ introduction }) => introduction) }
  },
}

function tooSlow(contender: Contender, net: NetName, batch: number, { quick }: Setting): boolean {
  const slow = contender.group === 'javascript' || contender.name === 'digitrec reference'
  return slow && quick && (net === 'M3' || batch > 32)
}

function assignment(runner: Runner, net: NetName, batch: number, setting: Setting, judge: Judge): Assignment {
  const { contender } = runner
  const images = Math.min(batch, contender.largestBatch ?? batch)
  const optimizer = contender.optimizer ?? 'adam'
  const check = { steps, budgetMs: setting.quick ? 400 : 5000, learningRate: learningRates[optimizer] }
  const task: Task = { kind: 'training', folder: setting.folder, net, batch: images, check }
  return {
    runner,
    images,
    task,
    judge: async answer => {
      const curve = await judge.curve(task, optimizer)
      const wrong = lossDisagreement(answer, curve)
      if (wrong) return wrong
      return { checkedSteps: Math.min(answer.length, curve.length) } satisfies Row['metrics']
    },
  }
}

/** What is wrong with losses, as far as both go; undefined when they agree. */
export function lossDisagreement(losses: Float32Array, judge: Float32Array): string | undefined {
  const both = Math.min(losses.length, judge.length)
  if (both === 0) return 'wrong: gave no loss'
  for (let step = 0; step < both; step++) {
    const [own, wanted] = [losses[step]!, judge[step]!]
    // Differences grow from step to step: an error of rounding changes the next gradient.
    const bound = 1e-4 + 1e-3 * (step + 1) * Math.abs(wanted)
    if (!(Math.abs(own - wanted) <= bound)) return `wrong: loss of step ${step + 1} is ${own}, expected ${wanted}`
  }
  return undefined
}

/** Pictures of a step by which the plain kernels judge our fastest backend in a quick run. */
const quickBatch = 4

/**
 * Says which losses are right: the plain kernels for the first steps, our fastest backend for the rest if it agrees. In
 * a quick run the plain kernels see few pictures, once for each network: a step of M3 takes them twelve seconds.
 */
class Judge {
  readonly #curves = new Map<string, Promise<Float32Array>>()

  private constructor(
    readonly fields: Readonly<Record<string, Field>>,
    readonly quick: boolean,
  ) {}

  static async start({ contenders, quick }: Setting): Promise<Judge> {
    const needed = new Set(contenders.map(({ optimizer = 'adam' }) => optimizer))
    const backends = [...new Set(['reference', chooseBackend('auto').name])]
    const fields: Record<string, Field> = {}
    for (const optimizer of needed)
      fields[optimizer] = await start(backends.map(backend => ourContender(backend, optimizer)))
    return new Judge(fields, quick)
  }

  curve(task: Task, optimizer: 'adam' | 'sgd'): Promise<Float32Array> {
    const key = `${task.net} ${task.batch} ${optimizer}`
    const known = this.#curves.get(key) ?? this.#ask(task, optimizer)
    this.#curves.set(key, known)
    return known
  }

  stop(): void {
    for (const { runners } of Object.values(this.fields)) for (const { process } of runners) process.stop()
  }

  /** The plain kernels on few pictures, once for each network. */
  #plainly(plain: Runner, task: Task, optimizer: 'adam' | 'sgd'): Promise<Float32Array> {
    const key = `${task.net} plain ${optimizer}`
    const known = this.#curves.get(key) ?? losses(plain, task)
    this.#curves.set(key, known)
    return known
  }

  async #ask(task: Task, optimizer: 'adam' | 'sgd'): Promise<Float32Array> {
    const [plain, fast] = this.fields[optimizer]!.runners
    const small = { ...task, batch: quickBatch }
    if (this.quick && fast && task.batch > quickBatch) {
      const [own, wanted] = [await losses(fast, small), await this.#plainly(plain!, small, optimizer)]
      const wrong = lossDisagreement(own, wanted)
      if (wrong) throw new Error(`the judge of ${task.net} is ${wrong}`)
      return losses(fast, task)
    }
    const slow = await losses(plain!, task)
    if (!fast) return slow
    const long = await losses(fast, { ...task, check: { ...task.check!, budgetMs: 10 * task.check!.budgetMs } })
    return lossDisagreement(long, slow) ? slow : long
  }
}

async function losses({ process }: Runner, task: Task): Promise<Float32Array> {
  const reply = await process.ask({ command: 'prepare', task })
  if (!('prepared' in reply)) throw new Error('expected an answer to "prepare"')
  return decodeFloats(reply.prepared.answer)
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))]
}
