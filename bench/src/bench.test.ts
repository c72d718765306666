import { conv2dForward, denseForward, fill } from '@digitrec/tensor/kernels'
import { describe, expect, it } from 'vitest'
import { type BenchCase, disagreement } from './case.ts'
import { peers } from './contenders.ts'
import { callTitle, kernelCases } from './kernels.ts'
import { measure } from './measure.ts'
import { parseOptions } from './options.ts'
import { suites } from './suites/index.ts'

describe('options', () => {
  it('have defaults', () =>
    expect(parseOptions([])).toEqual({
      quick: false,
      only: suites.map(({ name }) => name),
      peers: ['all'],
      json: undefined,
      html: undefined,
    }))

  it('are read', () =>
    expect(
      parseOptions([
        '--quick',
        '--json',
        'a.json',
        '--html',
        'a.html',
        '--only=cold,training',
        '--peers',
        'torch, convnetjs',
      ]),
    ).toEqual({
      quick: true,
      json: 'a.json',
      html: 'a.html',
      only: ['cold', 'training'],
      peers: ['torch', 'convnetjs'],
    }))

  it.each([['--fast'], ['--json'], ['inference'], ['--only=speed'], ['--peers=tensorflow'], ['--only=']])(
    'refuse %s and show the usage',
    word => expect(() => parseOptions([word])).toThrow(/usage: npm run bench/),
  )

  it('name what they take', () => {
    expect(() => parseOptions(['--only', 'speed'])).toThrow(/expected some of inference, .*, got 'speed'/)
    for (const { name } of [...suites, ...peers]) expect(() => parseOptions(['--help'])).toThrow(name)
  })
})

describe('kernel cases', () => {
  it('are the calls of the trained networks, each shape once, named by it', () => {
    const titles = kernelCases().map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
    for (const wanted of ['conv2dForward 32×28×28×1→16 3×3', 'maxPool2dForward 32×28×28×8 2×2/2'])
      expect(titles).toContain(wanted)
    for (const kernel of [
      'conv2dBackwardInput',
      'conv2dBackwardParams',
      'batchNormBackward',
      'denseForward',
      'adamwStep',
    ])
      expect(titles.some(title => title.startsWith(`${kernel} `))).toBe(true)
  })

  it('are named by every size', () => {
    const sizes = {
      N: 2,
      H: 7,
      W: 6,
      C: 3,
      OH: 3,
      OW: 6,
      K: 5,
      R: 3,
      S: 2,
      strideY: 2,
      strideX: 1,
      padTop: 0,
      padLeft: 0,
    }
    expect(callTitle({ kernel: conv2dForward, geometry: sizes })).toBe('conv2dForward 2×7×6×3→5 3×2/2×1')
    expect(callTitle({ kernel: denseForward, geometry: { N: 2, C: 7, K: 3 } })).toBe('denseForward 2×7→3')
    expect(callTitle({ kernel: fill, geometry: { length: 9 } })).toBe('fill 9')
  })
})

describe('measuring a kernel', () => {
  const answering = (wasm: Float32Array | string): BenchCase => ({
    title: 'a case',
    open: name => ({
      native: name === 'wasm' ? ['add'] : [],
      check: () => (name === 'wasm' ? wasm : Float32Array.of(1, 2, 300)),
      run: () => Math.hypot(3, 4),
    }),
  })

  it('times every backend', async () => {
    const measured = await measure(answering(Float32Array.of(1, 2, 300.1)), true)
    expect(measured.map(({ backend }) => backend)).toEqual(expect.arrayContaining(['reference', 'wasm']))
    for (const { meanMs } of measured) expect(meanMs).toBeGreaterThan(0)
  })

  it.each([
    ['other numbers', Float32Array.of(1, 2, 301), /wasm: expected 300 at 2, got 301/],
    ['NaN', Float32Array.of(1, Number.NaN, 300), /expected 2 at 1, got NaN/],
    ['fewer numbers', Float32Array.of(1, 2), /expected 3 numbers, got 2/],
  ])('refuses %s', async (_, wrong, message) => {
    await expect(measure(answering(wrong), true)).rejects.toThrow(message)
  })

  it('compares texts exactly', () => {
    expect(disagreement('71', '71')).toBeUndefined()
    expect(disagreement('71', '77')).toBe("expected '77', got '71'")
  })
})
