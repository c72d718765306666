// Looks inside: the table of a network, and the flat list of kernel calls that it becomes.
// A call names its buffers as offset+length in one memory; that list is all there is to run.
//
// Prints:
//   small: input [9,7,1], backend …
//   layer …
//   conv2d …
//   …
//   total …
//   forward
//     conv2dForward(…)
//     …
//     softmaxForward(…)
//   native here: …

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
} from '@digitrec/cnn'

const layers = [conv2d(4, 3, { padding: 'same' }), relu(), maxPool2d(2), flatten(), dense(3), softmax()]
const network = sequential([9, 7, 1], layers, { name: 'small' })
const model = createModel(network, { seed: 1 })

console.log(model.summary())
console.log(printProgram(planPrediction(network, 1).program))
console.log(`native here: ${[...new Set(model.native)].join(', ') || 'none'}`)
