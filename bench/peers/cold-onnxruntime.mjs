// A fresh process with ONNX Runtime: load M2, answer once, say what it took.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [folder, kind] = process.argv.slice(2)
const ort = kind === 'web' ? await import('onnxruntime-web') : createRequire(import.meta.url)('onnxruntime-node')
if (kind === 'web') ort.env.wasm.numThreads = 1
const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(`${folder}/M2.1.onnx`)), {
  executionProviders: [kind === 'web' ? 'wasm' : 'cpu'],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
})
const picture = new Float32Array(new Uint8Array(readFileSync(`${folder}/pictures.f32`)).buffer, 0, 784)
const result = await session.run({ x: new ort.Tensor('float32', picture, [1, 1, 28, 28]) })
const answer = Float32Array.from(result[session.outputNames[0]].data)
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now(), answer: Buffer.from(answer.buffer).toString('base64') }))
process.exit(0)
