// What the page of threads.browser.test.ts runs, on its main thread or, as a worker, off it.

import { bars, barsNetwork } from '../src/bars.cases.ts'
import { createModel, fit, openPredictor, saveModel, sha256 } from '../src/index.ts'

/** Trains and predicts; the answer is the hash of the model, or the error's code. */
export async function train(options: { threads: number; file?: string }): Promise<string> {
  const { threads, file } = options
  const startWorker = file === undefined ? {} : { startWorker: () => new Worker(file) }
  try {
    const model = createModel(barsNetwork, { seed: 3 })
    await fit(model, bars(330, 1), {
      epochs: 2,
      batch: 17,
      seed: 5,
      clipNorm: 5,
      averaging: 0.9,
      threads,
      ...startWorker,
    })
    const predictor = await openPredictor(model, { threads, ...startWorker })
    const { data } = await predictor.predict(new Float32Array(63 * 40).fill(0.25))
    await predictor.close()
    return `${sha256(saveModel(model))} ${data[119]!.toFixed(5)}`
  } catch (error) {
    return `${(error as { code?: string }).code ?? 'none'}: ${error}`
  }
}

/** For the page, and for the worker of it; the test itself imports `train`. */
Object.assign(globalThis, { train, onmessage: async ({ data }: MessageEvent) => postMessage(await train(data)) })
