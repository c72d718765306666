// Trains on MNIST and tests on MNIST: two epochs, well under a minute; `digitrec train` goes on from here.
// MNIST is looked for in DIGITREC_DATA, in a folder beside the repository and in the cache (`digitrec data fetch`).
//
// Prints:
//   MNIST from …
//   epoch 1 of 2: loss …
//   epoch 2 of 2: loss …
//   test accuracy …, 95 % interval …, at least 0.98 wanted
//   model file: … bytes

import {
  adam,
  conv2d,
  cosine,
  createModel,
  dense,
  evaluate,
  fit,
  flatten,
  maxPool2d,
  relu,
  saveModel,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { digitSource } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'

const { train, test, source } = await loadMnist({ download: false })
console.log(`MNIST from ${source.folder}`)

const network = sequential(
  [28, 28, 1],
  [conv2d(8, 5), relu(), maxPool2d(2), conv2d(16, 3), relu(), maxPool2d(2), flatten(), dense(10), softmax()],
)
const model = createModel(network, { seed: 1 })
await fit(model, digitSource(train), {
  epochs: 2,
  batch: 32,
  optimizer: adam(),
  schedule: cosine(3e-3),
  seed: 1,
  onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch} of 2: loss ${loss.toFixed(3)}`),
})

const { accuracy, interval } = evaluate(model, digitSource(test))
const [low, high] = interval.map(share => share.toFixed(4))
console.log(`test accuracy ${accuracy.toFixed(4)}, 95 % interval ${low} to ${high}, at least 0.98 wanted`)
console.log(`model file: ${saveModel(model).length} bytes`)
if (accuracy < 0.98) throw new Error(`accuracy ${accuracy} is below the bar of 0.98`)
