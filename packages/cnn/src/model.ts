// A model: a network and its numbers, ready to predict. Next: fit.ts (training), model-file.ts (saving).

import {
  type Backend,
  chooseBackend,
  chooseThreads,
  createRandom,
  formatShape,
  type Session,
  ShapeError,
  shapeSize,
  Tensor,
  type ThreadCount,
} from '@digitrec/tensor'
import { chainShapes } from './chain.ts'
import { fans, initializers } from './initializers.ts'
import type { Network } from './network.ts'
import { layoutParameters, type ParameterLayout, type PredictionPlan, planPrediction } from './plan.ts'

/** Most examples that go through a network at once when predicting; larger batches are cut up. */
const mostExamples = 32

/**
 * Most bytes of rows that a dense layer reads at a time: about what a second-level cache holds, so that it still finds there what
 * the layer before it wrote. 64 filters over a whole digit and then a dense layer take a fifth less time on 8 digits at
 * once than on 32; other networks have shorter rows and read their weights less often in larger batches.
 */
const mostRowBytes = 2 * 2 ** 20

/** A network opened for one batch size. */
interface OpenProgram {
  readonly plan: PredictionPlan
  readonly session: Session
  readonly input: Float32Array
  readonly output: Float32Array
  /** Which version of the parameters it has. */
  version: number
}

/** Options of {@link createModel}. */
export interface ModelOptions {
  /** Seed of the first values. @default 0 */
  seed?: number
  /** What runs the network. @default the fastest this machine has */
  backend?: Backend
  /**
   * How many threads train it, unless fit() is told otherwise; `auto` is one for each core.
   * @default what DIGITREC_THREADS says, or 1
   */
  threads?: ThreadCount
}

/** A network with its numbers. */
export class Model {
  readonly layout: ParameterLayout
  readonly backend: Backend
  /** Most examples at once: a power of two. */
  readonly #batch: number
  readonly #parameters: Float32Array<ArrayBuffer>
  /** Counts changes of the parameters. */
  #version = 1
  /** The parameters when they were last looked at; kept once somebody else may write to them. */
  #seen: Float32Array<ArrayBuffer> | undefined
  readonly #open = new Map<number, OpenProgram>()

  constructor(
    readonly network: Network,
    backend?: Backend,
    /** How many threads train it, unless fit() is told otherwise; predict() always runs on the thread that calls. */
    readonly threads?: number,
  ) {
    this.backend = backend ?? chooseBackend()
    this.layout = layoutParameters(network)
    const rows = chainShapes(network.layers, network.input).filter(shape => shape.length === 1)
    const rowBytes = 4 * Math.max(1, ...rows.map(shapeSize))
    this.#batch = Math.max(1, Math.min(mostExamples, 2 ** Math.floor(Math.log2(mostRowBytes / rowBytes))))
    this.#parameters = new Float32Array(this.layout.length)
  }

  /**
   * All parameters, flat, in the order of {@link ParameterLayout}; may be written to at any time, and predict() sees it.
   * From the first time they are handed out, every predict() compares them with what it saw last: 15 µs for 35,000
   * parameters. {@link setParameters} and {@link copyParameters} spare that.
   */
  get parameters(): Float32Array<ArrayBuffer> {
    this.#seen ??= this.#parameters.slice()
    return this.#parameters
  }

  /** Sets all parameters, or those of one name. @throws ShapeError `bad-index`, `length-mismatch` */
  setParameters(values: ArrayLike<number>, name?: string): void {
    const target = name === undefined ? this.#parameters : this.#part(name)
    if (values.length !== target.length)
      throw new ShapeError(
        'length-mismatch',
        `setParameters: expected ${target.length} numbers${name === undefined ? '' : ` for ${name}`}, got ${values.length}.`,
      )
    target.set(values)
    this.#version++
  }

  /** The parameters of this moment. */
  copyParameters(): Float32Array<ArrayBuffer> {
    return this.#parameters.slice()
  }

  /** Counts changes of the parameters, from 1: the same version, the same numbers. */
  get version(): number {
    this.#notice()
    return this.#version
  }

  /** The numbers of one parameter, a live view as {@link parameters}. @throws ShapeError `bad-index` when there is none of that name */
  parameter(name: string): Float32Array<ArrayBuffer> {
    this.#seen ??= this.#parameters.slice()
    return this.#part(name)
  }

