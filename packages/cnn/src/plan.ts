// From a network to a program: shapes are known before the first number, so parameters, gradients and activations
// are laid out once in one memory, and the calls are listed. Next: model.ts (predicting), fit.ts (training).

import { type Buffer, type Call, call, MemoryLayout, type Program, shapeSize } from '@digitrec/tensor'
import { averageStep, clipByNorm, fill } from '@digitrec/tensor/kernels'
import { bindChain, bindTraining, chainParameters } from './chain.ts'
import type { Layer, ParameterSpec } from './layers/layer.ts'
import { trainingTable } from './layers/training.ts'
import type { Loss } from './losses.ts'
import type { Network } from './network.ts'
import type { Optimizer } from './optimizers/optimizer.ts'

/** A parameter and its place in the flat array of a model. */
export interface PlacedParameter extends ParameterSpec {
  readonly buffer: Buffer
}

/** Where every parameter of a network stands in one flat array. */
export interface ParameterLayout {
  readonly parameters: readonly PlacedParameter[]
  /** Weights that decay stand first: [0, decayed). */
  readonly decayed: number
  /** Then what is trained without decay: [decayed, trainable). */
  readonly trainable: number
  /** Then running statistics: [trainable, length). */
  readonly length: number
}

/** Lays out a network's parameters: the decayed, then the other trained ones, then running statistics. */
export function layoutParameters(network: Network): ParameterLayout {
  const specs = chainParameters(network.layers, network.input)
  const memory = new MemoryLayout()
  const placed = new Map<string, PlacedParameter>()
  const place = (wanted: (spec: ParameterSpec) => boolean) => {
    for (const spec of specs.filter(wanted))
      placed.set(spec.name, { ...spec, buffer: memory.allocate(shapeSize(spec.shape)) })
    return memory.floats
  }
  const decayed = place(spec => spec.trainable && spec.decay)
  const trainable = place(spec => spec.trainable && !spec.decay)
  const length = place(spec => !spec.trainable)
  return { parameters: specs.map(spec => placed.get(spec.name)!), decayed, trainable, length }
}

/** A program for predicting, with the buffers that its user fills and reads. */
export interface PredictionPlan {
  readonly program: Program
  /** The flat parameter array: constant, to be set with `session.write()`. */
  readonly parameters: Buffer
  readonly input: Buffer
  readonly output: Buffer
}

/**
 * Plans prediction of `batch` examples at a time. Phase: `forward`. Only input and output can be viewed; what lies
 * between is the backend's.
 */
export function planPrediction(network: Network, batch: number): PredictionPlan {
  const memory = new MemoryLayout()
  const layout = layoutParameters(network)
  const parameters = memory.allocate(layout.length)
  const input = memory.allocate(batch * shapeSize(network.input))
  const { y: output, calls } = bindChain(network.layers, {
    batch,
    input: network.input,
    x: input,
    parameters: layout.parameters.map(({ buffer }) => moved(buffer, parameters.offset)),
    allocate: memory.allocate,
  })
  return {
    program: {
      floats: memory.floats,
      phases: { forward: calls },
      visible: [input, output],
      constants: [parameters],
    },
    parameters,
    input,
    output,
  }
}

/** What {@link planTraining} wants. */
export interface TrainingOptions {
  readonly batch: number
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** Largest L2 norm of the whole gradient; 0 leaves it alone. */
  readonly clipNorm: number
  /** Whether an exponential average of the parameters is kept. */
  readonly averaging: boolean
  /** Whether the gradient by the input is computed too. */
  readonly inputGradient?: boolean
}

/** A program for training, with the buffers that its user fills and reads. */
export interface TrainingPlan {
  readonly program: Program
  readonly layout: ParameterLayout
  readonly parameters: Buffer
  /** Running average of the parameters; absent unless asked for. */
  readonly average: Buffer | undefined
  readonly gradients: Buffer
  /** The optimizer's arrays. */
  readonly slots: readonly Buffer[]
  readonly input: Buffer
  readonly inputGradient: Buffer | undefined
  /** [batch, classes], distributions. */
  readonly targets: Buffer
  /** [batch], loss of each example. */
  readonly losses: Buffer
  /** [batch, classes]. */
  readonly predictions: Buffer
}

