import { describe, expect, it } from 'vitest'
import { judgeGoals } from './goals.ts'
import { logarithmicAxis, reportHtml } from './html.ts'
import { insertBetweenMarkers, reportMarkdown } from './markdown.ts'
import { type BenchResult, best, count, duration, type Report, type Row, timesBetter } from './result.ts'
import { ranked, reportText, resultText } from './table.ts'

const row = (contender: string, group: Row['group'], metrics: Row['metrics'], more: Partial<Row> = {}): Row => ({
  contender,
  group,
  status: 'ok',
  metrics,
  ...more,
})

const result: BenchResult = {
  suite: 'inference',
  title: 'M2 batch 1',
  metric: 'p50Ms',
  rows: [
    row('digitrec reference', 'ours', { p50Ms: 4 }),
    row('digitrec wasm', 'ours', { p50Ms: 0.05, p99Ms: 0.08 }),
    row('tfjs-wasm', 'wasm', { p50Ms: 0.31, p99Ms: 4.6 }),
    row('onnxruntime-web', 'wasm', { p50Ms: 0.3 }),
    row('onnxruntime-node', 'native', { p50Ms: 0.025 }),
    row('<torch> & co', 'native', { maxDifference: 0.2 }, { status: 'wrong', note: 'wrong: off by 0.2' }),
  ],
}

const report: Report = {
  version: 1,
  started: '2026-11-22T12:00:00.000Z',
  seconds: 61.4,
  commit: 'abc1234',
  quick: false,
  machine: { cpu: 'Abacus', cores: 2, node: 'v20.19.0', v8: '11.3', system: 'Linux 6' },
  load: { before: 0.5, after: 1.25 },
  contenders: [{ contender: 'digitrec wasm', group: 'ours', about: 'backend wasm', native: ['conv2dForward'] }],
  absent: [{ contender: 'keras', reason: 'no python3 here has the module keras' }],
  results: [
    result,
    {
      suite: 'inference',
      title: 'M2 batch 256',
      metric: 'imagesPerSecond',
      rows: [
        row('digitrec wasm', 'ours', { imagesPerSecond: 9000 }),
        row('tfjs-wasm', 'wasm', { imagesPerSecond: 4000 }),
        row('onnxruntime-web', 'wasm', { imagesPerSecond: 3000 }),
      ],
    },
    {
      suite: 'bundle',
      title: 'inference',
      metric: 'gzipBytes',
      rows: [row('digitrec', 'ours', { gzipBytes: 14_900 })],
    },
  ],
}

describe('better', () => {
  it('is less time and more images', () => {
    expect(timesBetter('p50Ms', 2, 6)).toBe(3)
    expect(timesBetter('imagesPerSecond', 2, 6)).toBeCloseTo(1 / 3)
  })

  it('is looked for among the timed', () => {
    expect(best(result, ({ group }) => group === 'wasm')?.contender).toBe('onnxruntime-web')
    expect(best(result, ({ group }) => group === 'javascript')).toBeUndefined()
    expect(best(report.results[1]!, ({ group }) => group === 'wasm')?.contender).toBe('tfjs-wasm')
    const wrongOnly = { ...result, rows: [row('fast', 'native', { p50Ms: 0.001 }, { status: 'wrong' })] }
    expect(best(wrongOnly, () => true)).toBeUndefined()
  })

  it('comes first, and what was not timed comes last', () =>
    expect(ranked(result).map(({ contender }) => contender)).toEqual([
      'onnxruntime-node',
      'digitrec wasm',
      'onnxruntime-web',
      'tfjs-wasm',
      'digitrec reference',
      '<torch> & co',
    ]))
})

describe('goals', () => {
  const verdict = (title: string, against: string) =>
    judgeGoals(report).find(({ goal }) => goal.title === title && goal.against === against)!

  it('are ratios to the best peer of a kind', () => {
    expect(verdict('M2 batch 1', 'best WASM peer')).toMatchObject({ note: 'onnxruntime-web', reached: 'goal' })
    expect(verdict('M2 batch 1', 'best WASM peer').value).toBeCloseTo(6)
    expect(verdict('M2 batch 1', 'onnxruntime-node')).toMatchObject({ value: 0.5, reached: 'no' })
    expect(verdict('M2 batch 256', 'best WASM peer')).toMatchObject({ value: 2.25, note: 'tfjs-wasm', reached: 'no' })
  })

  it('are amounts', () =>
    expect(verdict('code for inference', 'at most')).toMatchObject({ value: 14.9, reached: 'goal' }))

  it('say when they were not measured', () => {
    expect(verdict('M3 batch 1', 'best WASM peer')).not.toHaveProperty('reached')
    expect(verdict('M2 batch 256', 'onnxruntime-node').note).toBe('no such peer in this run')
  })
})

