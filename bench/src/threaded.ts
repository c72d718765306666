// Our own engine on several threads as a contender; run as a process of its own with the number of threads.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adam, createModel, type ExampleSource, type FitOptions, fit, loadModel } from '@digitrec/cnn'
import { giveWeights, withoutDropout } from './give-weights.ts'
import { openPredictor } from './predictor.ts'
import { type Material, type Prepared, readMaterial, serve } from './serve.ts'
import type { Task } from './task.ts'

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
  const train = async (plain: boolean, steps: number) => {
    const model = createModel(plain ? withoutDropout(network) : network)
    giveWeights(model, material.arrays)
    const options: FitOptions & { threads: number } = {
      // The losses of epochs are what is checked; an epoch is a step then.
      epochs: plain ? steps : 1,
      batch: task.batch,
      optimizer: adam({ learningRate: task.check!.learningRate }),
      threads,
    }
    const { history } = await fit(model, pictureSource(material, plain ? task.batch : steps * task.batch), options)
    return Float32Array.from(history, ({ loss }) => loss)
  }
  return { answer: await train(true, task.check!.steps), run: () => train(false, task.stepsPerCall!) }
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