/**
 * Plans training of `batch` examples at a time. Phases: `forward` (activations and losses), `backward` (gradients
 * zeroed, then summed), `step` (clip, update, average).
 */
export function planTraining(network: Network, options: TrainingOptions): TrainingPlan {
  const { batch, loss, optimizer } = options
  const layers = loss.onLogits ? withoutSoftmax(network.layers) : network.layers
  const memory = new MemoryLayout()
  const layout = layoutParameters(network)
  const inputSize = batch * shapeSize(network.input)
  const classes = shapeSize(network.output)
  const parameters = memory.allocate(layout.length)
  const average = options.averaging ? memory.allocate(layout.length) : undefined
  const gradients = memory.allocate(layout.trainable)
  const slots = Array.from({ length: optimizer.slots }, () => memory.allocate(layout.trainable))
  const input = memory.allocate(inputSize)
  const inputGradient = options.inputGradient ? memory.allocate(inputSize) : undefined
  const [targets, predictions, gradient] = [0, 0, 0].map(() => memory.allocate(batch * classes)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const losses = memory.allocate(batch)
  const chain = bindTraining(layers, {
    batch,
    table: trainingTable,
    input: network.input,
    x: input,
    dy: gradient,
    dx: inputGradient,
    parameters: layout.parameters.map(({ buffer }) => moved(buffer, parameters.offset)),
    gradients: layout.parameters.map(({ buffer }) => moved(buffer, gradients.offset)),
    allocate: memory.allocate,
    index: 0,
  })
  const scratch = allocateAll(memory, loss.scratch?.(batch, classes) ?? {})
  const site = { batch, classes, output: chain.y, targets, losses, predictions, gradient, scratch }
  const step: Call[] = []
  if (options.clipNorm > 0) step.push(call(clipByNorm, [gradients], { length: gradients.length }, options.clipNorm))
  for (const [from, to, decay] of [
    [0, layout.decayed, true],
    [layout.decayed, layout.trainable, false],
  ] as const)
    if (to > from)
      step.push(
        ...optimizer.step({
          parameters: part(parameters, from, to),
          gradients: part(gradients, from, to),
          slots: slots.map(slot => part(slot, from, to)),
          decay,
        }),
      )
  if (average) step.push(call(averageStep, [average, parameters], { length: layout.length }, 'averageDecay'))
  const visible = [parameters, gradients, ...slots, input, targets, losses, predictions]
  if (average) visible.push(average)
  if (inputGradient) visible.push(inputGradient)
  return {
    program: {
      floats: memory.floats,
      visible,
      phases: {
        forward: [...chain.forward, ...loss.forward(site)],
        backward: [call(fill, [gradients], { length: gradients.length }, 0), ...loss.backward(site), ...chain.backward],
        step,
      },
    },
    layout,
    parameters,
    average,
    gradients,
    slots,
    input,
    inputGradient,
    targets,
    losses,
    predictions,
  }
}

/** The layers that give logits: all but a final softmax. */
export function withoutSoftmax(layers: readonly Layer[]): readonly Layer[] {
  return layers.at(-1)?.type === 'softmax' ? layers.slice(0, -1) : layers
}

/** A buffer that begins `by` floats further on. */
export function moved({ offset, length }: Buffer, by: number): Buffer {
  return { offset: offset + by, length }
}

export function allocateAll(memory: MemoryLayout, lengths: Readonly<Record<string, number>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, memory.allocate(length)]))
}

export function part(buffer: Buffer, from: number, to: number): Buffer {
  return { offset: buffer.offset + from, length: to - from }
}

/** A program's calls as text, one a line: what a network really does. */
export function printProgram(program: Program): string {
  return Object.entries(program.phases)
    .map(([phase, calls]) => `${phase}\n${calls.map(one => `  ${printCall(one)}`).join('\n')}`)
    .join('\n')
}

function printCall({ kernel, buffers, geometry, scalars }: Call): string {
  const places = buffers.map(({ offset, length }) => `${offset}+${length}`)
  return `${kernel.name}(${[...places, JSON.stringify(geometry), ...scalars].join(', ')})`
}
