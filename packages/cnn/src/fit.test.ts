import { describe, expect, it } from 'vitest'
import { bars, barsNetwork } from './bars.cases.ts'
import {
  adamw,
  arraySource,
  CheckpointError,
  cosine,
  createModel,
  evaluate,
  type FitOptions,
  fit,
  optimizers,
  saveModel,
} from './index.ts'

const train = bars(330, 1)
const test = bars(200, 2)
const options: FitOptions = {
  epochs: 4,
  batch: 16,
  optimizer: adamw(),
  schedule: cosine(0.02),
  seed: 5,
  averaging: 0.9,
  clipNorm: 5,
}

async function trained(more: Partial<FitOptions> = {}) {
  const model = createModel(barsNetwork, { seed: 3 })
  const run = await fit(model, train, { ...options, ...more })
  return { model, run, bytes: saveModel(model) }
}

describe('fit', () => {
  it('learns', async () => {
    const { model, run } = await trained()
    expect(run.history.map(record => record.epoch)).toEqual([1, 2, 3, 4])
    expect(run.history[3]!.loss).toBeLessThan(run.history[0]!.loss / 2)
    expect(evaluate(model, test).accuracy).toBeGreaterThan(0.95)
  })

  it('gives the same bits for the same seed, and others for another', async () => {
    const [a, b, c] = [await trained(), await trained(), await trained({ seed: 6 })]
    expect(b.bytes).toEqual(a.bytes)
    expect(c.bytes).not.toEqual(a.bytes)
  })

  it.each([1, 20, 21, 45])('stopped at step %i and resumed gives the bits of the uninterrupted run', async at => {
    const whole = await trained({ validation: test })
    const stop = new AbortController()
    let saved: Uint8Array | undefined
    const stopped = trained({
      validation: test,
      signal: stop.signal,
      onProgress: ({ step }) => step === at && stop.abort(),
      onCheckpoint: bytes => {
        saved = bytes
      },
    })
    await expect(stopped).rejects.toThrow(/abort/i)
    const resumed = await trained({ validation: test, resume: saved! })
    expect(resumed.bytes).toEqual(whole.bytes)
    expect(resumed.run.history).toEqual(whole.run.history)
  })

  it('ends after the epochs asked for, at the rate of the long plan, and can go on from there', async () => {
    const whole = await trained()
    let saved: Uint8Array | undefined
    const ended = await trained({ stopAfter: 2, onCheckpoint: bytes => void (saved = bytes) })
    expect(ended.run.history).toEqual(whole.run.history.slice(0, 2))
    expect(ended.bytes).not.toEqual(whole.bytes)
    expect((await trained({ resume: saved!, stopAfter: 2 })).bytes).toEqual(ended.bytes)
    expect((await trained({ resume: saved! })).bytes).toEqual(whole.bytes)
    await expect(trained({ stopAfter: 0 })).rejects.toThrow('expected stopAfter to be a whole number from 1 up')
  })

  it('refuses a checkpoint that is damaged, cut short or of another run', async () => {
    let saved = new Uint8Array()
    await trained({ epochs: 2, onCheckpoint: bytes => void (saved = new Uint8Array(bytes)) })
    const code = async (resume: Uint8Array, more: Partial<FitOptions> = {}) =>
      trained({ epochs: 2, resume, ...more }).then(
        () => 'resumed',
        error => (error instanceof CheckpointError ? error.code : error),
      )
    expect(await code(saved)).toBe('resumed')
    expect(await code(new Uint8Array(50))).toBe('not-a-checkpoint')
    expect(await code(saved.slice(0, saved.length / 2))).toBe('checkpoint-corrupt')
    expect(await code(saved.map((byte, i) => (i === saved.length - 5 ? byte ^ 1 : byte)))).toBe('checkpoint-corrupt')
    expect(await code(saved, { seed: 9 })).toBe('other-run')
    expect(await code(saved, { optimizer: optimizers.sgd() })).toBe('resumed')
    expect(await code(saved, { averaging: undefined as never })).toBe('resumed')
  })

  it('stops early and goes back to the best epoch', async () => {
    const losses: number[] = []
    const { model, run } = await trained({
      epochs: 60,
      schedule: () => 0.05,
      validation: test,
      patience: 2,
      onEpoch: record => losses.push(record.validation!.loss),
    })
    expect(run.stoppedEarly).toBe(true)
    const best = Math.min(...losses)
    expect(losses.indexOf(best)).toBe(losses.length - 3)
    expect(evaluate(model, test).loss).toBeCloseTo(best, 6)
  })

  it('reports progress that ends at the last step with nothing left to do', async () => {
    const seen: { step: number; etaMs: number }[] = []
    await trained({ onProgress: progress => seen.push(progress) })
    expect(seen.length).toBe(4 * 20)
    expect(seen.at(-1)).toMatchObject({ step: 80, steps: 80, epoch: 4, etaMs: 0 })
  })

  it.each(Object.entries(optimizers))('learns with %s', async (name, make) => {
    const rate = { sgd: 0.3, momentum: 0.05, rmsprop: 0.01, adam: 0.01, adamw: 0.01 }[name] ?? 0.01
    const { model } = await trained({ optimizer: make({ learningRate: rate }), schedule: () => rate })
    expect(evaluate(model, test).accuracy).toBeGreaterThan(0.9)
  })

  it('says what does not fit', async () => {
    const model = createModel(barsNetwork)
    const other = arraySource([3, 3, 1], 3, new Float32Array(9), [1])
    await expect(fit(model, other, { epochs: 1 })).rejects.toThrow('expected examples of [9,7,1], got [3,3,1]')
    await expect(fit(model, train, { epochs: 0 })).rejects.toThrow(
      'expected epochs to be a whole number from 1 up, got 0',
    )
    await expect(fit(model, train, { epochs: 1, patience: 2 })).rejects.toThrow('expected validation examples')
  })
})
