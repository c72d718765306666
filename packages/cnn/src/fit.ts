// The training loop: shuffled batches, forward, backward, step; progress, validation, early stop, checkpoints.

import { createRandom, formatShape, type Session, ShapeError, shapeSize } from '@digitrec/tensor'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import type { ExampleSource } from './examples.ts'
import { dropoutSeed } from './layers/dropout.ts'
import { NetworkError, wholeNumber } from './layers/layer.ts'
import { type Loss, softmaxCrossEntropy } from './losses.ts'
import type { Model } from './model.ts'
import { adam } from './optimizers/index.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import { planTraining, type TrainingPlan } from './plan.ts'
import { constant, type Schedule } from './schedules.ts'

/** Where a run stands. */
export interface Progress {
  /** From 1. */
  readonly epoch: number
  readonly epochs: number
  /** Steps done in this run, from 1. */
  readonly step: number
  readonly steps: number
  /** Mean over the steps of this epoch so far. */
  readonly loss: number
  readonly accuracy: number
  readonly learningRate: number
  readonly examplesPerSecond: number
  readonly etaMs: number
}

/** What one epoch came to. */
export interface EpochRecord {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly learningRate: number
  readonly validation?: { readonly loss: number; readonly accuracy: number }
}

/** Options of {@link fit}. */
export interface FitOptions {
  /** Times every example is seen. */
  epochs: number
  /** Examples a step; what does not fill a batch waits for the next epoch's shuffle. @default 64 */
  batch?: number
  /** @default adam() */
  optimizer?: Optimizer
  /** @default constant(optimizer.learningRate) */
  schedule?: Schedule
  /** @default softmaxCrossEntropy() */
  loss?: Loss
  /** Seeds shuffling, augmentation and dropout. @default 0 */
  seed?: number
  /** Largest L2 norm of the gradient; 0 is off. @default 0 */
  clipNorm?: number
  /**
   * Keeps an exponential average of all parameters, which is what the model has in the end; the share of the old
   * average kept at step t is min(averaging, (1+t)/(10+t)).
   */
  averaging?: number
  /** Measured after every epoch. */
  validation?: ExampleSource
  /** How many of the outputs count as answers in validation. @default all */
  among?: number
  /** Stops when validation loss has not fallen for so many epochs, and goes back to the best. */
  patience?: number
  /** Stops the run at the next step: a checkpoint is handed over and fit() throws the signal's reason. */
  signal?: AbortSignal
  /** Called before the first step of every epoch that this call runs (from 1), also after resuming in its middle. */
  onEpochStart?: (epoch: number) => void
  /** Called after every step. */
  onProgress?: (progress: Progress) => void
  /** Called after every epoch, when its validation is known and the model holds what was learnt so far. */
  onEpoch?: (record: EpochRecord) => void
  /** Gets all there is to go on from later; called after every epoch and when stopped. */
  onCheckpoint?: (checkpoint: Uint8Array) => void | Promise<void>
  /** A checkpoint to go on from; the other options must be those it was made with. */
  resume?: Uint8Array
}

/** What {@link fit} did. */
export interface Run {
  readonly history: readonly EpochRecord[]
  readonly stoppedEarly: boolean
  readonly steps: number
}

/**
 * Trains a model in place. The same model, examples, options and backend give the same bits, also when the run is
 * stopped and resumed.
 *
 * @throws ShapeError `shape-mismatch`, `bad-size` when the examples do not fit the network
 * @throws NetworkError `option`
 * @throws CheckpointError when `resume` is damaged or of another run
 * @throws the signal's reason when stopped; `onCheckpoint` has been called by then
 * @example
 * await fit(model, source, { epochs: 5, optimizer: adamw(), schedule: cosine(3e-3), onProgress: console.log })
 */
export async function fit(model: Model, source: ExampleSource, options: FitOptions): Promise<Run> {
  const run = new TrainingRun(model, source, options)
  return run.go()
}

class TrainingRun {
  readonly #options
  readonly #batch: number
  readonly #stepsPerEpoch: number
  readonly #steps: number
  readonly #plan: TrainingPlan
  readonly #session: Session
  readonly #schedule: Schedule
  readonly #x: Float32Array
  readonly #targets: Float32Array
  #state: Checkpoint['state'] = { step: 0, lossSum: 0, correct: 0, history: [], best: undefined }
  #bestParameters: Float32Array | undefined
  #clock = { started: 0, first: 0, breathed: 0 }

