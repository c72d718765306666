// What a process of its own holds after opening and using M2; prints one line of JSON. Needs node --expose-gc.

import { adam, createModel, planTraining, softmaxCrossEntropy } from '@digitrec/cnn'
import { nets } from './nets.ts'

declare const gc: () => void

/** Bytes of every WebAssembly.Memory made so far: some engines do not count them as anything else. */
let wasmBytes = 0
const { Memory } = WebAssembly
WebAssembly.Memory = class extends Memory {
  constructor(size: WebAssembly.MemoryDescriptor) {
    super(size)
    wasmBytes += this.buffer.byteLength
  }
}

/** Everything but compiled code: JavaScript objects, array buffers, WebAssembly memories. */
function held(): number {
  gc()
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers + wasmBytes
}

const network = nets.M2()
const picture = new Float32Array(784).fill(0.5)
// Once and thrown away: code that is compiled on first use is no part of a model.
createModel(network).predict(picture)
const model = createModel(network)
const before = held()
const answer = model.predict(picture)
const opened = held() - before - 4 * model.layout.length

for (let i = 0; i < 1000; i++) model.predict(picture)
const beforeMany = held()
for (let i = 0; i < 10_000; i++) model.predict(picture)
const grown = held() - beforeMany

const beforeTraining = held()
const plan = planTraining(network, {
  batch: 128,
  loss: softmaxCrossEntropy(),
  optimizer: adam(),
  clipNorm: 0,
  averaging: false,
})
const session = model.backend.open(plan.program)
for (const phase of ['forward', 'backward', 'step'])
  session.run(phase, { learningRate: 1e-3, step: 1, ...dropoutSeeds(plan.program) })
const training = held() - beforeTraining

console.log(
  JSON.stringify({
    backend: model.backend.name,
    opened,
    grown,
    training,
    alive: answer.data.length + session.native.length,
  }),
)

function dropoutSeeds(program: typeof plan.program): Record<string, number> {
  const names = Object.values(program.phases).flatMap(calls => calls.flatMap(({ scalars }) => scalars))
  return Object.fromEntries(names.filter(name => String(name).startsWith('dropoutSeed')).map(name => [name, 1]))
}
