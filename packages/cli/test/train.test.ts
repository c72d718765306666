// digitrec train and eval on a small set of drawn digits: whole runs, stopped and resumed ones.

import { mkdtempSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createModel, dense, flatten, readModelFile, saveModel, sequential, softmax } from '@digitrec/cnn'
import { digitClassifier } from '@digitrec/cnn/digits'
import { loadNanoDigitClassifier } from '@digitrec/cnn/digits-nano'
import { type DigitSet, drawDigitSet, recipes } from '@digitrec/mnist'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digitrec } from './harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-train-'))
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  await writeIdx('train', drawDigitSet({ seed: 1, length: 240 }))
  await writeIdx('t10k', drawDigitSet({ seed: 2, length: 60 }))
})
afterAll(() => rm(folder, { recursive: true }))

/** The two files of a set, unpacked. @see http://yann.lecun.com/exdb/mnist, the IDX format */
async function writeIdx(name: string, { length, images, labels }: DigitSet): Promise<void> {
  const head = (...words: number[]) =>
    Buffer.concat(words.map(word => Buffer.from(Uint32Array.of(word).buffer).reverse()))
  await writeFile(at(`${name}-images-idx3-ubyte`), Buffer.concat([head(2051, length, 28, 28), images]))
  await writeFile(at(`${name}-labels-idx1-ubyte`), Buffer.concat([head(2049, length), labels]))
}

const train = (out: string, ...more: string[]) => [
  ...['train', '--preset', 'report', '--data', folder, '--epochs', '3', '--seed', '5', '--out', at(out)],
  ...more,
]

test('train writes a model and its card; eval reads them; the same command gives the same bytes', async () => {
  const first = await digitrec(train('whole/net.model'))
  expect(first).toMatchObject({ code: 0 })
  expect(first.out).toMatch(/net\.model\t\d+ bytes\ttest \d+ of 60\n$/)
  expect(first.err.match(/^epoch \d {2}loss/gm)).toHaveLength(3)

  const card = JSON.parse(await readFile(at('whole/net.model.json'), 'utf8'))
  expect(card).toMatchObject({ preset: 'report', seed: 5, epochs: 3, test: { count: 60 } })
  expect(await readFile(at('whole/net.model.html'), 'utf8')).toMatch(/<svg class="chart"/)
  expect(card.command).toBe('digitrec train --preset report --epochs 3 --seed 5 --out net.model')

  const onTest = ['eval', at('whole/net.model'), '--data', folder, '--set', 'test']
  const measured = await digitrec([...onTest, '--format', 'json'])
  expect(measured.code).toBe(0)
  expect(JSON.parse(measured.out)).toMatchObject({ set: 'test', score: card.test })
  const text = await digitrec([...onTest, '--test-log', at('reads.jsonl')])
  expect(text.out).toMatch(new RegExp(`^correct +${card.test.correct} of 60: `, 'm'))
  // Both looks at the test digits are on record, where each was told to put it.
  const record = async (path: string) =>
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  const look = { model: 'report', count: 60, correct: card.test.correct }
  expect(await record(at('reads.jsonl'))).toMatchObject([{ ...look, by: 'digitrec eval net.model --set test' }])
  expect(await record(at('whole/test-reads.jsonl'))).toMatchObject([
    { ...look, by: card.command },
    { ...look, by: 'digitrec eval net.model --set test' },
  ])

  // Stopped in the second epoch, and resumed.
  const stop = new AbortController()
  const onWrite = (line: string) => {
    if (line.startsWith('epoch 1')) stop.abort(new DOMException('stopped', 'AbortError'))
  }
  const stopped = await digitrec(train('stopped/net.model'), { signal: stop.signal, onWrite })
  expect(stopped.code).toBe(130)
  expect(stopped.out).toBe('')
  expect(stopped.err).toMatch(`--resume ${at('stopped/net.model.run')}`)
  const resumed = await digitrec(train('stopped/net.model', '--resume', at('stopped/net.model.run')))
  expect(resumed).toMatchObject({ code: 0, err: expect.not.stringMatching(/digitrec:/) })
  expect(resumed.err).not.toMatch(/^epoch 1 /m)
  expect(await readFile(at('stopped/net.model'))).toEqual(await readFile(at('whole/net.model')))

  // What it took stands in the record beside the model, a stopped run's first part included.
  for (const name of ['whole', 'stopped']) {
    const { cost } = JSON.parse(await readFile(at(`${name}/net.model.json`), 'utf8'))
    expect(cost.epochs.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2, 3])
    const seconds = cost.epochs.map(({ seconds }: { seconds: number }) => seconds)
    expect(seconds[0]).toBeGreaterThan(0)
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
    expect(cost.epochs[2].processorSeconds).toBeGreaterThan(cost.epochs[0].processorSeconds)
    expect(cost.peakBytes).toBeGreaterThan(20e6)
    expect(cost.peakBytes).toBeLessThan(20e9)
  }
  expect(first.err).toMatch(/; 3 epochs in [\d.]+ s \([\d.]+ s of the processor\); at most \d+ MB of memory$/m)
}, 240_000)