  #part(name: string): Float32Array<ArrayBuffer> {
    const found = this.layout.parameters.find(one => one.name === name)
    if (!found) {
      const known = this.layout.parameters.map(one => one.name).join(', ')
      throw new ShapeError('bad-index', `parameter: expected one of ${known}, got '${name}'.`)
    }
    return this.#parameters.subarray(found.buffer.offset, found.buffer.offset + found.buffer.length)
  }

  /**
   * Runs the network on any number of examples. The same call gives the same bits on every machine; an example alone and
   * in a batch may differ in the last bit or two, because sums are made in another order.
   *
   * @param x [N, ...input] as a Tensor, or flat as floats, or as bytes, which are scaled as the network's
   *   preprocessing says; a single example may leave out the N
   * @returns `[N, ...output]`, probabilities when the network ends in softmax()
   * @throws ShapeError `length-mismatch` when the numbers do not make up whole examples
   */
  predict(x: Tensor | Float32Array | Uint8Array): Tensor {
    const { data, count, scale } = checkExamples(this.network, x)
    const example = shapeSize(this.network.input)
    const width = shapeSize(this.network.output)
    const result = new Tensor([count, ...this.network.output])
    this.#notice()
    for (let start = 0; start < count; ) {
      const left = count - start
      const { session, input, output } = this.#session(Math.min(this.#batch, ceilPower(left)))
      const taken = Math.min(left, input.length / example)
      const part = data.subarray(start * example, (start + taken) * example)
      // What a partial batch leaves over is computed on old numbers and thrown away: examples do not see each other.
      if (scale === 1) input.set(part)
      else for (let i = 0; i < part.length; i++) input[i] = part[i]! * scale
      session.run('forward')
      result.data.set(taken * width === output.length ? output : output.subarray(0, taken * width), start * width)
      start += taken
    }
    return result
  }

  /** Kernels of the prediction program that run as native code of the backend. */
  get native(): readonly string[] {
    return this.#session(1).session.native
  }

  /** Sees what was written to parameters that somebody else holds. */
  #notice(): void {
    if (!this.#seen || sameNumbers(this.#seen, this.#parameters)) return
    this.#seen.set(this.#parameters)
    this.#version++
  }

  /** The open program for a batch, with the parameters of now. */
  #session(batch: number): OpenProgram {
    let open = this.#open.get(batch)
    if (!open) {
      const plan = planPrediction(this.network, batch)
      const session = this.backend.open(plan.program)
      open = { plan, session, input: session.view(plan.input), output: session.view(plan.output), version: 0 }
      this.#open.set(batch, open)
    }
    if (open.version !== this.#version) {
      open.session.write(open.plan.parameters, this.#parameters)
      open.version = this.#version
    }
    return open
  }
}

/**
 * A model with fresh random weights.
 *
 * @example
 * const model = createModel(network, { seed: 1 })
 * model.predict(new Float32Array(784)).data   // ten probabilities
 */
export function createModel(network: Network, options: ModelOptions = {}): Model {
  const model = new Model(network, options.backend, chooseThreads(options.threads))
  const random = createRandom(options.seed ?? 0)
  for (const [i, parameter] of model.layout.parameters.entries()) {
    const { fanIn, fanOut } = fans(parameter.shape)
    const values = new Float32Array(parameter.buffer.length)
    initializers[parameter.initializer](values, fanIn, fanOut, random.fork(i))
    model.setParameters(values, parameter.name)
  }
  return model
}

/** What is given to predict(), as numbers: how many examples they are, and what they must be multiplied by. */
export function checkExamples(network: Network, x: Tensor | Float32Array | Uint8Array) {
  const data = x instanceof Tensor ? x.data : x
  const example = shapeSize(network.input)
  const count = data.length / example
  if (!Number.isInteger(count))
    throw new ShapeError(
      'length-mismatch',
      `predict: expected whole examples of ${formatShape(network.input)} = ${example} numbers, got ${data.length}. Were pictures of another size passed in?`,
    )
  return { data, count, scale: data instanceof Uint8Array ? network.preprocessing.byteScale : 1 }
}

/**
 * Whether two arrays of even length hold the same numbers, read two at a time as doubles. NaN differs from itself, so
 * parameters with NaN are only copied more often.
 */
function sameNumbers(a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): boolean {
  const [left, right] = [new Float64Array(a.buffer), new Float64Array(b.buffer)]
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false
  return true
}

/** The smallest power of two that is at least `count`: few batch sizes, so few programs to keep open. */
function ceilPower(count: number): number {
  return 2 ** Math.ceil(Math.log2(count))
}
