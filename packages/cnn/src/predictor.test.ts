import { Worker } from 'node:worker_threads'
import { createRandom, referenceBackend, Tensor } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { barsNetwork } from './bars.cases.ts'
import { createModel, openPredictor } from './index.ts'

const random = createRandom(7)
const model = createModel(barsNetwork, { seed: 3 })
for (let i = model.layout.trainable; i < model.layout.length; i++) model.parameters[i] = random.uniform(0.5, 1.5)

function examples(count: number): Float32Array {
  return Float32Array.from({ length: count * 63 }, () => random.normal())
}

describe('predicting on threads', () => {
  it.each([1, 2, 3])('gives on %i threads what model.predict gives, for any number of examples', async threads => {
    const predictor = await openPredictor(model, { threads })
    expect(predictor.threads).toBe(threads)
    for (const count of [0, 1, 4, 9, 31, 65, 200]) {
      const x = examples(count)
      const [many, one] = [await predictor.predict(new Tensor([count, 9, 7, 1], x)), model.predict(x)]
      expect(many.shape).toEqual([count, 3])
      for (const [i, value] of one.data.entries()) expect(many.data[i]).toBeCloseTo(value, 6)
    }
    await predictor.close()
  })

  it('scales bytes, and answers calls in turn with the numbers of the model as they are', async () => {
    const own = createModel(barsNetwork, { seed: 4 })
    const predictor = await openPredictor(own, { threads: 2 })
    const bytes = Uint8Array.from({ length: 63 * 40 }, () => random.int(256))
    const [first, second] = [predictor.predict(bytes), predictor.predict(bytes.subarray(0, 63 * 3))]
    const expected = own.predict(bytes).data
    for (const [i, value] of (await first).data.entries()) expect(value).toBeCloseTo(expected[i]!, 6)
    expect((await second).data.length).toBe(9)
    own.parameters.fill(0, 0, own.layout.trainable)
    expect((await predictor.predict(bytes)).data[5]).toBeCloseTo(1 / 3, 6)
    await predictor.close()
  })

  it('says what is wrong, and goes on', async () => {
    const predictor = await openPredictor(model, { threads: 2 })
    await expect(predictor.predict(new Float32Array(64))).rejects.toMatchObject({ code: 'length-mismatch' })
    expect((await predictor.predict(examples(2))).shape).toEqual([2, 3])
    await predictor.close()
    await expect(predictor.predict(examples(2))).rejects.toMatchObject({ code: 'worker-lost' })
    const plain = createModel(barsNetwork, { backend: referenceBackend })
    await expect(openPredictor(plain, { threads: 2 })).rejects.toMatchObject({ code: 'threads-unsupported' })
  })

  it('a worker that dies is an error with a name', async () => {
    const workers: Worker[] = []
    const startWorker = (source: string) => workers[workers.push(new Worker(source, { eval: true })) - 1]!
    const predictor = await openPredictor(model, { threads: 2, startWorker })
    const answers = Array.from({ length: 50 }, () => predictor.predict(examples(300)))
    await workers[0]!.terminate()
    const ended = await Promise.allSettled(answers)
    expect(ended.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'worker-lost' } })
    await predictor.close()
  })
})
