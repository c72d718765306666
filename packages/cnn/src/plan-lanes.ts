// From a network to one training program for each thread: every thread has a part of the batch, with activations and
// gradients of its own; parameters, their average and the optimizer's arrays are one for all. Next: fit.ts.

import { type Buffer, type Call, call, MemoryLayout, type Program, shapeSize } from '@digitrec/tensor'
import { averageStep, clipByNorm, copy, fill } from '@digitrec/tensor/kernels'
import { bindTraining } from './chain.ts'
import { trainingTable } from './layers/training.ts'
import { describeNetwork, type Network } from './network.ts'
import {
  allocateAll,
  layoutParameters,
  moved,
  type ParameterLayout,
  part,
  planTraining,
  type TrainingOptions,
  withoutSoftmax,
} from './plan.ts'

/** One thread's part of a batch, with the buffers that training fills and reads. */
export interface Lane {
  readonly program: Program
  /** How many examples of the batch. */
  readonly batch: number
  readonly input: Buffer
  /** [batch, classes], distributions. */
  readonly targets: Buffer
  /** [batch], loss of each example. */
  readonly losses: Buffer
  /** [batch, classes]. */
  readonly predictions: Buffer
}

/** A training step cut into lanes. */
export interface LanePlan {
  readonly lanes: readonly Lane[]
  /** Phases of one step, in order; `forward` is the first, and has the losses. */
  readonly phases: readonly string[]
  readonly layout: ParameterLayout
  readonly parameters: Buffer
  /** Running average of the parameters; absent unless asked for. */
  readonly average: Buffer | undefined
  /** The optimizer's arrays. */
  readonly slots: readonly Buffer[]
}

/**
 * Plans a training step for `threads` threads. Phases, each begun when all have ended the one before:
 *
 *   forward    activations and losses of the lane's examples
 *   backward   the lane's gradient
 *   reduce     the mean gradient and the mean running statistics, lane after lane; each thread its slice of the numbers
 *   clip       of the whole gradient, by the first thread
 *   step       update and average; each thread its slice
 *
 * Lanes weigh as many examples as they have. With one thread this is {@link planTraining}, call for call. With more,
 * batch normalization takes mean and variance of a lane's own examples, and the running statistics are the mean over
 * lanes of what each would have become ("ghost" batches, Hoffer et al. 2017, section 4).
 *
 * @param sizes how many examples each thread gets, from {@link laneSizes}; together the batch
 */
export function planLanes(network: Network, options: TrainingOptions, sizes: readonly number[]): LanePlan {
  const threads = sizes.length
  if (threads === 1) {
    const plan = planTraining(network, options)
    return { ...plan, lanes: [{ ...plan, batch: options.batch }], phases: ['forward', 'backward', 'step'] }
  }
  const memory = new MemoryLayout()
  const layout = layoutParameters(network)
  const shared = {
    parameters: memory.allocate(layout.length),
    average: options.averaging ? memory.allocate(layout.length) : undefined,
    slots: Array.from({ length: options.optimizer.slots }, () => memory.allocate(layout.trainable)),
  }
  const lanes = sizes.map((batch, lane) => bindLane(network, options, layout, shared.parameters, memory, batch, lane))
  const first = lanes[0]!.gradients
  // What another thread reads or writes, or the user.
  const everybodys = [shared.parameters, ...shared.slots, ...lanes.flatMap(lane => [lane.gradients, lane.statistics])]
  if (shared.average) everybodys.push(shared.average)
  return {
    ...shared,
    layout,
    phases: ['forward', 'backward', 'reduce', 'clip', 'step'],
    lanes: lanes.map((lane, index) => {
      const slices = rangesOf(layout).map(({ from, to, ...range }) => ({
        ...range,
        ...shift(evenParts(to - from, threads, 16)[index]!, from),
      }))
      const clip = index === 0 && options.clipNorm > 0
      return {
        ...lane,
        program: {
          floats: memory.floats,
          visible: [...everybodys, lane.input, lane.targets, lane.losses, lane.predictions],
          phases: {
            ...lane.phases,
            reduce: slices.flatMap(slice => reduceCalls(slice, layout, shared.parameters, lanes, sizes)),
            clip: clip ? [call(clipByNorm, [first], { length: first.length }, options.clipNorm)] : [],
            step: slices.flatMap(slice => stepCalls(slice, options, shared, first)),
          },
        },
      }
    }),
  }
}

/**
 * Cuts a batch for threads. The first thread also reads the examples, for all, while the others compute; so it gets
 * fewer, and all are done at once:
 *
 *   first · network + batch · effort = (batch · network + batch · effort) / threads
 *
 * A rule and no measurement, because results depend on it.
 *
 * @param batch at least `threads`
 * @param effort time that reading one example takes, in multiply-adds
 * @returns examples of each thread, at least one
 */
export function laneSizes(network: Network, batch: number, threads: number, effort: number): readonly number[] {
  const forward = describeNetwork(network).reduce((sum, layer) => sum + layer.macs, 0)
  // Backward takes two products of the size of forward's.
  const reading = effort / Math.max(1, 3 * forward)
  const first = Math.max(1, Math.round(batch * ((1 + reading) / threads - reading)))
  if (threads === 1) return [batch]
  const others = evenParts(batch - first, threads - 1, 1).map(({ from, to }) => to - from)
  return others.includes(0) ? laneSizes(network, batch, threads, 0) : [first, ...others]
}

