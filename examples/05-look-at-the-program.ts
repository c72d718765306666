// Looks inside: the table of a network, and the flat list of kernel calls that it becomes.
// A call names its buffers as offset+length in one memory; that list is all there is to run.
//
// Prints:
//   small: input [9,7,1], backend …
//   layer …
//   conv2d …
//   …
//   total …
//   native: …
//   forward
//     conv2dForward(…)
//     …
//     softmaxForward(…)

import {
  conv2d,
  createModel,
  dense,
  flatten,
  maxPool2d,
  planPrediction,
  printProgram,
  relu,
  sequential,
  softmax,
  summary,
} from '@digitrec/cnn'

const layers = [conv2d(4, 3, { padding: 'same' }), relu(), maxPool2d(2), flatten(), dense(3), softmax()]
const network = sequential([9, 7, 1], layers, { name: 'small' })
const model = createModel(network, { seed: 1 })

console.log(summary(model))
console.log(printProgram(planPrediction(network, 1).program))
