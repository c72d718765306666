import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePool2d,
  maxPool2d,
  relu,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { peersFolder } from './contenders.ts'
import { nets, randomModel } from './nets.ts'
import { writeOnnx } from './onnx.ts'
import { floatField, integerField, message, packedIntegers, textField } from './protobuf.ts'
import { largestDifference } from './statistics.ts'

describe('protobuf fields', () => {
  // The first two are the examples of the encoding guide of protocol buffers: field 1 = 150, field 2 = "testing".
  it.each([
    ['integer', integerField(1, 150), [0x08, 0x96, 0x01]],
    ['text', textField(2, 'testing'), [0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
    ['message', message(3, [integerField(1, 150)]), [0x1a, 3, 0x08, 0x96, 0x01]],
    ['packed integers', packedIntegers(6, [3, 270, 86942]), [0x32, 6, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]],
    ['float', floatField(2, 1), [0x15, 0, 0, 0x80, 0x3f]],
    ['field above 15', integerField(20, 7), [0xa0, 0x01, 7]],
  ])('%s', (_, bytes, expected) => expect([...bytes]).toEqual(expected))

  it('hold whole numbers above 32 bits', () =>
    expect([...integerField(1, 2 ** 40)]).toEqual([0x08, 128, 128, 128, 128, 128, 32]))
})

/** An asymmetric net with everything that is written: odd sizes, strides, padding on one side only, batch norm. */
const odd = () =>
  sequential(
    [13, 10, 1],
    [
      conv2d(5, [3, 2], { padding: 'same', stride: [2, 1], bias: false }),
      batchNorm({ epsilon: 0.02 }),
      relu(),
      maxPool2d([3, 2], { stride: [2, 1], padding: 'same' }),
      conv2d(3, [2, 3]),
      relu(),
      flatten(),
      dropout(0.4),
      dense(7),
      relu(),
      dense(4),
      softmax(),
    ],
    { name: 'odd' },
  )
const mean = () => sequential([9, 7, 1], [conv2d(6, 3), relu(), globalAveragePool2d(), dense(3), softmax()])

const installed = existsSync(`${peersFolder}node_modules/onnxruntime-web/package.json`)

describe.skipIf(!installed)(
  `an ONNX file${installed ? '' : ' (skipped: onnxruntime-web is not installed; npm run bench:peers)'}`,
  () => {
    it.each([
      ['every layer at odd sizes', odd, 3],
      ['a mean over the image', mean, 2],
      ['M2', nets.M2, 2],
      ['base', nets.base, 1],
      ['nano', nets.nano, 2],
    ] as const)('answers in onnxruntime as the model does: %s', async (_, network, batch) => {
      const model = randomModel(network())
      const [height, width] = model.network.input as [number, number]
      const random = createRandom(3)
      const x = Float32Array.from({ length: batch * height * width }, () => random.uniform(-1, 1))
      const ort = createRequire(`${peersFolder}package.json`)('onnxruntime-web')
      ort.env.wasm.numThreads = 1
      const session = await ort.InferenceSession.create(writeOnnx(model, batch), { executionProviders: ['wasm'] })
      const result = await session.run({ x: new ort.Tensor('float32', x, [batch, 1, height, width]) })
      const answer = result[session.outputNames[0]]
      expect(answer.dims).toEqual([batch, model.network.output[0]])
      expect(largestDifference(answer.data, model.predict(x).data)).toBeLessThan(1e-5)
    })
  },
)

it('refuses layers that it cannot write', () => {
  const network = sequential([4, 4, 1], [averagePool2d(2), flatten(), dense(2)])
  expect(() => writeOnnx(randomModel(network), 1)).toThrow("got 'averagePool2d'")
})
