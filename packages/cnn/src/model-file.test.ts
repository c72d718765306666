import { createHash } from 'node:crypto'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it, vi } from 'vitest'
import { fromFloat16, toFloat16 } from './float16.ts'
import {
  averagePool2d,
  batchNorm,
  conv2d,
  createModel,
  dense,
  flatten,
  loadModel,
  ModelFileError,
  readModelFile,
  relu,
  residual,
  saveModel,
  sequential,
  sha256,
  softmax,
} from './index.ts'

const network = sequential(
  [6, 5, 2],
  [
    conv2d(4, 3, { stride: [1, 2], padding: { top: 1, bottom: 0, left: 2, right: 1 } }),
    batchNorm(),
    relu(),
    residual([conv2d(4, 3, { padding: 'same', bias: false }), relu()]),
    averagePool2d(2, { stride: 1 }),
    flatten(),
    dense(3),
    softmax(),
  ],
  { name: 'small', preprocessing: { byteScale: 0.5, notes: { ink: 1 } } },
)
const model = createModel(network, { seed: 2 })
const x = Float32Array.from({ length: 3 * 60 }, (_, i) => Math.sin(i))

/** A file with its header changed and, if wanted, signed anew by nobody. */
function edited(file: Uint8Array, change: (header: string) => string): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true))
  const header = new TextEncoder().encode(change(new TextDecoder().decode(file.subarray(8, 8 + length))))
  const bytes = new Uint8Array(8 + header.length + file.length - 8 - length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  bytes.set(file.subarray(8 + length), 8 + header.length)
  return bytes
}

function codeOf(bytes: Uint8Array): string {
  try {
    loadModel(bytes)
    return 'loaded'
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFileError)
    return (error as ModelFileError).code
  }
}

