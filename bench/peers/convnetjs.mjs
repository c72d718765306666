// ConvNetJS: training, image by image, with plain gradient descent: the cheapest trainer of version 0.3.0 on npm, which
// has no Adam (that one is in its repository only). Losses are compared with ours under plain gradient descent too.

import { createRequire } from 'node:module'
import { losses, readMaterial, serve } from '../src/serve.ts'

const convnetjs = createRequire(import.meta.url)('convnetjs')

await serve('convnetjs 0.3.0, plain gradient descent', async task => {
  const material = readMaterial(task)
  const plain = trainer(material, task, false)
  const answer = await losses(task.check, step => plain(material.x(step), material.labels(step)))
  const timed = trainer(material, task, true)
  const [x, labels] = [material.x(0), material.labels(0)]
  return { answer, run: () => timed(x, labels), note: 'SGD instead of Adam' }
})

function trainer({ manifest, arrays }, { batch, check }, withDropout) {
  const [height, width, depth] = manifest.input
  const definitions = [{ type: 'input', out_sx: width, out_sy: height, out_depth: depth }]
  const weighted = []
  for (const [i, layer] of manifest.layers.entries()) {
    if (layer.type === 'conv2d') {
      const [pad, stride] = [layer.pads[0], layer.stride[0]]
      definitions.push({ type: 'conv', sx: layer.kernel[1], sy: layer.kernel[0], filters: layer.filters, stride, pad })
      weighted.push(i)
    } else if (layer.type === 'relu') definitions.at(-1).activation = 'relu'
    else if (layer.type === 'maxPool2d') definitions.push({ type: 'pool', sx: layer.window[0], stride: layer.stride[0] })
    else if (layer.type === 'dropout' && withDropout) definitions.at(-1).drop_prob = layer.rate
    else if (layer.type === 'dense') {
      // Its softmax layer brings its own dense layer along.
      const last = manifest.layers[i + 1]?.type === 'softmax'
      definitions.push(last ? { type: 'softmax', num_classes: layer.units } : { type: 'fc', num_neurons: layer.units })
      weighted.push(i)
    }
  }
  const net = new convnetjs.Net()
  net.makeLayers(definitions)
  for (const layer of net.layers) {
    if (!layer.filters) continue
    const i = weighted.shift()
    // [R,S,C,K] here, one volume of [R,S,C] for each filter there.
    const { values, shape } = arrays[`${i}.kernel`]
    const K = shape.at(-1)
    layer.filters.forEach((filter, k) => filter.w.forEach((_, rsc) => (filter.w[rsc] = values[rsc * K + k])))
    layer.biases.w.forEach((_, k) => (layer.biases.w[k] = arrays[`${i}.bias`].values[k]))
  }
  const descent = new convnetjs.SGDTrainer(net, {
    method: 'sgd',
    learning_rate: check.learningRate,
    momentum: 0,
    batch_size: batch,
    l1_decay: 0,
    l2_decay: 0,
  })
  const size = height * width * depth
  const picture = new convnetjs.Vol(width, height, depth, 0)
  return (x, labels) => {
    let loss = 0
    for (let n = 0; n < batch; n++) {
      for (let j = 0; j < size; j++) picture.w[j] = x[n * size + j]
      loss += descent.train(picture, labels[n]).cost_loss
    }
    return loss / batch
  }
}