test('train --seeds trains each, goes on after a stop, and records mean and spread', async () => {
  const argv = ['train', '--preset', 'report', '--data', folder, '--epochs', '2', '--out', at('seeds/net.model')]
  const stop = new AbortController()
  let ended = 0
  const onWrite = (line: string) => {
    if (line.startsWith('epoch 1') && ++ended === 2) stop.abort(new DOMException('stopped', 'AbortError'))
  }
  const stopped = await digitrec([...argv, '--seeds', '5-6'], { signal: stop.signal, onWrite })
  expect(stopped.code).toBe(130)
  expect(stopped.err).toMatch(/Go on with:\n {2}digitrec train .*--seeds 5,6/)
  const first = await readFile(at('seeds/net-5.model'))
  const { code, out, err } = await digitrec([...argv, '--seeds', '5,6'])
  expect(code).toBe(0)
  expect(err).not.toMatch(/^epoch 1 /m)
  expect(await readFile(at('seeds/net-5.model'))).toEqual(first)

  // The same bytes as a run of its own.
  await digitrec([...argv.slice(0, -1), at('alone/net-6.model'), '--seed', '6'])
  expect(await readFile(at('seeds/net-6.model'))).toEqual(await readFile(at('alone/net-6.model')))
  const record = JSON.parse(await readFile(at('seeds/net.model.seeds.json'), 'utf8'))
  expect(record).toMatchObject({ preset: 'report', runs: [{ seed: 5 }, { seed: 6 }] })
  const [a, b] = record.runs.map(({ scores }: { scores: { test: { correct: number } } }) => scores.test.correct / 60)
  expect(record.spread.test.mean).toBeCloseTo((a + b) / 2, 12)
  expect(record.spread.test.sd).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12)
  expect(out).toMatch(/net\.model\.seeds\.json\t2 seeds\tvalidation \d+\.\d\d % ± \d+\.\d\d, test /)

  const other = await digitrec([...argv.slice(0, -4), '--epochs', '1', '--out', at('seeds/net.model'), '--seeds', '5'])
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('Give another --out') })
  for (const wrong of ['', '2-1', 'a', '1,1', '1-1000'])
    expect(await digitrec([...argv, '--seeds', wrong])).toMatchObject({ code: 2 })
}, 240_000)

test('eval measures on validation digits, and writes a page and JSON', async () => {
  await digitrec(train('page.model', '--epochs', '1'))
  const argv = ['eval', at('page.model'), '--data', folder, '--html', at('page/r.html'), '--json', at('page/r.json')]
  const { code, out } = await digitrec([...argv, '--slices', '4', '--against', at('page.model')])
  expect(code).toBe(0)
  expect(out).toMatch(/^correct +\d+ of 20: .*validation digits$/m)
  const report = JSON.parse(await readFile(at('page/r.json'), 'utf8'))
  expect(report).toMatchObject({ set: 'validation', against: { p: 1, onlyFirst: 0 }, slices: { count: 4 } })
  expect(report.errors).toHaveLength(20 - report.score.correct)
  // On two threads the same but for the last bits; without a page no slices.
  const two = await digitrec(['eval', at('page.model'), '--data', folder, '--format', 'json', '--threads', '2'])
  const { score, confusion, stored } = report
  expect(JSON.parse(two.out)).toMatchObject({ score, confusion, stored: [{ correct: stored[0].correct }, {}, {}] })
  const html = await readFile(at('page/r.html'), 'utf8')
  expect(html.match(/<svg class="chart"/g)!.length).toBeGreaterThanOrEqual(5)
  expect(html.match(/<img /g) ?? []).toHaveLength(report.errors.length)
  expect(html).not.toMatch(/<script|https?:|NaN|undefined/)
}, 240_000)