describe('the table', () => {
  it('has the best first and says how many times better ours is', () => {
    const lines = resultText(result).split('\n')
    expect(lines[0]).toBe('inference · M2 batch 1')
    expect(lines[1]!.trim().split(/ {2,}/)).toEqual(['p50', 'p99', 'max difference', 'ours is better by'])
    expect(lines[2]!.trim().split(/ {2,}/)).toEqual(['onnxruntime-node', '25.0 µs', '–', '–', '0.500×'])
    expect(lines[3]!.trim().split(/ {2,}/)).toEqual(['digitrec wasm', '50.0 µs', '80.0 µs', '–'])
    expect(lines.at(-1)).toContain('WRONG: wrong: off by 0.2')
  })

  it('says on what it was measured, and who is missing', () => {
    const text = reportText(report)
    expect(text).toContain('Abacus × 2, Linux 6, node v20.19.0, V8 11.3, load 0.5 before and 1.25 after')
    expect(text).toContain('digitrec wasm: backend wasm; native kernels conv2dForward')
    expect(text).toContain('without keras: no python3')
    expect(reportText({ ...report, quick: true })).toContain('too rough to quote')
  })
})

describe('the page', () => {
  const page = reportHtml(report)

  it('shows every contender and escapes what it is given', () => {
    for (const { contender } of result.rows.slice(0, 5)) expect(page).toContain(contender)
    expect(page).toContain('&lt;torch&gt; &amp; co')
    expect(page).not.toContain('<torch>')
  })

  it('needs nothing else', () => expect(page).not.toMatch(/<script|<link|https?:|@import|url\(/))
  it('has colours for dark rooms', () => expect(page).toContain('prefers-color-scheme: dark'))

  it('places dots by the logarithm', () => {
    const chart = /aria-label="onnxruntime-node[\s\S]*?<\/svg>/.exec(page)![0]
    const end = (name: string) =>
      Number(new RegExp(`>${name}</text><line class="lead" x1="150" x2="([\\d.]+)"`).exec(chart)![1])
    const step = (a: string, b: string, times: number) => (end(b) - end(a)) / Math.log(times)
    expect(step('onnxruntime-node', 'digitrec wasm', 2)).toBeCloseTo(step('digitrec wasm', 'digitrec reference', 80), 0)
  })

  it.each([[[3, 4]], [[0.025, 4]], [[5, 5]], [[1e-3, 1e5]]])('has an axis around %j', values => {
    const { low, high, ticks } = logarithmicAxis(values)
    for (const value of [...values, ...ticks]) {
      expect(value).toBeGreaterThanOrEqual(low)
      expect(value).toBeLessThanOrEqual(high)
    }
    expect(high / low).toBeGreaterThan(9.99)
    expect(ticks.length).toBeGreaterThan(0)
    expect(ticks.length).toBeLessThanOrEqual(6)
  })
})

describe('the document', () => {
  const markers = ['<!-- bench: begin (made by npm run bench:docs; changes here are lost) -->', '<!-- bench: end -->']

  it('has goals and a table for each suite', () => {
    const text = reportMarkdown(report)
    expect(text).toContain('| M2 batch 1 | best WASM peer | ≥ 5× | 6× | yes | onnxruntime-web |')
    expect(text).toMatch(/\| M2 batch 1, p50 \| 4\.00 ms \| 50\.0 µs \| 310 µs \| 300 µs \| 25\.0 µs \| wrong \|/)
  })

  it('is put between the markers, twice with the same result', () => {
    const page = `before\n${markers[0]}\nold\n${markers[1]}\nafter`
    const once = insertBetweenMarkers(page, 'new')
    expect(once).toBe(`before\n${markers[0]}\n\nnew\n\n${markers[1]}\nafter`)
    expect(insertBetweenMarkers(once, 'new')).toBe(once)
    expect(() => insertBetweenMarkers('no markers', 'new')).toThrow('docs/performance.md')
  })
})

it.each([
  [0.00012345, '0.123 µs'],
  [0.5, '500 µs'],
  [12.34, '12.3 ms'],
  [123.4, '123 ms'],
  [4567, '4.57 s'],
  [-2.5, '-2.50 ms'],
])('writes %d ms as %s', (ms, text) => expect(duration(ms)).toBe(text))

it.each([
  [0.123456, '0.123'],
  [7, '7'],
  [1234567.8, '1,234,568'],
])('writes the count %d as %s', (value, text) => expect(count(value)).toBe(text))
