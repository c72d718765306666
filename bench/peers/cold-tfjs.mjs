// A fresh process with TensorFlow.js on its WebAssembly backend: build M2 from its arrays, answer once, say what it took.

import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

const [folder] = process.argv.slice(2)
setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname)
setThreadsCount(1)
await tf.setBackend('wasm')
const { layers, arrays } = JSON.parse(readFileSync(`${folder}/M2.json`, 'utf8'))
const numbers = new Float32Array(new Uint8Array(readFileSync(`${folder}/M2.f32`)).buffer)
const picture = new Float32Array(new Uint8Array(readFileSync(`${folder}/pictures.f32`)).buffer, 0, 784)
const tensor = name => {
  const { shape, offset } = arrays[name]
  return tf.tensor(numbers.slice(offset, offset + shape.reduce((product, side) => product * side, 1)), shape)
}
let x = tf.tensor4d(picture, [1, 28, 28, 1])
for (const [i, layer] of layers.entries()) {
  const [filter, bias] = ['conv2d', 'dense'].includes(layer.type) ? [tensor(`${i}.kernel`), tensor(`${i}.bias`)] : []
  if (layer.type === 'conv2d') x = tf.fused.conv2d({ x, filter, strides: layer.stride, pad: layer.padding, bias, activation: 'relu' })
  else if (layer.type === 'maxPool2d') x = tf.maxPool(x, layer.window, layer.stride, layer.padding)
  else if (layer.type === 'flatten') x = tf.reshape(x, [1, -1])
  else if (layer.type === 'dense') x = tf.fused.matMul({ a: x, b: filter, bias })
  else if (layer.type === 'softmax') x = tf.softmax(x)
}
const answer = Float32Array.from(x.dataSync())
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now(), answer: Buffer.from(answer.buffer).toString('base64') }))
process.exit(0)