test('eval measures several models in one file as they answer together, and those that are bundled', async () => {
  await digitrec(train('one.model', '--epochs', '1'))
  const one = await readFile(at('one.model'))
  await writeFile(at('two.model'), Buffer.concat([one, one]))
  const report = async (...argv: string[]) => {
    const { code, out } = await digitrec(['eval', ...argv, '--data', folder, '--format', 'json'])
    expect(code).toBe(0)
    return JSON.parse(out)
  }
  const [single, twice] = [await report(at('one.model')), await report(at('two.model'), '--against', at('one.model'))]
  const { id, parameters, macs } = single.model
  expect(twice.model).toMatchObject({
    name: 'report+report',
    id: `${id}+${id}`,
    parameters: 2 * parameters,
    macs: 10 * macs,
    bytes: 2 * one.length,
  })
  expect(twice).toMatchObject({ stored: [], against: { id, score: single.score } })
  // The same weights twice, but each asked about five views: its probabilities differ.
  expect(twice.calibration.after.nll).not.toBe(single.calibration.after.nll)
  expect((await report('digits-nano')).model).toMatchObject({ name: 'nano', id: loadNanoDigitClassifier().id })
}, 240_000)

test('train learns from what several teachers say together, and the card names them', async () => {
  const teachers = [1, 2].map(seed => saveModel(createModel(recipes.report.network(), { seed })))
  await writeFile(at('teachers.model'), Buffer.concat(teachers))
  const taught = async (out: string, ...more: string[]) => {
    expect(await digitrec([...train(out, '--epochs', '1'), ...more])).toMatchObject({ code: 0 })
    return readModelFile(await readFile(at(out)))
  }
  const { id, card } = await taught('taught.model', '--teacher', at('teachers.model'))
  expect(card.teacher).toBe(teachers.map(bytes => readModelFile(bytes).id).join('+'))
  expect(card.command).toContain('--teacher teachers.model')
  expect((await taught('untaught.model')).id).not.toBe(id)

  const other = await digitrec(train('wrong.model', '--teacher', 'digits-best'))
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining('got one from [28,28,1] to 11') })
}, 60_000)

test('train on threads: the number is shown, kept in the card, and refused when it cannot be', async () => {
  const { code, err } = await digitrec(train('two.model', '--epochs', '1', '--threads', '2'))
  expect(code).toBe(0)
  expect(err).toMatch(/^backend wasm, 2 threads$/m)
  const card = JSON.parse(await readFile(at('two.model.json'), 'utf8'))
  expect(card.threads).toBe(2)
  expect(card.command).toMatch(/ --out two.model --threads 2$/)
  for (const wrong of ['0', '1.5', 'two', '', '65']) {
    const refused = await digitrec(train('none.model', '--threads', wrong))
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("whole number from 1 to 64, or 'auto'") })
  }
}, 120_000)

test('convert stores a model in fewer bytes and says what that costs', async () => {
  await digitrec(train('big.model', '--epochs', '1'))
  const { code, out } = await digitrec([
    'convert',
    at('big.model'),
    '--dtype',
    'I8',
    '--out',
    at('small.model'),
    '--data',
    folder,
  ])
  expect(code).toBe(0)
  const [big, small] = await Promise.all([readFile(at('big.model')), readFile(at('small.model'))])
  expect(small.length).toBeLessThan(0.55 * big.length)
  expect(out).toMatch(new RegExp(`small\\.model\\t${small.length} bytes\\n`))
  expect(out).toMatch(/^before\t\d+ of 20 validation digits\tloss [\d.]+\nafter\t\d+ of 20 validation/m)
  const onnx = await digitrec(['convert', at('big.model'), '--out', at('big.onnx')])
  const written = await readFile(at('big.onnx'))
  expect(onnx).toMatchObject({ code: 0, out: expect.stringContaining(`big.onnx\t${written.length} bytes`) })
  // The report network's 433,290 weights, and little else.
  expect(written.length).toBeGreaterThan(4 * 433_290)
  expect(written.length).toBeLessThan(4 * 433_290 + 2_000)
  expect(await digitrec(['convert', '/nowhere', '--out', at('x')])).toMatchObject({ code: 2 })
}, 240_000)

