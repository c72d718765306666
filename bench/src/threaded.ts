// Our own engine on several threads as a contender; run as a process of its own with the number of threads.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adam, createModel, type ExampleSource, type FitOptions, fit, loadModel, type Network } from '@digitrec/cnn'
import { giveWeights, withoutDropout } from './give-weights.ts'
import { openPredictor } from './predictor.ts'
import { type Material, type Prepared, RoundClock, readMaterial, serve } from './serve.ts'
import type { Round, Task } from './task.ts'

/** Steps, and time, in which workers start and V8 replaces its first quick code by faster one. */
const warmUp = { steps: 4, ms: 500 }

const threads = Number(process.argv[2])
await serve(`backend wasm on ${threads} thread${threads === 1 ? '' : 's'}`, task =>
  task.kind === 'inference' ? prepareInference(task, threads) : prepareTraining(task, threads),
)

async function prepareInference(task: Task, threads: number): Promise<Prepared> {
  const predictor = await openPredictor!(loadModel(readFileSync(join(task.folder, `${task.net}.model`))), { threads })
  const x = readMaterial(task).x(0)
  const answer = (await predictor.predict(x)).data
  return { answer, run: () => predictor.predict(x), close: () => void predictor.close() }
}

async function prepareTraining(task: Task, threads: number): Promise<Prepared> {
  const material = readMaterial(task)
  const { network } = loadModel(readFileSync(join(task.folder, `${task.net}.model`)))
  const { batch, check } = task
  const optimizer = adam({ learningRate: check!.learningRate })
  const train = (net: Network, examples: number, options: Partial<FitOptions>) => {
    const model = createModel(net)
    giveWeights(model, material.arrays)
    return fit(model, pictureSource(material, examples), { epochs: 1, batch, optimizer, threads, ...options })
  }
  // The losses of epochs are what is checked; an epoch is a step then.
  const { history } = await train(withoutDropout(network), batch, { epochs: check!.steps })
  return {
    answer: Float32Array.from(history, ({ loss }) => loss),
    measure: ms => steadily(ms, more => train(network, batch * 256, { epochs: 1_000_000, ...more })),
  }
}

/** Steps of one long run, once it is warm: a run of a few steps would measure how threads start. */
async function steadily(ms: number, train: (options: Partial<FitOptions>) => Promise<unknown>): Promise<Round> {
  const stop = new AbortController()
  const began = performance.now()
  let clock: RoundClock | undefined
  const done = 'measured'
  await train({
    signal: stop.signal,
    onProgress({ step }) {
      if (clock) {
        clock.tick()
        if (clock.wallMs >= ms) stop.abort(done)
      } else if (step >= warmUp.steps && performance.now() - began >= warmUp.ms) clock = new RoundClock()
    },
  }).catch(reason => {
    if (reason !== done) throw reason
  })
  return clock!.round()
}

/** The pictures of a task, going round. */
function pictureSource({ manifest, x, labels }: Material, length: number): ExampleSource {
  const [pixels, classOf] = [x(0), labels(0)]
  const size = pixels.length / classOf.length
  return {
    length,
    inputShape: manifest.input,
    classes: manifest.classes,
    write(index, picture, target) {
      const from = (index % classOf.length) * size
      picture.set(pixels.subarray(from, from + size))
      target.fill(0)
      target[classOf[index % classOf.length]!] = 1
    },
  }
}
