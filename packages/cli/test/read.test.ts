// digitrec read: which files it takes, what it prints, and the number it ends with.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng, inkSteps } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { defaultLimits } from '@digitrec/recognizer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digitrec } from './harness.ts'

let folder: string
const blank = encodePng(samples.find(({ name }) => name === 'no-digit-blank')!.make())
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitrec-read-'))
  await mkdir(at('inside/deep'), { recursive: true })
  await writeFile(at('blank.png'), blank)
  await writeFile(at('inside/b.png'), blank)
  await writeFile(at('inside/deep/a.PNG'), blank)
  await writeFile(at('inside/notes.txt'), 'no picture')
  await writeFile(at('inside/.hidden.png'), blank)
  await writeFile(at('text.png'), 'I am text.')
  await writeFile(at('empty.png'), '')
  await writeFile(at('cut.png'), blank.subarray(0, blank.length - 400))
})
afterAll(() => rm(folder, { recursive: true }))

const lines = (text: string) => text.trimEnd().split('\n')

test('a blank page is rejected with its reason: exit code 4', async () => {
  const { code, out } = await digitrec(['read', at('blank.png')])
  expect(code).toBe(4)
  expect(out).toMatch(/^.*blank\.png\t\treject\t[01]\.\d{4}\tno-ink\n$/)
})

test('a number that is read well is printed: exit code 0; after a bad file it is still 4', async () => {
  await writeFile(at('four.png'), encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make()))
  const { code, out } = await digitrec(['read', at('four.png')])
  expect(out).toMatch(/four\.png\t4\taccept\t[01]\.\d{4}\t\n$/)
  expect(code).toBe(0)
  const both = await digitrec(['read', at('text.png'), at('four.png')])
  expect(both.code).toBe(4)
  await rm(at('four.png'))
})

test('files that are no pictures are rejected with their code and do not stop the others', async () => {
  const { code, out, err } = await digitrec(['read', at('text.png'), at('empty.png'), at('cut.png'), at('blank.png')])
  const reasons = lines(out).map(line => line.split('\t').at(-1))
  expect(reasons).toEqual(['unsupported', 'empty', 'truncated', 'no-ink'])
  expect(lines(err)).toHaveLength(3)
  expect(code).toBe(4)
})

test('json is one object a line, with the whole answer or the error', async () => {
  const { out } = await digitrec(['read', at('blank.png'), at('text.png'), '--format', 'json'])
  const [first, second] = lines(out).map(line => JSON.parse(line))
  expect(first).toMatchObject({ file: at('blank.png'), version: 1, status: 'reject', reasons: ['no-ink'], digits: [] })
  expect(second).toMatchObject({ file: at('text.png'), status: 'reject', error: { code: 'unsupported' } })
})

test('csv has a head, and quotes names with commas, quotes and newlines', async () => {
  const name = 'a, "b"\nc.png'
  await writeFile(at(name), blank)
  const { out } = await digitrec(['read', at(name), '--format', 'csv'])
  const quoted = `"${at(name).replaceAll('"', '""')}"`
  expect(out).toMatch(/^file,text,status,confidence,reasons,changed,alternatives,words\r\n/)
  expect(out.slice(out.indexOf('\n') + 1)).toBe(`${quoted},,reject,${out.match(/[01]\.\d{4}/)![0]},no-ink,,,\r\n`)
  await rm(at(name))
})

test('control characters of a name are shown, not sent to the terminal', async () => {
  const name = 'red\u001b[31m\ttab.png'
  await writeFile(at(name), blank)
  const { out } = await digitrec(['read', at(name)])
  expect(out).toContain('red\\u001b[31m\\u0009tab.png')
  await rm(at(name))
})

test('a folder stands for its pictures, sorted, also in folders inside; hidden and other files are left out', async () => {
  const { out } = await digitrec(['read', at('inside')])
  expect(lines(out).map(line => line.split('\t')[0])).toEqual([at('inside/b.png'), at('inside/deep/a.PNG')])
})

test('patterns that the shell left alone are expanded, and a file named twice is read once', async () => {
  const names = async (...args: string[]) => {
    const { out } = await digitrec(['read', ...args])
    return lines(out).map(line => line.split('\t')[0]!.slice(folder.length + 1))
  }
  expect(await names(at('*.png'))).toEqual(['blank.png', 'cut.png', 'empty.png', 'text.png'])
  expect(await names(at('**/*.png'))).toEqual(['blank.png', 'cut.png', 'empty.png', 'inside/b.png', 'text.png'])
  expect(await names(at('[bc]*.png'), at('blank.png'))).toEqual(['blank.png', 'cut.png'])
  expect(await names(at('?ut.png'))).toEqual(['cut.png'])
})

