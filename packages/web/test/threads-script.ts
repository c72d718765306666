// What threads.browser.test.ts runs on the page: the bundled classifier on two threads, started from the page's own thread.js.

import { openPredictor } from '@digitrec/cnn'
import { loadDigitClassifier } from '@digitrec/cnn/digits'

/** Predicts the same frames on one thread and on two; the largest difference, or the error's code. */
async function predictOnThreads(file?: string): Promise<{ threads: number; furthest: number } | string> {
  const { model } = loadDigitClassifier()
  const frames = Float32Array.from({ length: 40 * 784 }, (_, i) => ((i * 7919) % 256) / 255)
  try {
    const own = file === undefined ? {} : { startWorker: () => new Worker(file) }
    const predictor = await openPredictor(model, { threads: 2, ...own })
    const { data } = await predictor.predict(frames)
    await predictor.close()
    const differences = model.predict(frames).data.map((value, i) => Math.abs(value - data[i]!))
    return { threads: predictor.threads, furthest: Math.max(...differences) }
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

Object.assign(globalThis, { predictOnThreads })
