// Training on threads: same bits, same learning, and an end that is never a hang.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { createRandom, referenceBackend } from '@digitrec/tensor'
import { describe, expect, it, vi } from 'vitest'
import { bars, barsNetwork } from './bars.cases.ts'
import {
  adamw,
  arraySource,
  averagePool2d,
  CheckpointError,
  conv2d,
  cosine,
  createModel,
  dense,
  describeNetwork,
  evaluate,
  type FitOptions,
  fit,
  flatten,
  type Network,
  relu,
  saveModel,
  sequential,
  sgd,
  softmax,
  softmaxCrossEntropy,
  summary,
} from './index.ts'
import { laneSizes, planLanes } from './plan-lanes.ts'

const train = bars(330, 1)
const test = bars(200, 2)
const options: FitOptions = {
  epochs: 4,
  batch: 17,
  optimizer: adamw(),
  schedule: cosine(0.02),
  seed: 5,
  averaging: 0.9,
  clipNorm: 5,
  threads: 2,
}

async function trained(more: Partial<FitOptions> = {}, network: Network = barsNetwork) {
  const model = createModel(network, { seed: 3 })
  const run = await fit(model, train, { ...options, ...more })
  return { model, run, bytes: saveModel(model) }
}

/** No batch norm and no dropout, so that cutting a batch changes nothing but the order of sums. */
const plain = sequential([9, 7, 1], [conv2d(5, 3), relu(), averagePool2d(2), flatten(), dense(3), softmax()])