test('- reads the bytes piped in, up to the limit', async () => {
  const halves = [blank.subarray(0, 100), blank.subarray(100)]
  const { out } = await digitrec(['read', '-'], { input: halves })
  expect(out).toMatch(/^-\t\treject\t.*\tno-ink\n$/)
  const megabyte = new Uint8Array(2 ** 20)
  const flood = await digitrec(['read', '-'], { input: Array(1 + defaultLimits.bytes / 2 ** 20).fill(megabyte) })
  expect(flood.out).toMatch(/too-large\n$/)
  expect((await digitrec(['read', '-'])).out).toMatch(/\tempty\n$/)
})

test('a file over the limit is refused by its size', async () => {
  await writeFile(at('huge.png'), new Uint8Array(defaultLimits.bytes + 1))
  const { code, out, err } = await digitrec(['read', at('huge.png')])
  expect(out).toMatch(/\ttoo-large\n$/)
  expect(err).toMatch(`${defaultLimits.bytes + 1} bytes`)
  expect(code).toBe(4)
  await rm(at('huge.png'))
})

test.each([
  ['a missing file', ['read', 'nowhere.png'], /nowhere\.png, which does not exist/],
  ['a pattern that matches nothing', ['read', 'nowhere/*.png'], /nowhere\/\*\.png, got none/],
  ['no file', ['read'], /missing required argument 'file'/],
  ['an unknown format', ['read', 'a.png', '--format', 'xml'], /Allowed choices are text, json, csv/],
  ['an unknown option', ['read', '--fromat', 'csv', 'a.png'], /Did you mean --format/],
  ['an unknown command', ['raed', 'a.png'], /Did you mean read/],
  ['a missing model', ['read', 'package.json', '--model', 'nowhere.model'], /nowhere\.model/],
])('%s is a usage error: exit code 2', async (_name, argv, message) => {
  const { code, out, err } = await digitrec(argv)
  expect(code).toBe(2)
  expect(err).toMatch(message)
  expect(out).toBe('')
})

test('a file that is missing keeps the others from being read, so that nothing is half done', async () => {
  const { code, out } = await digitrec(['read', at('blank.png'), at('nowhere.png')])
  expect(code).toBe(2)
  expect(out).toBe('')
})

test('a model file that is none fails by name: exit code 1', async () => {
  const { code, err } = await digitrec(['read', at('blank.png'), '--model', at('text.png')])
  expect(code).toBe(1)
  expect(err).toMatch('(not-a-model)')
})

test('Ctrl-C stops between files: exit code 130', async () => {
  const stop = new AbortController()
  const onWrite = () => stop.abort(new DOMException('stopped', 'AbortError'))
  const { code, out } = await digitrec(['read', folder], { signal: stop.signal, onWrite })
  expect(code).toBe(130)
  expect(lines(out)).toHaveLength(1)
})

test('progress is drawn for people only', async () => {
  const quiet = await digitrec(['read', at('blank.png')])
  const watched = await digitrec(['read', at('blank.png')], { isTerminal: true })
  expect(quiet.err).toBe('')
  expect(watched.err).toMatch(/100 %/)
  expect(watched.err.endsWith('\r\u001b[K')).toBe(true)
})

test('what is known of a number is obeyed or said not to be, with what was changed', async () => {
  await writeFile(at('four.png'), encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make()))
  const read = async (...options: string[]) => {
    const { code, out } = await digitrec(['read', at('four.png'), '--format', 'json', ...options])
    return { code, ...JSON.parse(out) }
  }
  expect(await read('--constraint', 'length:1')).toMatchObject({
    code: 0,
    text: '4',
    constraint: { name: 'length:1', satisfied: true, unconstrained: '4' },
    changed: [],
  })
  expect(await read('--constraint', 'luhn:16')).toMatchObject({
    code: 3,
    text: '4',
    reasons: ['not-valid'],
    constraint: { satisfied: false, margin: null },
  })
  const { nbest } = await read('-c', 'range:3..8', '--alternatives', '3')
  expect(nbest).toHaveLength(3)
  for (const { text } of nbest) expect(Number(text)).toBeGreaterThanOrEqual(3)
  expect(await read('--max-risk', '0')).toMatchObject({ code: 3, reasons: ['ambiguous'] })
  await rm(at('four.png'))
})

