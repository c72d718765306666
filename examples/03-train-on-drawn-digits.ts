// Trains a small network from nothing, on digits that this program draws itself: no data set is needed.
// 4,000 drawn digits, 3 epochs; then it reads 1,000 digits of other writers. Same seeds, same result.
//
// Prints:
//   epoch 1 of 3: loss …
//   epoch 2 of 3: loss …
//   epoch 3 of 3: loss …
//   reads … of 1000 digits of other writers, at least 0.95 wanted

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
  sequential,
  softmax,
} from '@digitrec/cnn'
import { syntheticSource } from '@digitrec/mnist'

const train = syntheticSource({ seed: 1, length: 4000 })
const test = syntheticSource({ seed: 2, length: 1000 })

const network = sequential(
  [28, 28, 1], // height, width, channels
  [conv2d(8, 3), relu(), maxPool2d(2), conv2d(16, 3), relu(), maxPool2d(2), flatten(), dense(10), softmax()],
)
const model = createModel(network, { seed: 1 })
await fit(model, train, {
  epochs: 3,
  batch: 32,
  optimizer: adam(),
  schedule: cosine(3e-3),
  seed: 1,
  onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch} of 3: loss ${loss.toFixed(3)}`),
})

const { accuracy, correct, count } = evaluate(model, test)
console.log(`reads ${correct} of ${count} digits of other writers, at least 0.95 wanted`)
if (accuracy < 0.95) throw new Error(`accuracy ${accuracy} is below the bar of 0.95`)
