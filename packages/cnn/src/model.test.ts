import { type Backend, referenceBackend, ShapeError, Tensor, wasmBackend } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { evaluate, wilsonInterval } from './evaluate.ts'
import {
  arraySource,
  conv2d,
  cosine,
  createModel,
  dense,
  flatten,
  maxPool2d,
  NetworkError,
  oneCycle,
  planPrediction,
  printProgram,
  relu,
  residual,
  sequential,
  softmax,
  stepDecay,
  summary,
} from './index.ts'

const network = sequential([6, 8, 1], [conv2d(4, 3), relu(), maxPool2d(2), flatten(), dense(3), softmax()], {
  name: 'tiny',
})
const pictures = Float32Array.from({ length: 71 * 48 }, (_, i) => ((i * 37) % 101) / 101)

describe('predict', () => {
  it('gives the same answer for a picture alone, in any batch and on any backend', () => {
    const model = createModel(network, { seed: 1 })
    const plain = createModel(network, { seed: 1, backend: referenceBackend })
    const all = model.predict(pictures)
    expect(all.shape).toEqual([71, 3])
    for (const n of [0, 33, 70]) {
      const alone = model.predict(pictures.subarray(n * 48, (n + 1) * 48)).data
      // A single row may be summed in another order than the rows of a batch.
      for (const [k, p] of all.data.subarray(n * 3, n * 3 + 3).entries()) expect(alone[k]).toBeCloseTo(p, 6)
      for (const [k, p] of plain.predict(pictures.subarray(n * 48, (n + 1) * 48)).data.entries())
        expect(p).toBeCloseTo(alone[k]!, 5)
      expect(alone.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    }
  })

  it('takes fewer pictures at once where a dense layer has long rows', () => {
    const opened: number[] = []
    const backend: Backend = {
      name: 'counting',
      open(program) {
        opened.push(program.visible![0]!.length)
        return wasmBackend.open(program)
      },
    }
    const wide = sequential([64, 64, 1], [conv2d(16, 3, { padding: 'same' }), flatten(), dense(3), softmax()])
    const x = Float32Array.from({ length: 21 * 4096 }, (_, i) => ((i * 37) % 101) / 101)
    const all = createModel(wide, { seed: 1, backend }).predict(x).data
    // Rows of 65,536 floats: eight of them are 2 MB.
    expect(opened).toEqual([8 * 4096])
    for (const n of [0, 7, 8, 20])
      for (const [k, p] of createModel(wide, { seed: 1 })
        .predict(x.subarray(n * 4096, (n + 1) * 4096))
        .data.entries())
        expect(all[n * 3 + k]).toBeCloseTo(p, 5)
    createModel(network, { seed: 1, backend }).predict(pictures)
    expect(opened.slice(1)).toEqual([32 * 48, 8 * 48])
  })

  it('takes bytes and floats of the same picture as the same', () => {
    const model = createModel(network, { seed: 1 })
    const bytes = Uint8Array.from({ length: 96 }, (_, i) => i * 2)
    const floats = Float32Array.from(bytes, byte => byte * network.preprocessing.byteScale)
    expect(model.predict(bytes).data).toEqual(model.predict(floats).data)
    expect(model.predict(new Tensor([2, 6, 8, 1], floats)).data).toEqual(model.predict(floats).data)
  })

  it('answers an empty batch with an empty result and a wrong length with an error', () => {
    const model = createModel(network)
    expect(model.predict(new Float32Array(0)).shape).toEqual([0, 3])
    expect(() => model.predict(new Float32Array(50))).toThrow(ShapeError)
    expect(() => model.predict(new Float32Array(50))).toThrow('expected whole examples of [6,8,1] = 48 numbers, got 50')
  })

  it('sees parameters that are written to', () => {
    const model = createModel(network, { seed: 1 })
    const before = model.predict(pictures.subarray(0, 48)).data
    model.parameter('4.bias').set([9, 0, 0])
    expect(model.predict(pictures.subarray(0, 48)).data[0]).toBeGreaterThan(before[0]!)
    expect(() => model.parameter('4.kernal')).toThrow("got '4.kernal'")
  })

  it.each([undefined, referenceBackend])('sees what is written to an array that was handed out long ago', backend => {
    const model = createModel(network, { seed: 1, ...(backend && { backend }) })
    const [all, bias] = [model.parameters, model.parameter('4.bias')]
    const picture = pictures.subarray(0, 48)
    const first = model.predict(picture).data
    expect(model.predict(picture).data).toEqual(first)
    bias[2] = 5
    const second = model.predict(picture).data
    expect(second[2]).toBeGreaterThan(first[2]!)
    all.fill(0)
    expect(model.predict(picture).data).toEqual(new Float32Array(3).fill(1 / 3))
    expect(model.predict(pictures).data).toEqual(new Float32Array(71 * 3).fill(1 / 3))
    all.fill(Number.NaN)
    expect(model.predict(picture).data.every(Number.isNaN)).toBe(true)
    model.setParameters(model.copyParameters().fill(0))
    expect(model.predict(picture).data[1]).toBeCloseTo(1 / 3, 6)
  })

  it('takes parameters of the right length only', () => {
    const model = createModel(network)
    expect(() => model.setParameters([1, 2], '4.bias')).toThrow('setParameters: expected 3 numbers for 4.bias, got 2.')
    expect(() => model.setParameters([1, 2])).toThrow(expect.objectContaining({ code: 'length-mismatch' }))
  })

  it('lets NaN through, so that it is seen', () => {
    const model = createModel(network, { seed: 1 })
    expect(model.predict(new Float32Array(48).fill(Number.NaN)).data.every(Number.isNaN)).toBe(true)
  })
})

describe('sequential', () => {
  it('names the layer that does not fit', () => {
    expect(() => sequential([4, 4, 1], [conv2d(2, 3), dense(3)])).toThrow(
      'layer 1: dense: expected input [features], got [2,2,2]. Add flatten() or globalAveragePool2d() before it.',
    )
    expect(() => sequential([4, 4, 1], [relu(), conv2d(2, 5)])).toThrow(
      /layer 1: conv2d: window: expected at most 4 pixels/,
    )
    expect(() => sequential([4, 4, 1], [residual([conv2d(2, 3)])])).toThrow(NetworkError)
    expect(() => sequential([], [relu()])).toThrow(NetworkError)
    expect(() => sequential([3], [])).toThrow(NetworkError)
    expect(() => conv2d(0, 3)).toThrow('expected filters to be a whole number from 1 up, got 0')
  })
})

describe('summary and program', () => {
  it('count by hand', () => {
    const text = summary(createModel(network))
    expect(text).toContain('tiny: input [6,8,1]')
    // 3·3·1·4 weights + 4 biases, on 4×6 positions; (2·3·4)·3 + 3
    expect(text).toMatch(/conv2d\s+\[4,6,4\]\s+40\s+864/)
    expect(text).toMatch(/dense\s+\[3\]\s+75\s+72/)
    expect(text).toMatch(/total\s+115\s+936/)
    expect(text).toMatch(/native: (none|conv2dForward, reluForward, maxPool2dForward, denseForward, softmaxForward)$/)
  })

  it('prints what will run', () => {
    const lines = printProgram(planPrediction(network, 2).program).split('\n')
    expect(lines.map(line => line.trim().split('(')[0])).toEqual([
      'forward',
      'conv2dForward',
      'reluForward',
      'maxPool2dForward',
      'denseForward',
      'softmaxForward',
    ])
  })
})

describe('schedules', () => {
  it('rise and fall where they say', () => {
    const rate = cosine(1, { warmUp: 0.25, end: 0.1 })
    expect([0, 4, 9].map(step => rate(step, 40))).toEqual([0.1, 0.5, 1])
    expect(rate(10, 40)).toBe(1)
    expect(rate(39, 40)).toBeCloseTo(0.1, 6)
    expect(oneCycle(1)(30, 100)).toBeCloseTo(1, 6)
    expect(oneCycle(1)(99, 100)).toBeCloseTo(1e-4, 6)
    expect([0, 33, 34, 67].map(step => stepDecay(1)(step, 100))).toEqual(
      [1, 1, 0.1, 0.1 * 0.1].map(v => expect.closeTo(v, 9)),
    )
  })
})

describe('evaluate', () => {
  it('counts what a model that always says 1 gets', () => {
    const model = createModel(network)
    model.parameters.fill(0)
    model.parameter('4.bias').set([0, 9, 5])
    const labels = [0, 1, 1, 2, 1, 0, 1]
    const source = arraySource([6, 8, 1], 3, pictures.subarray(0, 7 * 48), labels)
    const result = evaluate(model, source)
    expect(result).toMatchObject({ count: 7, correct: 4, wrong: [0, 3, 5] })
    expect(result.confusion).toEqual([
      [0, 2, 0],
      [0, 4, 0],
      [0, 1, 0],
    ])
    expect(result.perClass[1]).toEqual({ precision: 4 / 7, recall: 1, f1: expect.closeTo(8 / 11, 9) })
    // Only the first output as a candidate: everything is a 0.
    expect(evaluate(model, source, { among: 1 }).correct).toBe(2)
  })

  it('gives the Wilson interval of the tables', () => {
    // Worked by hand from the formula for 9,930 of 10,000.
    const [low, high] = wilsonInterval(9930, 10000)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.9912', '0.9945'])
    expect(wilsonInterval(0, 0)).toEqual([0, 1])
    expect(wilsonInterval(5, 5)[1]).toBe(1)
  })
})