  constructor(
    readonly model: Model,
    readonly source: ExampleSource,
    options: FitOptions,
  ) {
    checkSource(model, source)
    const { epochs, batch = 64, optimizer = adam(), loss = softmaxCrossEntropy(), seed = 0, clipNorm = 0 } = options
    wholeNumber('fit', 'epochs', epochs)
    wholeNumber('fit', 'batch', batch)
    if (options.patience !== undefined && !options.validation)
      throw new NetworkError('option', 'fit: expected validation examples with patience, got none.')
    this.#options = { ...options, epochs, seed }
    this.#batch = Math.min(batch, source.length)
    this.#stepsPerEpoch = Math.floor(source.length / this.#batch)
    this.#steps = epochs * this.#stepsPerEpoch
    this.#schedule = options.schedule ?? constant(optimizer.learningRate)
    const averaging = options.averaging !== undefined
    this.#plan = planTraining(model.network, { batch: this.#batch, loss, optimizer, clipNorm, averaging })
    this.#session = model.backend.open(this.#plan.program)
    this.#x = this.#session.view(this.#plan.input)
    this.#targets = this.#session.view(this.#plan.targets)
    if (options.resume) this.#restore(options.resume)
    else {
      const parameters = model.copyParameters()
      this.#session.view(this.#plan.parameters).set(parameters)
      if (this.#plan.average) this.#session.view(this.#plan.average).set(parameters)
    }
  }

  async go(): Promise<Run> {
    const { epochs, signal, onEpoch, patience } = this.#options
    this.#clock = { started: performance.now(), first: this.#state.step, breathed: performance.now() }
    let stoppedEarly = false
    while (this.#state.step < this.#steps && !stoppedEarly) {
      const epoch = Math.floor(this.#state.step / this.#stepsPerEpoch)
      const order = this.#order(epoch)
      this.#options.onEpochStart?.(epoch + 1)
      while (this.#state.step < (epoch + 1) * this.#stepsPerEpoch) {
        if (signal?.aborted) {
          await this.#checkpoint()
          throw signal.reason
        }
        this.#step(epoch, order)
        await this.#breathe(epoch)
      }
      this.#publish()
      const record = this.#record(epoch)
      this.#state = { ...this.#state, lossSum: 0, correct: 0, history: [...this.#state.history, record] }
      stoppedEarly = this.#keepBest(record, patience)
      onEpoch?.(record)
      if (epoch + 1 < epochs || stoppedEarly) await this.#checkpoint()
    }
    this.#publish()
    if (patience !== undefined && this.#bestParameters) this.model.setParameters(this.#bestParameters)
    await this.#checkpoint()
    return { history: this.#state.history, stoppedEarly, steps: this.#state.step }
  }

  /** The order in which an epoch sees the examples; a function of seed and epoch alone, so that resuming finds it again. */
  #order(epoch: number): Uint32Array {
    const order = Uint32Array.from({ length: this.source.length }, (_, i) => i)
    createRandom(this.#options.seed).fork(1, epoch).shuffle(order)
    return order
  }

  #step(epoch: number, order: Uint32Array): void {
    const { source } = this
    const { seed, averaging } = this.#options
    const size = shapeSize(source.inputShape)
    const inEpoch = this.#state.step % this.#stepsPerEpoch
    const streams = createRandom(seed)
    for (let i = 0; i < this.#batch; i++) {
      const index = order[inEpoch * this.#batch + i]!
      source.write(
        index,
        this.#x.subarray(i * size, (i + 1) * size),
        this.#targets.subarray(i * source.classes, (i + 1) * source.classes),
        streams.fork(2, epoch, index),
      )
    }
    const step = this.#state.step + 1
    const scalars = {
      learningRate: this.#schedule(this.#state.step, this.#steps),
      step,
      averageDecay: Math.min(averaging ?? 0, (1 + step) / (10 + step)),
      ...this.#dropoutSeeds(step),
    }
    this.#session.run('forward', scalars)
    const { loss, correct } = this.#score()
    this.#session.run('backward', scalars)
    this.#session.run('step', scalars)
    this.#state = {
      ...this.#state,
      step,
      lossSum: this.#state.lossSum + loss,
      correct: this.#state.correct + correct,
    }
  }

  /** A fresh seed a step for each dropout layer the program has. */
  #dropoutSeeds(step: number): Record<string, number> {
    const names = this.#plan.program.phases.forward!.flatMap(call =>
      call.scalars.filter(
        (scalar): scalar is string => typeof scalar === 'string' && scalar.startsWith(dropoutSeed(0).slice(0, -1)),
      ),
    )
    return Object.fromEntries(
      names.map((name, i) => [
        name,
        createRandom(this.#options.seed)
          .fork(3, step, i)
          .int(2 ** 31),
      ]),
    )
  }

  #score(): { loss: number; correct: number } {
    const losses = this.#session.view(this.#plan.losses)
    const predictions = this.#session.view(this.#plan.predictions)
    const { classes } = this.source
    let loss = 0
    let correct = 0
    for (let n = 0; n < this.#batch; n++) {
      loss += losses[n]!
      if (argmax(predictions, n * classes, classes) === argmax(this.#targets, n * classes, classes)) correct++
    }
    return { loss: loss / this.#batch, correct }
  }

  #progress(epoch: number): Progress {
    const { step, lossSum, correct } = this.#state
    const inEpoch = step - epoch * this.#stepsPerEpoch
    const elapsed = performance.now() - this.#clock.started
    const done = step - this.#clock.first
    return {
      epoch: epoch + 1,
      epochs: this.#options.epochs,
      step,
      steps: this.#steps,
      loss: lossSum / inEpoch,
      accuracy: correct / (inEpoch * this.#batch),
      learningRate: this.#schedule(step - 1, this.#steps),
      examplesPerSecond: (1000 * done * this.#batch) / elapsed,
      etaMs: (elapsed / done) * (this.#steps - step),
    }
  }

  /** Reports, and lets the event loop turn now and then, so that a page stays alive and a signal is heard. */
  async #breathe(epoch: number): Promise<void> {
    this.#options.onProgress?.(this.#progress(epoch))
    if (performance.now() - this.#clock.breathed < 30) return
    await new Promise(resolve => setTimeout(resolve, 0))
    this.#clock.breathed = performance.now()
  }

  /** Copies what was learnt into the model: the average when there is one. */
  #publish(): void {
    this.model.setParameters(this.#session.view(this.#plan.average ?? this.#plan.parameters))
  }

  #record(epoch: number): EpochRecord {
    const { validation, among, signal } = this.#options
    const { loss, accuracy, learningRate } = this.#progress(epoch)
    if (!validation) return { epoch: epoch + 1, loss, accuracy, learningRate }
    const options = { ...(among && { among }), ...(signal && { signal }) }
    const result: Evaluation = evaluate(this.model, validation, options)
    return {
      epoch: epoch + 1,
      loss,
      accuracy,
      learningRate,
      validation: { loss: result.loss, accuracy: result.accuracy },
    }
  }

  #keepBest(record: EpochRecord, patience: number | undefined): boolean {
    if (patience === undefined || !record.validation) return false
    const { best } = this.#state
    if (!best || record.validation.loss < best.loss) {
      this.#state = { ...this.#state, best: { epoch: record.epoch, loss: record.validation.loss } }
      this.#bestParameters = this.model.copyParameters()
      return false
    }
    return record.epoch - best.epoch >= patience
  }

  async #checkpoint(): Promise<void> {
    const { onCheckpoint, seed, epochs } = this.#options
    if (!onCheckpoint) return
    const arrays = { ...this.#arrays(), ...(this.#bestParameters && { best: this.#bestParameters }) }
    const run = { seed, epochs, batch: this.#batch, examples: this.source.length }
    await onCheckpoint(writeCheckpoint({ run, state: this.#state, arrays }))
  }

  #restore(bytes: Uint8Array): void {
    const { seed, epochs } = this.#options
    const live = this.#arrays()
    const run = { seed, epochs, batch: this.#batch, examples: this.source.length }
    const lengths = Object.fromEntries(Object.entries(live).map(([name, array]) => [name, array.length]))
    const { state, arrays } = readCheckpoint(bytes, run, lengths)
    for (const [name, array] of Object.entries(live)) array.set(arrays[name]!)
    this.#bestParameters = arrays.best
    this.#state = state
  }

  /** Every array that the run would need to go on. */
  #arrays(): Record<string, Float32Array> {
    const { parameters, average, slots } = this.#plan
    return {
      parameters: this.#session.view(parameters),
      ...(average && { average: this.#session.view(average) }),
      ...Object.fromEntries(slots.map((slot, i) => [`slot${i}`, this.#session.view(slot)])),
    }
  }
}

function checkSource(model: Model, source: ExampleSource): void {
  const { input, output } = model.network
  if (formatShape(source.inputShape) !== formatShape(input))
    throw new ShapeError(
      'shape-mismatch',
      `fit: expected examples of ${formatShape(input)}, got ${formatShape(source.inputShape)}.`,
    )
  if (source.classes !== shapeSize(output))
    throw new ShapeError(
      'shape-mismatch',
      `fit: expected targets of ${shapeSize(output)} classes, got ${source.classes}. Change the last layer or the source.`,
    )
  if (source.length < 1) throw new ShapeError('bad-size', 'fit: expected at least one example, got none.')
}

function argmax(values: Float32Array, from: number, count: number): number {
  let best = 0
  for (let k = 1; k < count; k++) if (values[from + k]! > values[from + best]!) best = k
  return best
}