/** Floats [from, to) of the parameters; what is done with them. */
interface Slice {
  readonly kind: 'decayed' | 'trained' | 'statistics'
  readonly from: number
  readonly to: number
}

type BoundLane = ReturnType<typeof bindLane>

/** One thread's own buffers and calls. Its running statistics begin as the shared ones and end as its own. */
function bindLane(
  network: Network,
  options: TrainingOptions,
  layout: ParameterLayout,
  parameters: Buffer,
  memory: MemoryLayout,
  batch: number,
  lane: number,
) {
  const { loss } = options
  const layers = loss.onLogits ? withoutSoftmax(network.layers) : network.layers
  const classes = shapeSize(network.output)
  const [input, targets, predictions, gradient, losses, gradients, statistics] = [
    batch * shapeSize(network.input),
    ...[0, 0, 0].map(() => batch * classes),
    batch,
    layout.trainable,
    layout.length - layout.trainable,
  ].map(length => memory.allocate(length)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
  const chain = bindTraining(layers, {
    batch,
    table: trainingTable,
    input: network.input,
    x: input,
    dy: gradient,
    dx: undefined,
    parameters: layout.parameters.map(({ trainable, buffer }) =>
      moved(buffer, trainable ? parameters.offset : statistics.offset - layout.trainable),
    ),
    gradients: layout.parameters.map(({ buffer }) => moved(buffer, gradients.offset)),
    allocate: memory.allocate,
    // Far apart, so that no two lanes name the same dropout seed.
    index: lane * 10_000,
  })
  const scratch = allocateAll(memory, loss.scratch?.(batch, classes) ?? {})
  const site = { batch, classes, output: chain.y, targets, losses, predictions, gradient, scratch }
  const sharedStatistics = part(parameters, layout.trainable, layout.length)
  return {
    batch,
    input,
    targets,
    losses,
    predictions,
    gradients,
    statistics,
    phases: {
      forward: [
        call(copy, [statistics, sharedStatistics], { length: statistics.length }),
        ...chain.forward,
        ...loss.forward(site),
      ],
      // The loss first: its kernels are plain ones, and what follows is then a single run of generated code.
      backward: [...loss.backward(site), call(fill, [gradients], { length: gradients.length }, 0), ...chain.backward],
    },
  }
}

/** A slice of the mean over lanes, made in the order of the lanes: of the gradient into the first lane's. */
function reduceCalls(
  { kind, from, to }: Slice,
  layout: ParameterLayout,
  parameters: Buffer,
  lanes: readonly BoundLane[],
  sizes: readonly number[],
): Call[] {
  if (to === from) return []
  const g = { length: to - from }
  const isStatistics = kind === 'statistics'
  const sources = lanes.map(lane =>
    isStatistics
      ? part(lane.statistics, from - layout.trainable, to - layout.trainable)
      : part(lane.gradients, from, to),
  )
  const mean = isStatistics ? part(parameters, from, to) : sources[0]!
  const calls = isStatistics ? [call(copy, [mean, sources[0]!], g)] : []
  let seen = sizes[0]!
  for (let lane = 1; lane < lanes.length; lane++) {
    const kept = seen / (seen + sizes[lane]!)
    calls.push(call(averageStep, [mean, sources[lane]!], g, kept))
    seen += sizes[lane]!
  }
  return calls
}

/** Update and average of a slice. */
function stepCalls(
  { kind, from, to }: Slice,
  { optimizer }: TrainingOptions,
  { parameters, average, slots }: Pick<LanePlan, 'parameters' | 'average' | 'slots'>,
  gradients: Buffer,
): readonly Call[] {
  if (to === from) return []
  const values = part(parameters, from, to)
  const update =
    kind === 'statistics'
      ? []
      : optimizer.step({
          parameters: values,
          gradients: part(gradients, from, to),
          slots: slots.map(slot => part(slot, from, to)),
          decay: kind === 'decayed',
        })
  if (!average) return update
  return [...update, call(averageStep, [part(average, from, to), values], { length: to - from }, 'averageDecay')]
}

function rangesOf({ decayed, trainable, length }: ParameterLayout): readonly Slice[] {
  return [
    { kind: 'decayed', from: 0, to: decayed },
    { kind: 'trained', from: decayed, to: trainable },
    { kind: 'statistics', from: trainable, to: length },
  ]
}

function shift({ from, to }: { from: number; to: number }, by: number) {
  return { from: from + by, to: to + by }
}

/** Cuts [0, length) into parts of nearly one size that begin at multiples of `unit`; the last ones may be empty. */
function evenParts(length: number, count: number, unit: number): { from: number; to: number }[] {
  const edge = (i: number) => Math.min(length, Math.ceil((length * i) / count / unit) * unit)
  return Array.from({ length: count }, (_, i) => ({ from: edge(i), to: edge(i + 1) }))
}
