import { describe, expect, it } from 'vitest'
import { type BenchCase, disagreement } from './case.ts'
import { callTitle, kernelCases } from './kernels.ts'
import { type Measurement, measure } from './measure.ts'
import { parseOptions } from './options.ts'
import { asJson, duration, head, table } from './report.ts'

describe('options', () => {
  it('have defaults', () => expect(parseOptions([])).toEqual({ quick: false, json: undefined, only: undefined }))

  it('are read', () =>
    expect(parseOptions(['--quick', '--json', 'out.json', '--only=conv2d'])).toEqual({
      quick: true,
      json: 'out.json',
      only: 'conv2d',
    }))

  it.each([['--fast'], ['--json'], ['conv2d']])('refuse %s and show the usage', word =>
    expect(() => parseOptions([word])).toThrow(/usage: npm run bench/),
  )
})

describe('cases', () => {
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
    expect(callTitle({ kernel: 'conv2dForward', geometry: sizes })).toBe('conv2dForward 2×7×6×3→5 3×2/2×1')
    expect(callTitle({ kernel: 'denseForward', geometry: { N: 2, C: 7, K: 3 } })).toBe('denseForward 2×7→3')
    expect(callTitle({ kernel: 'fill', geometry: { length: 9 } })).toBe('fill 9')
  })
})

describe('measuring', () => {
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
    expect(measured.map(({ backend }) => backend)).toEqual(['reference', 'wasm'])
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

describe('report', () => {
  const row = (title: string, backend: 'reference' | 'wasm', meanMs: number): Measurement => ({
    title,
    backend,
    native: backend === 'wasm' ? ['add'] : [],
    meanMs,
    errorPercent: 1.6,
    samples: 9,
  })
  const rows = [row('add 7', 'reference', 0.0125), row('add 7', 'wasm', 0.0025), row('fill 9', 'reference', 1234)]
  const machine = { node: 'v20.19.0', cpu: 'Abacus × 2', load: 1.5 }

  it('is a table with a ratio', () => {
    const words = table(rows)
      .split('\n')
      .map(line => line.trim().split(/ {2,}/))
    expect(words).toEqual([
      ['what', 'reference', 'wasm', 'wasm is faster by'],
      ['add 7', '12.5 µs ±2%', '2.50 µs ±2% *', '5.0×'],
      ['fill 9', '1.23 s ±2%', '-', '-'],
    ])
  })

  it('says on what it was measured', () => expect(head(machine)).toContain('node v20.19.0, Abacus × 2, load 1.5'))

  it('is JSON too', () =>
    expect(JSON.parse(asJson(machine, true, rows))).toEqual({ machine, quick: true, measurements: rows }))

  it.each([
    [0.00012345, '0.123 µs'],
    [0.5, '500 µs'],
    [12.34, '12.3 ms'],
    [123.4, '123 ms'],
    [4567, '4.57 s'],
  ])('writes %d ms as %s', (ms, text) => expect(duration(ms)).toBe(text))
})
