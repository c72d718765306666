// Our own engine as a contender; run as a process of its own with the name of a backend, as any peer is.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { adam, createModel, loadModel, type Network, planTraining, sgd, softmaxCrossEntropy } from '@digitrec/cnn'
import { type Backend, type BackendName, chooseBackend } from '@digitrec/tensor'
import { giveWeights, withoutDropout } from './give-weights.ts'
import { losses, type Prepared, readMaterial, serve } from './serve.ts'
import type { Task } from './task.ts'

const [name, optimizerName = 'adam'] = process.argv.slice(2) as [BackendName, 'adam' | 'sgd' | undefined]
const backend = chooseBackend(name)
await serve(`backend ${backend.name}`, task =>
  task.kind === 'inference' ? prepareInference(task, backend) : prepareTraining(task, backend),
)

async function prepareInference(task: Task, backend: Backend): Promise<Prepared> {
  const model = loadModel(readFileSync(join(task.folder, `${task.net}.model`)), { backend })
  const x = readMaterial(task).x(0)
  const answer = model.predict(x).data
  return { answer, native: model.native, run: () => model.predict(x) }
}

async function prepareTraining(task: Task, backend: Backend): Promise<Prepared> {
  const { check, batch, net, folder } = task
  const model = loadModel(readFileSync(join(folder, `${net}.model`)), { backend })
  const { network } = model
  const material = readMaterial(task)
  const rate = check!.learningRate
  const plain = openTraining(withoutDropout(network), material.arrays, backend, batch, rate)
  const answer = await losses(check!, step => {
    plain.step(material.x(step), material.labels(step))
    return plain.loss()
  })
  const timed = openTraining(network, material.arrays, backend, batch, rate)
  const [x, labels] = [material.x(0), material.labels(0)]
  return { answer, native: timed.native, run: () => timed.step(x, labels) }
}

type Arrays = ReturnType<typeof readMaterial>['arrays']

function openTraining(network: Network, arrays: Arrays, backend: Backend, batch: number, learningRate: number) {
  const model = createModel(network, { backend })
  giveWeights(model, arrays)
  const optimizer = optimizerName === 'sgd' ? sgd({ learningRate }) : adam({ learningRate })
  const plan = planTraining(network, { batch, loss: softmaxCrossEntropy(), optimizer, clipNorm: 0, averaging: false })
  const session = backend.open(plan.program)
  session.view(plan.parameters).set(model.parameters)
  const [input, targets, losses] = [plan.input, plan.targets, plan.losses].map(buffer => session.view(buffer))
  const classes = targets!.length / batch
  const seeds = Object.values(plan.program.phases).flatMap(calls =>
    calls.flatMap(({ scalars }) =>
      scalars.filter(scalar => typeof scalar === 'string' && scalar.startsWith('dropoutSeed')),
    ),
  ) as string[]
  let steps = 0
  return {
    native: session.native,
    step(x: Float32Array, labels: readonly number[]) {
      input!.set(x)
      targets!.fill(0)
      for (const [n, label] of labels.entries()) targets![n * classes + label] = 1
      steps++
      const scalars = { learningRate, step: steps, ...Object.fromEntries(seeds.map(seed => [seed, steps])) }
      for (const phase of ['forward', 'backward', 'step']) session.run(phase, scalars)
    },
    loss: () => losses!.reduce((sum, loss) => sum + loss, 0) / batch,
  }
}
