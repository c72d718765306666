// Predicting many examples on several threads. model.predict() is the way to predict few, on one.

import {
  type Buffer,
  chooseThreads,
  openThreads,
  type Program,
  shapeSize,
  Tensor,
  type ThreadCount,
  ThreadError,
  type ThreadedSession,
  type ThreadOptions,
} from '@digitrec/tensor'
import { checkExamples, type Model } from './model.ts'
import type { Network } from './network.ts'
import { layoutParameters, type PredictionPlan, planPrediction } from './plan.ts'

/** Options of {@link openPredictor}. */
export interface PredictorOptions extends ThreadOptions {
  /** @default the model's, which is 1 unless asked for */
  threads?: ThreadCount
}

/** A model opened on threads. */
export interface Predictor {
  readonly threads: number
  /**
   * What `model.predict` gives, without holding up the thread for the whole of it; calls are answered one after the
   * other, each with the numbers that the model has when its turn comes.
   *
   * @param x as in `model.predict`; not to be changed before the answer is there
   * @throws ShapeError `length-mismatch`
   * @throws ThreadError `worker-lost`
   */
  predict(x: Tensor | Float32Array | Uint8Array): Promise<Tensor>
  /** Ends the workers, when what was asked before has been answered. */
  close(): Promise<void>
}

/** Examples that a thread takes at once: many when there are many, few so that eight can be shared out too. */
const batches = [16, 4] as const

/** One thread's programs, one for each of {@link batches}. */
type Plans = readonly PredictionPlan[]

/**
 * Opens a model for predicting on threads. Threads take 5 to 100 ms to start, so keep it open.
 *
 * @throws ThreadError `bad-thread-count`, `threads-unsupported`, `worker-lost`
 * @example
 * const predictor = await openPredictor(model, { threads: 'auto' })
 * const { data } = await predictor.predict(frames)
 * await predictor.close()
 */
export async function openPredictor(model: Model, options: PredictorOptions = {}): Promise<Predictor> {
  const threads = chooseThreads(options.threads ?? model.threads)
  if (threads === 1) return { threads, predict: async x => model.predict(x), close: async () => undefined }
  if (model.backend.name !== 'wasm')
    throw new ThreadError(
      'threads-unsupported',
      `openPredictor: expected the backend wasm for ${threads} threads, got ${model.backend.name}. Choose 1 thread, or that backend.`,
    )
  const { programs, plans } = planThreads(model.network, threads)
  const session = await openThreads(programs, options)
  const { parameters } = plans[0]![0]!
  let last: Promise<unknown> = Promise.resolve()
  let version = 0
  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = last.then(work)
    last = answer.catch(() => undefined)
    return answer
  }
  return {
    threads,
    predict: x =>
      queued(() => {
        if (version !== model.version) session.write(parameters, model.copyParameters())
        version = model.version
        return predictOn(session, model, plans, x)
      }),
    close: () => queued(() => session.close()),
  }
}

/**
 * The parameters are one for all threads; input, activations and output are each thread's own, one behind the other in
 * one memory.
 */
function planThreads(network: Network, threads: number): { programs: Program[]; plans: Plans[] } {
  const { length } = layoutParameters(network)
  let floats = length
  const plans = Array.from({ length: threads }, () =>
    batches.map(batch => {
      const plan = planPrediction(network, batch)
      // Parameters stand first in a plan.
      const moved = movePlan(plan, length, floats - length)
      floats += plan.program.floats - length
      return moved
    }),
  )
  const programs = plans.map((some): Program => {
    const visible = some.flatMap(({ input, output }) => [input, output])
    const phases = some.map(({ program }, size) => [`forward${batches[size]}`, program.phases.forward!] as const)
    return { floats, phases: Object.fromEntries(phases), visible, constants: [some[0]!.parameters] }
  })
  return { programs, plans }
}

/** The same plan, with all buffers behind the first `from` floats moved on in memory. */
function movePlan(plan: PredictionPlan, from: number, by: number): PredictionPlan {
  const move = (buffer: Buffer): Buffer => (buffer.offset < from ? buffer : { ...buffer, offset: buffer.offset + by })
  const { program } = plan
  const forward = program.phases.forward!.map(one => ({ ...one, buffers: one.buffers.map(move) }))
  return {
    program: { ...program, phases: { forward } },
    parameters: plan.parameters,
    input: move(plan.input),
    output: move(plan.output),
  }
}

async function predictOn(
  session: ThreadedSession,
  model: Model,
  threads: readonly Plans[],
  x: Tensor | Float32Array | Uint8Array,
): Promise<Tensor> {
  const { data, count, scale } = checkExamples(model.network, x)
  const example = shapeSize(model.network.input)
  const width = shapeSize(model.network.output)
  const result = new Tensor([count, ...model.network.output])
  for (let start = 0; start < count; ) {
    // The large batch for as long as it would be at least half full.
    const size = 2 * (count - start) > threads.length * batches[0] ? 0 : 1
    const batch = batches[size]!
    const parts = threads.map((plans, thread) => {
      const from = Math.min(count, start + thread * batch)
      return { plan: plans[size]!, from, to: Math.min(count, from + batch) }
    })
    for (const { plan, from, to } of parts) {
      const input = session.view(plan.input)
      const part = data.subarray(from * example, to * example)
      if (scale === 1) input.set(part)
      else for (let i = 0; i < part.length; i++) input[i] = part[i]! * scale
    }
    await session.run(`forward${batch}`)
    for (const { plan, from, to } of parts)
      result.data.set(session.view(plan.output).subarray(0, (to - from) * width), from * width)
    start = parts.at(-1)!.to
  }
  return result
}