test('people see a bar with the time left', async () => {
  const { err } = await digitrec(train('watched.model'), { isTerminal: true })
  expect(err).toMatch(/\[#*\.*\] +\d+ % {2}\S+ s left {2}epoch \d of 3/)
})

test.each([
  [train('x', '--preset', 'bsae'), 2, /Allowed choices are base/],
  [train('x', '--epochs', '0'), 2, /whole number from 1/],
  [train('x', '--resume', '/nowhere'), 2, /checkpoint in \/nowhere/],
  [['train'], 2, /required option '-o, --out <file>'/],
  [['train', '--out', 'x', '--data', '/nowhere'], 2, /\/nowhere.*digitrec data fetch/],
  [['eval', '/nowhere.model'], 2, /\/nowhere\.model/],
  [['convert', 'digits-best', '--out', 'x'], 2, /convert: expected one model, got digits-best, which is 3/],
  [['eval', 'x', '--threads', '65'], 2, /whole number from 1 to 64/],
])('%j ends with %i and says why', async (argv, code, message) => {
  const outcome = await digitrec(argv)
  expect(outcome.err).toMatch(message)
  expect(outcome.code).toBe(code)
})

test('resuming with other options is refused by name, and eval of a file that is no model too', async () => {
  await digitrec(train('other.model'))
  const other = [...train('other.model', '--resume', at('other.model.run')), '--seed', '6']
  expect(await digitrec(other)).toMatchObject({ code: 1, err: expect.stringMatching(/seed/) })
  await writeFile(at('text.model'), 'I am text.')
  const noModel = await digitrec(['eval', at('text.model'), '--data', folder])
  expect(noModel).toMatchObject({ code: 1, err: expect.stringContaining('(not-a-model)') })
})

test('search keeps what it found, goes on from it, and refuses another search in the same file', async () => {
  const command = (trials: number, ...more: string[]) => [
    ...['search', '--method', 'random', '--data', folder, '--epochs', '1', '--examples', '128', '--seed', '2'],
    ...['--trials', String(trials), '--out', at('search.json'), ...more],
  ]
  const first = await digitrec(command(1))
  expect(first).toMatchObject({ code: 0 })
  expect(first.out).toMatch(/^\d+\.\d\d % +\d+ weights {2}/)
  const more = await digitrec(command(2, '--html', at('search.html')))
  expect(more.err).toMatch(/^ +2 {2}/m)
  expect(more.err).not.toMatch(/^ +1 {2}/m)
  expect(JSON.parse(await readFile(at('search.json'), 'utf8')).trials).toHaveLength(2)
  expect(await readFile(at('search.html'), 'utf8')).toContain('<svg')

  const other = await digitrec([...command(2), '--epochs', '3'])
  expect(other.code).toBe(2)
  expect(other.err).toContain('epochs 1, expected 3')
})

test('convert makes "no digit" as likely as is said, from what the card says of training', async () => {
  const network = sequential([28, 28, 1], [flatten(), dense(11), softmax()], { name: 'small' })
  const examples = { train: 60, validation: 0, drawn: 10, redrawn: 10, negatives: 15, photographed: 5, signs: 5 }
  await writeFile(at('eleven.model'), saveModel(createModel(network), { card: { examples } }))
  const argv = ['convert', at('eleven.model'), '--data', folder, '--dtype', 'F32', '--out', at('rarer.model')]
  expect(await digitrec([...argv, '--not-digit-share', '0.05'])).toMatchObject({ code: 0 })
  // 20 of 100 examples were none, odds of 1 to 4; now 1 to 19.
  const bias = Math.round(1000 * Math.log(4 / 19)) / 1000
  const { network: stored, card } = readModelFile(await readFile(at('rarer.model')))
  expect(stored.preprocessing.notes).toMatchObject({ noDigitBias: bias })
  expect(card).toMatchObject({ noDigitBias: bias, examples })
  const frames = Float32Array.from({ length: 784 }, (_, i) => Math.abs(Math.sin(i)))
  const [plain, rarer] = await Promise.all(
    ['eleven.model', 'rarer.model'].map(async name => digitClassifier(await readFile(at(name))).classify(frames)),
  )
  expect(rarer!.notDigit[0]).toBeLessThan(plain!.notDigit[0]!)
  expect(rarer!.digits).toEqual(plain!.digits)

  for (const wrong of ['0', '1', 'few', ''])
    expect(await digitrec([...argv, '--not-digit-share', wrong])).toMatchObject({ code: 2 })
  await writeFile(at('ten.model'), saveModel(createModel(sequential([28, 28, 1], [flatten(), dense(10), softmax()]))))
  const ten = await digitrec(['convert', at('ten.model'), '--out', at('x.model'), '--not-digit-share', '0.05'])
  expect(ten).toMatchObject({ code: 2, err: expect.stringContaining('expected a model with "no digit"') })
}, 120_000)

test('compare measures methods and model files side by side, and names what it does not know', async () => {
  const compared = await digitrec(['compare', '--methods', 'nb,report', '--data', folder, '--train', '200'])
  expect(compared).toMatchObject({ code: 0 })
  expect(compared.out).toMatch(/^nb +\d+\.\d\d %/m)
  expect(compared.out).toMatch(/^report +\d+\.\d\d %.*97\.08 %, 99\.61 %$/m)
  const unknown = await digitrec(['compare', '--methods', 'oracle', '--data', folder])
  expect(unknown.code).toBe(2)
  expect(unknown.err).toContain("a model file, got 'oracle'")
})
