// The training loop: shuffled batches, forward, backward, step; progress, validation, early stop, checkpoints.

import {
  chooseThreads,
  createRandom,
  formatShape,
  openThreads,
  type Random,
  ShapeError,
  type StartWorker,
  shapeSize,
  type ThreadCount,
  ThreadError,
  type ThreadedSession,
} from '@digitrec/tensor'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import type { ExampleSource } from './examples.ts'
import { isDropoutSeed } from './layers/dropout.ts'
import { NetworkError, wholeNumber } from './layers/layer.ts'
import { type Loss, softmaxCrossEntropy } from './losses.ts'
import type { Model } from './model.ts'
import { adam } from './optimizers/index.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import { type LanePlan, laneSizes, planLanes } from './plan-lanes.ts'
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
  /**
   * Ends the run after so many of them, at the learning rate that the schedule has by then: a run planned long and ended
   * early, with {@link averaging} to make up for the rate. @default all
   */
  stopAfter?: number
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
  /**
   * Threads that share every batch; see `planLanes` in plan-lanes.ts for what that means to batch normalization. Another number
   * gives other bits, so a checkpoint belongs to its number of threads. More than one needs the wasm backend.
   * @default the model's, which is 1 unless asked for
   */
  threads?: ThreadCount
  /** Starts a worker, where the host's own way is not wanted; see `StartWorker` of @digitrec/tensor. */
  startWorker?: StartWorker
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
  readonly threads: number
}

