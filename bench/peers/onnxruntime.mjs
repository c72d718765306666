// ONNX Runtime, as WebAssembly (`web`) or native (`node`): one thread, all graph optimisations, one session for each
// batch size, input tensor made once.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readMaterial, serve } from '../src/serve.ts'

const kind = process.argv[2]
const require = createRequire(import.meta.url)
const ort = kind === 'web' ? await import('onnxruntime-web') : require('onnxruntime-node')
const { version } = JSON.parse(readFileSync(join(dirname(require.resolve(`onnxruntime-${kind}`)), '../package.json'), 'utf8'))

const options = {
  executionProviders: [kind === 'web' ? 'wasm' : 'cpu'],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
}
if (kind === 'web') {
  ort.env.wasm.numThreads = 1
  ort.env.wasm.proxy = false
  ort.env.logLevel = 'error'
}

await serve(`onnxruntime-${kind} ${version}, 1 thread, graph optimisation all`, async task => {
  const session = await ort.InferenceSession.create(
    new Uint8Array(readFileSync(join(task.folder, `${task.net}.${task.batch}.onnx`))),
    options,
  )
  const material = readMaterial(task)
  const [height, width] = material.manifest.input
  const x = new ort.Tensor('float32', material.x(0), [task.batch, 1, height, width])
  const feeds = { x }
  const output = session.outputNames[0]
  const answer = Float32Array.from((await session.run(feeds))[output].data)
  // An output tensor made beforehand saves an allocation where the binding takes one.
  const fetches = { [output]: new ort.Tensor('float32', new Float32Array(answer.length), [task.batch, answer.length / task.batch]) }
  const reuses = await session.run(feeds, fetches).then(
    result => answer.every((value, i) => value === result[output].data[i]),
    () => false,
  )
  return {
    answer,
    run: reuses ? () => session.run(feeds, fetches) : () => session.run(feeds),
    close: () => void session.release(),
  }
})