describe('model file', () => {
  it('gives back the same network, numbers and answers', () => {
    const bytes = saveModel(model, { card: { seed: 2 } })
    const loaded = loadModel(bytes)
    expect(loaded.network.name).toBe('small')
    expect(loaded.network.preprocessing).toEqual({ byteScale: 0.5, notes: { ink: 1 } })
    expect(loaded.parameters).toEqual(model.parameters)
    expect(loaded.predict(x).data).toEqual(model.predict(x).data)
    expect(saveModel(loaded, { card: { seed: 2 } })).toEqual(bytes)
    expect(readModelFile(bytes).card).toEqual({ seed: 2 })
  })

  it('loads from a Buffer of Node, wherever it lies in memory', () => {
    for (const dtype of ['F32', 'F16', 'I8'] as const) {
      const bytes = saveModel(model, { dtype })
      const within = Buffer.alloc(bytes.length + 9)
      within.set(bytes, 3)
      const loaded = loadModel(within.subarray(3, 3 + bytes.length))
      expect(loaded.parameters).toEqual(loadModel(bytes).parameters)
    }
  })

  it('is a safetensors file: arrays can be found by whoever knows the format', () => {
    const bytes = saveModel(model)
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    const { dtype, shape, data_offsets } = header['6.kernel']
    expect([dtype, shape]).toEqual(['F32', [32, 3]])
    expect(new Float32Array(bytes.slice(8 + length + data_offsets[0], 8 + length + data_offsets[1]).buffer)).toEqual(
      model.parameter('6.kernel'),
    )
  })

  it('halves the file as F16, at a thousandth of each number', () => {
    const half = saveModel(model, { dtype: 'F16' })
    const loaded = loadModel(half)
    for (const [i, value] of model.parameters.entries())
      expect(Math.abs(loaded.parameters[i]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25)
  })

  it('quarters the weights as I8, each at most half a step of its own filter away', () => {
    const whole = saveModel(model)
    const small = saveModel(model, { dtype: 'I8' })
    expect(small.length).toBeLessThan(whole.length)
    const loaded = loadModel(small)
    for (const { name, shape, decay } of model.layout.parameters) {
      const [was, is] = [model.parameter(name), loaded.parameter(name)]
      if (!decay) {
        expect(is).toEqual(was)
        continue
      }
      const channels = shape.at(-1)!
      for (let k = 0; k < channels; k++) {
        const own = (_: number, i: number) => i % channels === k
        const step = Math.max(...was.filter(own).map(Math.abs)) / 127
        const error = Math.max(...was.map((value, i) => (i % channels === k ? Math.abs(value - is[i]!) : 0)))
        expect(error, `${name}, filter ${k}`).toBeLessThanOrEqual(step * 0.50001)
      }
    }
    expect(saveModel(loaded, { dtype: 'I8' })).toEqual(small)
  })

  it('finds every flipped byte and every cut', () => {
    const bytes = saveModel(model)
    for (let at = 0; at < bytes.length; at += at < 1200 ? 1 : 37) {
      const flipped = bytes.slice()
      flipped[at]! ^= 1 << (at % 8)
      // A flip of the padding after the header is the one that changes nothing.
      if (codeOf(flipped) === 'loaded') expect([0x20, 0x09, 0x0a, 0x0d]).toContain(flipped[at])
    }
    for (let length = 0; length < bytes.length; length += 41) expect(codeOf(bytes.slice(0, length))).not.toBe('loaded')
  })

  it('names what is wrong', () => {
    const bytes = saveModel(model)
    expect(codeOf(new Uint8Array())).toBe('not-a-model')
    expect(codeOf(new TextEncoder().encode('PK\u0003\u0004 some zip file of no interest'))).toBe('not-a-model')
    expect(codeOf(edited(bytes, () => '[1,2,3]'))).toBe('not-a-model')
    expect(codeOf(edited(bytes, header => header.replace('digitrec-model', 'somebody-else1')))).toBe('not-a-model')
    expect(codeOf(edited(bytes, header => header.replace('"version":"1"', '"version":"9"')))).toBe('version')
    expect(codeOf(bytes.slice(0, -40))).toBe('truncated')
    expect(codeOf(edited(bytes, header => header.replace('small', 'other')))).toBe('corrupt')
    expect(codeOf(edited(bytes, header => header.replace('relu', 'gelu')))).toBe('corrupt')
  })

  it('survives a thousand random mutations with a typed error each', () => {
    const bytes = saveModel(model)
    const random = createRandom(8)
    for (let round = 0; round < 1000; round++) {
      const mutated = bytes.slice()
      for (let n = 0; n < 1 + random.int(6); n++) mutated[random.int(round % 2 ? 1500 : bytes.length)] = random.int(256)
      codeOf(mutated)
    }
  })

  it('does not pollute prototypes', () => {
    const bytes = edited(saveModel(model), header => header.replace('{', '{"__proto__":{"polluted":1},'))
    codeOf(bytes)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('sha256', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70001])('agrees with node:crypto on %i bytes', length => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 3))
    const expected = createHash('sha256').update(bytes).digest('hex')
    expect(sha256(bytes)).toBe(expected)
    // As in a page.
    vi.stubGlobal('process', undefined)
    const made = sha256(bytes)
    vi.unstubAllGlobals()
    expect(made).toBe(expected)
  })
})

describe('float16', () => {
  it('gives every finite half back', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromFloat16(bits)
      if (Number.isNaN(value)) expect(Number.isNaN(fromFloat16(toFloat16(value)))).toBe(true)
      else expect(toFloat16(value)).toBe(bits)
    }
  })

  it('rounds to the nearest, ties to even', () => {
    const random = createRandom(4)
    for (let n = 0; n < 20000; n++) {
      const value = Math.fround(random.normal() * 2 ** random.uniform(-26, 12))
      const bits = toFloat16(value)
      const error = Math.abs(fromFloat16(bits) - value)
      for (const neighbour of [bits - 1, bits + 1])
        if ((neighbour & 0x7c00) !== 0x7c00 && ((neighbour ^ bits) & 0x8000) === 0)
          expect(error).toBeLessThanOrEqual(Math.abs(fromFloat16(neighbour & 0xffff) - value))
    }
    expect(fromFloat16(toFloat16(2049))).toBe(2048)
    expect(fromFloat16(toFloat16(2051))).toBe(2052)
    expect(fromFloat16(toFloat16(65520))).toBe(Number.POSITIVE_INFINITY)
  })
})
