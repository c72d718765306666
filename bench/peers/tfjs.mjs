// TensorFlow.js. `wasm`: inference with fused convolutions, batch norm folded as its converter does, one thread, input
// uploaded once, everything in tidy(), the answer read back by dataSync(). `cpu`: training with its own Adam.

import * as tf from '@tensorflow/tfjs'
import { losses, readMaterial, serve } from '../src/serve.ts'

const kind = process.argv[2]
const options = kind === 'wasm' ? await useWasm() : []
await tf.setBackend(kind)
await tf.ready()
tf.enableProdMode()

await serve(`tfjs ${tf.version.tfjs}, backend ${tf.getBackend()}${options}`, task =>
  task.kind === 'inference' ? prepareInference(task) : prepareTraining(task),
)

async function useWasm() {
  const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname)
  setThreadsCount(1)
  return ' with SIMD, 1 thread'
}

function prepareInference(task) {
  const material = readMaterial(task)
  const steps = inferenceSteps(material)
  const x = tf.tensor4d(material.x(0), [task.batch, ...material.manifest.input])
  const run = () => {
    const y = tf.tidy(() => steps.reduce((value, step) => step(value), x))
    const data = y.dataSync()
    y.dispose()
    return data
  }
  return { answer: Float32Array.from(run()), run, close: () => tf.disposeVariables() }
}

/** One function for each layer; a convolution takes the batch norm and the rectifier behind it along. */
function inferenceSteps({ manifest, arrays }) {
  const steps = []
  for (let i = 0; i < manifest.layers.length; i++) {
    const layer = manifest.layers[i]
    if (layer.type === 'conv2d' || layer.type === 'dense') {
      const w = Float32Array.from(arrays[`${i}.kernel`].values)
      const K = arrays[`${i}.kernel`].shape.at(-1)
      const b = Float32Array.from(arrays[`${i}.bias`]?.values ?? new Float32Array(K))
      const own = i
      if (manifest.layers[i + 1]?.type === 'batchNorm') fold(w, b, K, name => arrays[`${own + 1}.${name}`].values, manifest.layers[++i].epsilon)
      const activation = manifest.layers[i + 1]?.type === 'relu' ? (i++, 'relu') : 'linear'
      const kernel = tf.tensor(w, arrays[`${own}.kernel`].shape)
      const bias = tf.tensor1d(b)
      steps.push(
        layer.type === 'dense'
          ? x => tf.fused.matMul({ a: x, b: kernel, bias, activation })
          : x => tf.fused.conv2d({ x, filter: kernel, strides: layer.stride, pad: layer.padding, bias, activation }),
      )
    } else steps.push(plainStep(layer))
  }
  return steps.filter(step => step !== undefined)
}

function plainStep(layer) {
  switch (layer.type) {
    case 'relu': return x => tf.relu(x)
    case 'maxPool2d': return x => tf.maxPool(x, layer.window, layer.stride, layer.padding)
    case 'globalAveragePool2d': return x => tf.mean(x, [1, 2])
    case 'flatten': return x => x.reshape([x.shape[0], -1])
    case 'dropout': return undefined
    case 'softmax': return x => tf.softmax(x)
    default: throw new Error(`tfjs: no step for ${layer.type}`)
  }
}

function fold(w, b, K, values, epsilon) {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'runningMean', 'runningVariance'].map(values)
  const scale = Array.from(gamma, (g, k) => g / Math.sqrt(variance[k] + epsilon))
  for (let i = 0; i < w.length; i++) w[i] *= scale[i % K]
  for (let k = 0; k < K; k++) b[k] = (b[k] - mean[k]) * scale[k] + beta[k]
}

async function prepareTraining(task) {
  const material = readMaterial(task)
  const plain = trainer(material, task, false)
  const answer = await losses(task.check, step => plain(material.x(step), material.labels(step)))
  tf.disposeVariables()
  const timed = trainer(material, task, true)
  const [x, labels] = [material.x(0), material.labels(0)]
  return { answer, run: () => timed(x, labels), close: () => tf.disposeVariables() }
}

function trainer({ manifest, arrays }, task, withDropout) {
  const variables = Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, shape))]),
  )
  const optimizer = tf.train.adam(task.check.learningRate, 0.9, 0.999, 1e-8)
  const forward = x => {
    for (const [i, layer] of manifest.layers.entries()) {
      if (layer.type === 'conv2d') x = tf.conv2d(x, variables[`${i}.kernel`], layer.stride, layer.padding).add(variables[`${i}.bias`])
      else if (layer.type === 'dense') x = tf.matMul(x, variables[`${i}.kernel`]).add(variables[`${i}.bias`])
      else if (layer.type === 'dropout') x = withDropout ? tf.dropout(x, layer.rate) : x
      else if (layer.type !== 'softmax') x = plainStep(layer)(x)
    }
    return x
  }
  return (data, labels) => {
    const loss = tf.tidy(() => {
      const x = tf.tensor4d(data, [task.batch, ...manifest.input])
      const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), manifest.classes)
      return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, forward(x)), true)
    })
    const value = loss.dataSync()[0]
    loss.dispose()
    return value
  }
}