test('a roster: one of its numbers, each once when told so, in every format', async () => {
  const four = encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make())
  for (const name of ['first.png', 'second.png']) await writeFile(at(name), four)
  await writeFile(at('roster.csv'), 'name,id\nAda,4\nBo,9\n')
  const all = [at('first.png'), at('second.png'), at('text.png')]
  const alone = await digitrec(['read', ...all, '--lexicon', at('roster.csv')])
  expect(lines(alone.out).map(line => line.split('\t')[1])).toEqual(['4', '4', ''])
  const unique = await digitrec(['read', ...all, '--lexicon', at('roster.csv'), '--unique', '--format', 'json'])
  const [first, second, third] = lines(unique.out).map(line => JSON.parse(line))
  expect([first.text, second.text].sort()).toEqual(['4', first.text === '4' ? second.text : first.text].sort())
  // The other one is given the 9 that nobody wrote, or none; never the same number twice, and never unseen.
  expect(second.text === '4' && first.text === '4' && first.constraint.satisfied && second.constraint.satisfied).toBe(
    false,
  )
  expect([first, second].some(({ status }) => status === 'review')).toBe(true)
  expect(third.error.code).toBe('unsupported')
  for (const format of ['csv', 'tsv', 'text', 'hocr'])
    expect(
      (await digitrec(['read', all[0]!, '-c', `lexicon:@${at('roster.csv')}`, '-f', format, '-w', 'de'])).out,
    ).toMatch(format === 'hocr' ? /ocrx_cinfo[^>]*>4</ : /vier/)
  for (const name of ['first.png', 'second.png', 'roster.csv']) await rm(at(name))
})

test('--unique says the same number in every part of its answer, and knows of the constraint', async () => {
  const four = encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make())
  for (const name of ['first.png', 'second.png']) await writeFile(at(name), four)
  await writeFile(at('roster.txt'), '9\n9\n4\n44\n')
  const page = at('unique.html')
  const options = ['--lexicon', at('roster.txt'), '--unique', '--constraint', 'length:1', '--explain', page]
  const { out } = await digitrec(['read', at('first.png'), at('second.png'), ...options, '-f', 'json'])
  const answers = lines(out).map(line => JSON.parse(line))
  for (const { text, digits, nbest, confidence, constraint } of answers) {
    expect(digits.map(({ digit }: { digit: number }) => digit).join('')).toBe(text)
    expect(nbest[0]).toEqual({ text, confidence })
    expect(constraint).toMatchObject({ name: 'lexicon', unconstrained: '4' })
    expect(text).not.toBe('44')
    expect(await readFile(page, 'utf8')).toContain(`Read <b>${text}</b>`)
  }
  expect(answers.filter(({ constraint }) => constraint.satisfied).map(({ text }) => text)).toContain('4')
  const none = await digitrec(['read', at('first.png'), ...options.slice(0, 3), '-c', 'length:3'])
  expect(none.code).toBe(2)
  expect(none.err).toMatch(/length:3 expected to be obeyed/)
  const files = `lexicon:@${at('roster.txt')}`
  for (const rule of [`${files} & length:1`, `length:1 & ${files}`])
    expect((await digitrec(['read', at('first.png'), '-c', rule])).out).toMatch(/\t4\taccept/)
  for (const name of ['first.png', 'second.png', 'roster.txt']) await rm(at(name))
})

test('--explain is refused before anything is read where it would overwrite a picture, or cannot be written', async () => {
  for (const place of [at('blank.png'), folder]) {
    const { code, out, err } = await digitrec(['read', at('blank.png'), '--explain', place])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^.*read --explain: expected (another file|a file)/)
  }
  expect((await readFile(at('blank.png'))).equals(blank)).toBe(true)
})

test('a folder that nobody can make is an error, not a wait', { timeout: 20_000 }, async () => {
  const { code, err } = await digitrec(['data', 'sample', '--out', '/proc/digitrec/samples'])
  expect(code).toBe(1)
  expect(err).toMatch(/ENOENT|EACCES|EROFS|EPERM/)
})

test.each([
  ['--unique without a list', ['--unique'], /--lexicon/],
  ['an unknown constraint', ['-c', 'mod11:9'], /expected one of length/],
  ['a wrong constraint', ['-c', 'luhn:x'], /2 to 64/],
  ['a list that is not there', ['-l', 'no-such.csv'], /no-such\.csv/],
  ['a risk that is none', ['--max-risk', '2'], /0 to 1/],
  ['an unknown language', ['-w', 'xx'], /Allowed choices/],
])('%s is a wrong command line: exit code 2', async (_, options, message) => {
  const { code, err } = await digitrec(['read', at('blank.png'), ...options])
  expect(code).toBe(2)
  expect(err).toMatch(message)
})

test('--explain writes one page with every step of every picture, also of those that could not be read', async () => {
  await writeFile(at('explained.png'), encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make()))
  const page = at('explained/out.html')
  const { code } = await digitrec(['read', at('explained.png'), at('text.png'), '--explain', page])
  expect(code).toBe(4)
  const html = await readFile(page, 'utf8')
  expect(html.match(/<figure>/g)?.length).toBe(Object.keys(inkSteps).length + 1) // and the boxes
  expect(html).toContain('Read <b>4</b>, accept')
  expect(html.match(/<h1>/g)?.length).toBe(2)
})