/**
 * Trains a model in place. The same model, examples, options, backend and number of threads give the same bits, also
 * when the run is stopped and resumed. With more than one thread, `source.write` may be called ahead of the step that
 * needs the example, never ahead of its epoch; workers are ended when the run ends, however it ends.
 *
 * @throws ShapeError `shape-mismatch`, `bad-size` when the examples do not fit the network
 * @throws NetworkError `option`
 * @throws CheckpointError when `resume` is damaged or of another run
 * @throws ThreadError `bad-thread-count`, `threads-unsupported`; `worker-lost` when a worker died: go on from a checkpoint
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
  readonly #threads: number
  readonly #stepsPerEpoch: number
  readonly #steps: number
  readonly #plan: LanePlan
  readonly #schedule: Schedule
  readonly #streams: Random
  /** What the streams of this epoch's examples fork from. */
  #examples!: Random
  #session!: Opened
  /** The batch that is trained on next, and how much of it has been read. */
  #next!: { readonly x: Float32Array; readonly targets: Float32Array; step: number; read: number }
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
    wholeNumber('fit', 'stopAfter', options.stopAfter ?? epochs)
    wholeNumber('fit', 'batch', batch)
    if (options.patience !== undefined && !options.validation)
      throw new NetworkError('option', 'fit: expected validation examples with patience, got none.')
    if (loss.isRight && options.validation)
      throw new NetworkError(
        'option',
        `fit: expected no validation with the loss ${loss.name}, whose answers are no classes to count. Measure in onEpoch.`,
      )
    this.#options = { ...options, epochs, seed }
    this.#batch = Math.min(batch, source.length)
    this.#threads = chooseThreads(options.threads ?? model.threads)
    if (this.#threads > this.#batch)
      throw new NetworkError(
        'option',
        `fit: expected at least one example of a batch for each thread, got ${this.#batch} for ${this.#threads}.`,
      )
    this.#stepsPerEpoch = Math.floor(source.length / this.#batch)
    this.#steps = epochs * this.#stepsPerEpoch
    this.#schedule = options.schedule ?? constant(optimizer.learningRate)
    this.#streams = createRandom(seed)
    const averaging = options.averaging !== undefined
    const wanted = { batch: this.#batch, loss, optimizer, clipNorm, averaging }
    const sizes = laneSizes(model.network, this.#batch, this.#threads, source.effort ?? 0)
    this.#plan = planLanes(model.network, wanted, sizes)
  }

  async go(): Promise<Run> {
    this.#session = await openLanes(this.model, this.#plan, this.#options.startWorker)
    try {
      this.#prepare()
      return await this.#train()
    } finally {
      await this.#session.close()
    }
  }

  #prepare(): void {
    const { parameters, average, lanes } = this.#plan
    const size = shapeSize(this.source.inputShape)
    // One thread reads straight into its memory; several share what is read ahead while they compute.
    this.#next =
      lanes.length === 1
        ? { x: this.#session.view(lanes[0]!.input), targets: this.#session.view(lanes[0]!.targets), step: 0, read: 0 }
        : {
            x: new Float32Array(this.#batch * size),
            targets: new Float32Array(this.#batch * this.source.classes),
            step: 0,
            read: 0,
          }
    if (this.#options.resume) this.#restore(this.#options.resume)
    else {
      const initial = this.model.copyParameters()
      this.#session.view(parameters).set(initial)
      if (average) this.#session.view(average).set(initial)
    }
  }

  async #train(): Promise<Run> {
    const { epochs, signal, onEpoch, patience } = this.#options
    this.#clock = { started: performance.now(), first: this.#state.step, breathed: performance.now() }
    let stoppedEarly = false
    const end = Math.min(epochs, this.#options.stopAfter ?? epochs) * this.#stepsPerEpoch
    while (this.#state.step < end && !stoppedEarly) {
      const epoch = Math.floor(this.#state.step / this.#stepsPerEpoch)
      const order = this.#order(epoch)
      this.#examples = this.#streams.fork(2, epoch)
      this.#options.onEpochStart?.(epoch + 1)
      while (this.#state.step < (epoch + 1) * this.#stepsPerEpoch) {
        if (signal?.aborted) {
          await this.#checkpoint()
          throw signal.reason
        }
        await this.#step(order)
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
    return { history: this.#state.history, stoppedEarly, steps: this.#state.step, threads: this.#threads }
  }

  /** The order in which an epoch sees the examples; a function of seed and epoch alone, so that resuming finds it again. */
  #order(epoch: number): Uint32Array {
    const order = Uint32Array.from({ length: this.source.length }, (_, i) => i)
    createRandom(this.#options.seed).fork(1, epoch).shuffle(order)
    return order
  }

  async #step(order: Uint32Array): Promise<void> {
    while (this.#readOne(order));
    this.#handOut()
    const step = this.#state.step + 1
    const scalars = {
      learningRate: this.#schedule(this.#state.step, this.#steps),
      step,
      averageDecay: Math.min(this.#options.averaging ?? 0, (1 + step) / (10 + step)),
      ...this.#dropoutSeeds(step),
    }
    // The next batch of this epoch is read while workers are waited for; the next epoch may look at its own examples.
    const idle = () => step % this.#stepsPerEpoch > 0 && this.#readOne(order)
    for (const phase of this.#plan.phases) await this.#session.run(phase, scalars, idle)
    const { loss, correct } = this.#score()
    this.#state = {
      ...this.#state,
      step,
      lossSum: this.#state.lossSum + loss,
      correct: this.#state.correct + correct,
    }
  }

  /** Reads the next example of the next batch; false when that is complete. */
  #readOne(order: Uint32Array): boolean {
    const { source } = this
    const { x, targets, step, read } = this.#next
    if (read === this.#batch) return false
    const size = shapeSize(source.inputShape)
    const index = order[(step % this.#stepsPerEpoch) * this.#batch + read]!
    source.write(
      index,
      x.subarray(read * size, (read + 1) * size),
      targets.subarray(read * source.classes, (read + 1) * source.classes),
      this.#examples.fork(index),
    )
    this.#next.read++
    return true
  }

  /** Gives every lane its part of the batch that was read, and begins the next. */
  #handOut(): void {
    const { x, targets, step } = this.#next
    const { lanes } = this.#plan
    let [atX, atTargets] = [0, 0]
    for (const lane of lanes.length > 1 ? lanes : []) {
      this.#session.view(lane.input).set(x.subarray(atX, (atX += lane.input.length)))
      this.#session.view(lane.targets).set(targets.subarray(atTargets, (atTargets += lane.targets.length)))
    }
    this.#next = { x, targets, step: step + 1, read: 0 }
  }

  /** A fresh seed a step for each dropout layer the program has. */
  #dropoutSeeds(step: number): Record<string, number> {
    const calls = this.#plan.lanes.flatMap(lane => lane.program.phases.forward!)
    const names = calls.flatMap(call => call.scalars.filter(isDropoutSeed))
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
    const { classes } = this.source
    const isRight = this.#options.loss?.isRight ?? sameLargest
    let loss = 0
    let correct = 0
    for (const lane of this.#plan.lanes) {
      const losses = this.#session.view(lane.losses)
      const predictions = this.#session.view(lane.predictions)
      const targets = this.#session.view(lane.targets)
      for (let n = 0; n < lane.batch; n++) {
        loss += losses[n]!
        const row = [n * classes, (n + 1) * classes] as const
        if (isRight(predictions.subarray(...row), targets.subarray(...row))) correct++
      }
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
    const { onCheckpoint } = this.#options
    if (!onCheckpoint) return
    const arrays = { ...this.#arrays(), ...(this.#bestParameters && { best: this.#bestParameters }) }
    await onCheckpoint(writeCheckpoint({ run: this.#run(), state: this.#state, arrays }))
  }

  /** What the bits of a run depend on and a number can say. */
  #run(): Checkpoint['run'] {
    const { seed, epochs } = this.#options
    const run = { seed, epochs, batch: this.#batch, examples: this.source.length, threads: this.#threads }
    return this.#threads === 1 ? run : { ...run, firstThreadBatch: this.#plan.lanes[0]!.batch }
  }

  #restore(bytes: Uint8Array): void {
    const live = this.#arrays()
    const lengths = Object.fromEntries(Object.entries(live).map(([name, array]) => [name, array.length]))
    const { state, arrays } = readCheckpoint(bytes, this.#run(), lengths)
    for (const [name, array] of Object.entries(live)) array.set(arrays[name]!)
    this.#bestParameters = arrays.best
    this.#state = state
    this.#next.step = state.step
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

/** Lanes ready to run: on this thread, or each on its own. */
interface Opened extends Pick<ThreadedSession, 'view'> {
  run(
    phase: string,
    scalars: Readonly<Record<string, number>>,
    idle: () => boolean,
  ): ReturnType<ThreadedSession['run']> | undefined
  close(): ReturnType<ThreadedSession['close']> | undefined
}

async function openLanes({ backend }: Model, { lanes }: LanePlan, startWorker?: StartWorker): Promise<Opened> {
  const programs = lanes.map(lane => lane.program)
  if (programs.length > 1 && backend.name !== 'wasm')
    throw new ThreadError(
      'threads-unsupported',
      `fit: expected the backend wasm for ${programs.length} threads, got ${backend.name}. Choose 1 thread, or that backend.`,
    )
  if (programs.length > 1) return openThreads(programs, startWorker && { startWorker })
  const session = backend.open(programs[0]!)
  return {
    view: buffer => session.view(buffer),
    run: (phase, scalars) => void session.run(phase, scalars) as undefined,
    close: () => undefined,
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

function sameLargest(predictions: Float32Array, targets: Float32Array): boolean {
  return argmax(predictions) === argmax(targets)
}

function argmax(values: Float32Array): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k
  return best
}