describe('fit on threads', () => {
  it.each([2, 3])('learns on %i threads', async threads => {
    const { model, run } = await trained({ threads, epochs: 6 })
    expect(run).toMatchObject({ threads, steps: 6 * 19 })
    expect(run.history[5]!.loss).toBeLessThan(run.history[0]!.loss / 2)
    expect(evaluate(model, test).accuracy).toBeGreaterThan(0.95)
  })

  it('gives the same bits for the same number of threads, others for another, and one is the default', async () => {
    const [a, b, one, alone] = [
      await trained(),
      await trained(),
      await trained({ threads: 1 }),
      await trained({ threads: undefined as never }),
    ]
    expect(b.bytes).toEqual(a.bytes)
    expect(one.bytes).not.toEqual(a.bytes)
    expect(alone.bytes).toEqual(one.bytes)
  })

  it.each([
    ['sgd, and kernels that are not native', 2, 16, sgd({ weightDecay: 0.9 }), 0.05],
    ['adamw, lanes of unlike size', 3, 17, adamw(), 0.003],
  ])('computes what one thread computes: %s', async (_, threads, batch, optimizer, rate) => {
    const some = { batch, optimizer, epochs: 1, schedule: () => rate, clipNorm: 0.5 }
    const [one, many] = [await trained({ ...some, threads: 1 }, plain), await trained({ ...some, threads }, plain)]
    expect(many.run.history[0]!.loss).toBeCloseTo(one.run.history[0]!.loss, 5)
    for (const [i, value] of one.model.parameters.entries()) expect(many.model.parameters[i]).toBeCloseTo(value, 4)
    expect(many.model.parameters).not.toEqual(createModel(plain, { seed: 3 }).parameters)
  })

  it('gives running statistics that are the mean over lanes, each weighed by its examples', () => {
    const wanted = { batch: 5, loss: softmaxCrossEntropy(), optimizer: sgd(), clipNorm: 0, averaging: false }
    const plan = planLanes(barsNetwork, wanted, [3, 2])
    const statistics = { offset: plan.parameters.offset + plan.layout.trainable, length: 12 }
    // The lanes one after the other in one program: what threads do side by side.
    const phases = ['forward', 'reduce'].map(name => plan.lanes.flatMap(lane => lane.program.phases[name]!))
    const { floats } = plan.lanes[0]!.program
    const session = referenceBackend.open({ floats, phases: { both: phases.flat() } })
    const random = createRandom(8)
    for (const buffer of [plan.parameters, ...plan.lanes.map(lane => lane.input)])
      session.view(buffer).set(Array.from({ length: buffer.length }, () => random.normal()))
    const before = session.view(statistics).slice()
    session.run('both', { dropoutSeed5: 1, dropoutSeed1000005: 2 })
    const means = plan.lanes.map(lane => {
      const norm = lane.program.phases.forward!.find(one => one.kernel.name === 'batchNormTrainForward')!
      return session.view(norm.buffers[1]!)
    })
    for (let c = 0; c < 6; c++) {
      const mean = 0.6 * means[0]![c]! + 0.4 * means[1]![c]!
      expect(session.view(statistics)[c]).toBeCloseTo(0.9 * before[c]! + 0.1 * mean, 5)
    }
  })

  it('gives the thread that reads fewer examples, by what reading costs', () => {
    const [{ macs }, ...rest] = describeNetwork(barsNetwork)
    const step = 3 * rest.reduce((sum, layer) => sum + layer.macs, macs)
    expect(laneSizes(barsNetwork, 64, 2, 0)).toEqual([32, 32])
    // 28 examples and 64 readings of an eighth each are as much as 36 examples.
    expect(laneSizes(barsNetwork, 64, 2, step / 8)).toEqual([28, 36])
    expect(laneSizes(barsNetwork, 64, 3, step / 8)).toEqual([16, 24, 24])
    expect(laneSizes(barsNetwork, 64, 1, step)).toEqual([64])
    for (const effort of [0, step / 2, 9 * step])
      for (const sizes of [laneSizes(barsNetwork, 7, 7, effort), laneSizes(barsNetwork, 9, 4, effort)]) {
        expect(Math.min(...sizes)).toBeGreaterThan(0)
        expect(sizes.reduce((sum, size) => sum + size)).toBe(sizes.length === 7 ? 7 : 9)
      }
  })

  it('drops other activations in every lane', () => {
    const wanted = { batch: 6, loss: softmaxCrossEntropy(), optimizer: sgd(), clipNorm: 0, averaging: false }
    const seeds = planLanes(barsNetwork, wanted, [2, 2, 2]).lanes.flatMap(lane =>
      lane.program.phases.forward!.flatMap(one => one.scalars.filter(scalar => typeof scalar === 'string')),
    )
    expect(new Set(seeds).size).toBe(3)
  })

  it.each([1, 19, 20, 44])('stopped at step %i and resumed gives the bits of the uninterrupted run', async at => {
    const whole = await trained({ validation: test })
    const stop = new AbortController()
    let saved: Uint8Array | undefined
    const stopped = trained({
      validation: test,
      signal: stop.signal,
      onProgress: ({ step }) => step === at && stop.abort(),
      onCheckpoint: bytes => void (saved = bytes),
    })
    await expect(stopped).rejects.toThrow(/abort/i)
    const resumed = await trained({ validation: test, resume: saved! })
    expect(resumed.bytes).toEqual(whole.bytes)
    expect(resumed.run.history).toEqual(whole.run.history)
  })

  it('refuses a checkpoint of another number of threads', async () => {
    const saved: Record<number, Uint8Array> = {}
    for (const threads of [1, 2])
      await trained({ epochs: 1, threads, onCheckpoint: bytes => void (saved[threads] = bytes) })
    const code = (threads: number, resume: Uint8Array) =>
      trained({ epochs: 1, threads, resume }).then(
        () => 'resumed',
        error => (error instanceof CheckpointError ? `${error.code}: ${error.message}` : error),
      )
    expect(await code(2, saved[2]!)).toBe('resumed')
    expect(await code(1, saved[2]!)).toMatch(/^other-run: .*with threads 1, got 2/)
    expect(await code(2, saved[1]!)).toMatch(/^other-run: .*with threads 2, got 1/)
    const slow = fit(createModel(barsNetwork), { ...train, effort: 2000 }, { ...options, epochs: 1, resume: saved[2]! })
    await expect(slow).rejects.toMatchObject({ code: 'other-run' })
  })

  it('reads the next examples early, each once, and never those of the next epoch', async () => {
    const seen: string[] = []
    let epoch = 0
    const counted = {
      ...train,
      write: (...given: Parameters<typeof train.write>) => {
        seen.push(`${epoch}:${given[0]}`)
        train.write(...given)
      },
    }
    const model = createModel(barsNetwork, { seed: 3 })
    await fit(model, counted, { ...options, epochs: 2, onEpochStart: number => void (epoch = number) })
    expect(seen.length).toBe(2 * 19 * 17)
    expect(new Set(seen).size).toBe(seen.length)
    expect(saveModel(model)).toEqual((await trained({ epochs: 2 })).bytes)
  })

  it('a worker that dies in the middle ends the run with an error that names it', async () => {
    const workers: Worker[] = []
    const dying = trained({
      threads: 3,
      epochs: 1000,
      startWorker: source => workers[workers.push(new Worker(source, { eval: true })) - 1]!,
      onProgress: ({ step }) => void (step === 30 && workers[1]!.terminate()),
    })
    await expect(dying).rejects.toMatchObject({ name: 'ThreadError', code: 'worker-lost' })
    for (const worker of workers) expect(worker.threadId).toBe(-1)
  })

  it('ends its workers when it is stopped or the examples fail', async () => {
    const workers: Worker[] = []
    const startWorker = (source: string) => workers[workers.push(new Worker(source, { eval: true })) - 1]!
    const stop = AbortSignal.timeout(50)
    await expect(trained({ epochs: 1000, startWorker, signal: stop })).rejects.toThrow(/timeout/i)
    const broken = arraySource([9, 7, 1], 3, new Float32Array(63 * 40), new Uint8Array(40))
    const write = () => {
      throw new RangeError('no such example')
    }
    const model = createModel(barsNetwork)
    await expect(fit(model, { ...broken, write }, { ...options, startWorker })).rejects.toThrow('no such example')
    expect(workers.map(worker => worker.threadId)).toEqual([-1, -1])
  })

  it('a process that trains on threads ends by itself, and silently', async () => {
    const script = `
      import { bars, barsNetwork } from '${new URL('bars.cases.ts', import.meta.url)}'
      import { createModel, fit } from '@digitrec/cnn'
      const source = bars(60, 1)
      for (let i = 0; i < 12; i++) await fit(createModel(barsNetwork), source, { epochs: 1, batch: 20, threads: 2 })
      console.log('done')`
    const argv = ['--import', 'tsx', '--conditions=@digitrec/source', '--input-type=module', '-e', script]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, { timeout: 50_000 })
    expect({ stdout, stderr }).toEqual({ stdout: 'done\n', stderr: '' })
  })

  it('the number of threads: argument, else model, else environment; summary says it', async () => {
    vi.stubEnv('DIGITREC_THREADS', '3')
    const model = createModel(barsNetwork)
    expect(summary(model)).toContain('backend wasm, threads 3')
    expect(summary(createModel(barsNetwork, { threads: 2 }))).toContain('threads 2')
    const few = { ...options, epochs: 1, threads: undefined as never }
    expect((await fit(model, train, few)).threads).toBe(3)
    expect((await fit(createModel(barsNetwork, { threads: 2 }), train, few)).threads).toBe(2)
    expect((await fit(model, train, { ...few, threads: 1 })).threads).toBe(1)
    vi.unstubAllEnvs()
    expect(summary(createModel(barsNetwork))).toContain('threads 1')
  })

  it('says what cannot be', async () => {
    await expect(trained({ threads: 18 })).rejects.toThrow(
      'at least one example of a batch for each thread, got 17 for 18',
    )
    await expect(trained({ threads: 0 })).rejects.toMatchObject({ code: 'bad-thread-count' })
    const model = createModel(barsNetwork, { backend: referenceBackend })
    await expect(fit(model, train, options)).rejects.toMatchObject({
      code: 'threads-unsupported',
      message: expect.stringContaining('expected the backend wasm for 2 threads, got reference'),
    })
  })
})
