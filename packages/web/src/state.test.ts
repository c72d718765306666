import type { RecognitionJson } from '@digitrec/recognizer'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Stroke } from './drawing.ts'
import { type Asked, type Reader, ReaderError, type ReaderInput } from './reader/reader.ts'
import { createPage } from './state.ts'

const png = new Uint8Array([
  137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 5, 0, 0, 0, 3, 8, 0, 0, 0, 0,
])
const stroke: Stroke = [
  { x: 1, y: 2, pressure: 0.5 },
  { x: 30, y: 40, pressure: 0.5 },
]

function recognition(text: string, confidences: number[] = []): RecognitionJson {
  return {
    version: 1,
    text,
    status: 'accept',
    reasons: [],
    confidence: 0.9,
    digits: confidences.map((confidence, i) => ({
      digit: Number(text[i]),
      box: { x: i, y: 0, width: 1, height: 2 },
      line: 0,
      group: 0,
      confidence,
      alternatives: [],
      notDigit: 0,
    })),
    nbest: [],
    model: { name: 'm', id: 'i' },
    image: { width: 5, height: 3 },
    timings: { decodeMs: 1, inkMs: 1, segmentMs: 1, classifyMs: 1, totalMs: 4 },
  }
}

/** A reader whose answers are given by hand. */
function manualReader({ deaf = false } = {}) {
  const calls: {
    input: ReaderInput
    asked: Asked
    signal: AbortSignal
    answer(r: RecognitionJson): void
    fail(e: unknown): void
  }[] = []
  const reader: Reader = {
    warm() {},
    read: (input, signal, asked) =>
      new Promise((answer, fail) => {
        calls.push({ input, asked, signal, answer, fail })
        if (!deaf) signal.addEventListener('abort', () => fail(signal.reason))
      }),
  }
  return { reader, calls }
}

function setUp({ deaf = false } = {}) {
  const browser = manualReader({ deaf })
  const server = manualReader()
  const urls = new Set<string>()
  let made = 0
  const page = createPage({
    readers: { browser: browser.reader, server: server.reader },
    pixelsOf: strokes => ({ width: strokes.length, height: 1, data: new Uint8ClampedArray(4 * strokes.length) }),
    urls: {
      createObjectURL() {
        const url = `blob:${++made}`
        urls.add(url)
        return url
      },
      revokeObjectURL: url => void urls.delete(url),
    },
  })
  return { page, browser, server, urls }
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const file = (bytes: Uint8Array<ArrayBuffer> = png, name = 'seven.png') => new File([bytes], name)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('choosing', () => {
  test('a picture is shown at once and read after 150 ms of quiet', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    expect(page.picture.value).toMatchObject({ name: 'seven.png', bytes: png, url: 'blob:1' })
    await vi.advanceTimersByTimeAsync(149)
    expect(browser.calls).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(browser.calls).toHaveLength(1)
    expect(page.reading.value).toBe(true)
    browser.calls[0]!.answer(recognition('7', [0.9]))
    await settle()
    expect(page.reading.value).toBe(false)
    expect(page.answer.value).toMatchObject({ place: 'browser', recognition: { text: '7' } })
    expect(page.spoken.value).toContain('Read 7.')
  })

  test('a file that is no picture is refused by its first bytes; the rest is never read', async () => {
    const { page, browser, urls } = setUp()
    const read: [number | undefined, number | undefined][] = []
    const text = new File(['seven'.repeat(9000)], 'seven.png', { type: 'image/png' })
    const slice = text.slice.bind(text)
    text.slice = (start, end) => {
      read.push([start, end])
      return slice(start, end)
    }
    text.arrayBuffer = () => Promise.reject(new Error('the whole file was read'))
    await page.choose(text)
    await vi.advanceTimersByTimeAsync(500)
    expect(page.problem.value).toBe('unsupported')
    expect(page.problemWords.value?.what).toBe('This file is not a picture that can be read here.')
    expect(read).toEqual([[0, 4096]])
    expect(browser.calls).toHaveLength(0)
    expect(urls.size).toBe(0)
  })

  test('an empty file and one over 10 MB are refused before they are read', async () => {
    const { page } = setUp()
    await page.choose(file(new Uint8Array()))
    expect(page.problem.value).toBe('empty')
    const large = new Uint8Array(10 * 2 ** 20 + 1)
    large.set(png)
    await page.choose(file(large))
    expect(page.problem.value).toBe('too-large')
  })

  test('a file that vanished is a sentence, not a crash', async () => {
    const { page } = setUp()
    const gone = file()
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
    await page.choose(gone)
    expect(page.problem.value).toBe('unreadable')
  })

  test('the later of two choices wins, also when the earlier file opens later', async () => {
    const { page, urls } = setUp()
    const slow = file(png, 'slow.png')
    const bytes = await slow.arrayBuffer()
    slow.arrayBuffer = () => new Promise(resolve => setTimeout(() => resolve(bytes), 1000))
    const first = page.choose(slow)
    await page.choose(file(png, 'quick.png'))
    await vi.advanceTimersByTimeAsync(1000)
    await first
    expect(page.picture.value?.name).toBe('quick.png')
    expect(urls.size).toBe(1)
  })

  test('of several files the first is read, and the page says so', async () => {
    const { page } = setUp()
    await page.chooseFrom([file(png, 'a.png'), file(png, 'b.png')])
    expect(page.picture.value?.name).toBe('a.png')
    expect(page.note.value).toBe('Only the first of 2 files is read.')
  })

  test('one object URL at a time, and none after clear', async () => {
    const { page, urls } = setUp()
    await page.choose(file())
    await page.choose(file())
    expect([...urls]).toEqual(['blob:2'])
    page.clear()
    expect(urls.size).toBe(0)
  })
})

describe('drawing', () => {
  test('each stroke puts the reading off; the strokes are read together', async () => {
    const { page, browser } = setUp()
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(100)
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(100)
    expect(browser.calls).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(50)
    expect(browser.calls).toHaveLength(1)
    expect(browser.calls[0]!.input).toMatchObject({ width: 2 })
  })

  test('undo takes the last stroke and reads again; the last undo leaves a blank page', async () => {
    const { page, browser } = setUp()
    page.addStroke(stroke)
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('11', [0.9, 0.9]))
    await settle()
    page.undo()
    await vi.advanceTimersByTimeAsync(150)
    expect(browser.calls[1]!.input).toMatchObject({ width: 1 })
    page.undo()
    expect(page.answer.value).toBeUndefined()
    expect(page.hasInput.value).toBe(false)
    expect(browser.calls[1]!.signal.aborted).toBe(true)
    page.undo()
    expect(page.strokes.value).toEqual([])
  })

  test('a new stroke gives up the reading that runs', async () => {
    const { page, browser } = setUp()
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    page.holdReading()
    expect(browser.calls[0]!.signal.aborted).toBe(true)
    expect(page.reading.value).toBe(false)
    expect(page.problem.value).toBeUndefined()
  })

  test('a chosen picture takes the place of the drawing', async () => {
    const { page } = setUp()
    page.addStroke(stroke)
    await page.choose(file())
    expect(page.strokes.value).toEqual([])
  })
})

describe('predict and clear', () => {
  test('with nothing to read it says so', async () => {
    const { page, browser } = setUp()
    await page.predict()
    expect(page.problem.value).toBe('nothing')
    expect(browser.calls).toHaveLength(0)
  })

  test('clear forgets picture, strokes, answer, message and the running request; a late answer stays unseen', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    const [call] = browser.calls
    page.clear()
    expect(call!.signal.aborted).toBe(true)
    call!.answer(recognition('7', [0.9]))
    await vi.advanceTimersByTimeAsync(500)
    expect(page.picture.value).toBeUndefined()
    expect(page.answer.value).toBeUndefined()
    expect(page.problem.value).toBeUndefined()
    expect(page.reading.value).toBe(false)
    expect(browser.calls).toHaveLength(1)
  })

  test('an answer that comes although it was given up is not shown, nor is its failure', async () => {
    const { page, browser } = setUp({ deaf: true })
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    page.clear()
    browser.calls[0]!.answer(recognition('1', [0.9]))
    browser.calls[1]!.fail(new ReaderError('corrupt', 'late'))
    await settle()
    expect(page.answer.value).toBeUndefined()
    expect(page.problem.value).toBeUndefined()
    expect(page.reading.value).toBe(false)
  })

  test('clear during the quiet time: nothing is read', async () => {
    const { page, browser } = setUp()
    page.addStroke(stroke)
    page.clear()
    await vi.advanceTimersByTimeAsync(500)
    expect(browser.calls).toHaveLength(0)
  })

  test('a reader that fails leaves its code, and no old answer beside it', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('7', [0.9]))
    await settle()
    void page.predict()
    await settle()
    browser.calls[1]!.fail(new ReaderError('corrupt', 'png: wrong checksum.'))
    await settle()
    expect(page.problem.value).toBe('corrupt')
    expect(page.answer.value).toBeUndefined()
    expect(page.reading.value).toBe(false)
  })

  test('the digit that is least sure is shown first', async () => {
    const { page, browser } = setUp()
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('407', [0.97, 0.99, 0.6]))
    await settle()
    expect(page.selected.value).toBe(2)
  })

  test('changing the place reads again there, once', async () => {
    const { page, browser, server } = setUp()
    page.readAt('server')
    expect(server.calls).toHaveLength(0)
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    expect([browser.calls.length, server.calls.length]).toEqual([0, 1])
    page.readAt('browser')
    page.readAt('browser')
    await settle()
    expect([browser.calls.length, server.calls.length]).toEqual([1, 1])
    expect(server.calls[0]!.signal.aborted).toBe(true)
  })
})

describe('what is known, and what is chosen', () => {
  test('what is known of the number is read again with it, and forgotten readings do not come back', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    expect(browser.calls[0]!.asked).toEqual({ known: '', explain: false })
    page.know(' luhn:16 ')
    await vi.advanceTimersByTimeAsync(150)
    expect(browser.calls[0]!.signal.aborted).toBe(true)
    expect(browser.calls[1]!.asked.known).toBe('luhn:16')
    page.know(' luhn:16 ')
    await vi.advanceTimersByTimeAsync(500)
    expect(browser.calls).toHaveLength(2)
  })

  test('nothing is read when there is nothing to read', async () => {
    const { page, browser } = setUp()
    page.know('luhn')
    await vi.advanceTimersByTimeAsync(500)
    expect(browser.calls).toHaveLength(0)
  })

  test('another digit changes the text at its place; the digits that were read are no choice', async () => {
    const { page, browser } = setUp()
    page.chooseDigit(0, 3)
    expect(page.chosenText.value).toBeUndefined()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('70\n4', [0.9, 0.8, 0.7]))
    await settle()
    page.chooseDigit(2, 9)
    expect(page.chosenText.value).toBe('70\n9')
    page.chooseDigit(0, 1)
    expect(page.chosenText.value).toBe('10\n9')
    page.chooseDigit(2, 4)
    page.chooseDigit(0, 7)
    expect(page.chosenText.value).toBeUndefined()
    page.chooseText('11\n1')
    page.undo()
    page.clear()
    expect(page.chosenText.value).toBeUndefined()
  })
})

describe('how it was read', () => {
  const explained = (text: string): RecognitionJson => ({
    ...recognition(text, [0.9, 0.8]),
    explanation: { stages: [], partings: [] },
  })

  test('is asked for by whoever opens it, once, and choices stay', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('47', [0.9, 0.8]))
    await settle()
    page.chooseText('41')
    page.selected.value = 0
    page.explain(true)
    expect(browser.calls[1]!.asked.explain).toBe(true)
    browser.calls[1]!.answer(explained('47'))
    await settle()
    expect(page.answer.value?.recognition.explanation).toBeDefined()
    expect([page.chosenText.value, page.selected.value]).toEqual(['41', 0])
    page.explain(false)
    page.explain(true)
    await settle()
    expect(browser.calls).toHaveLength(2)
    page.explain(false)
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    expect(browser.calls[2]!.asked.explain).toBe(false)
  })

  test('comes with every reading while it is open, without a second one', async () => {
    const { page, browser } = setUp()
    page.explain(true)
    page.addStroke(stroke)
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(explained('1'))
    await settle()
    page.addStroke(stroke)
    page.explain(false)
    page.explain(true) // the stroke will be read in a moment
    await vi.advanceTimersByTimeAsync(150)
    expect(browser.calls.map(({ asked }) => asked.explain)).toEqual([true, true])
  })

  test('leaves the answer where it is when it fails', async () => {
    const { page, browser } = setUp()
    await page.choose(file())
    await vi.advanceTimersByTimeAsync(150)
    browser.calls[0]!.answer(recognition('47', [0.9, 0.8]))
    await settle()
    page.explain(true)
    browser.calls[1]!.fail(new ReaderError('overloaded', 'busy'))
    await settle()
    expect(page.problem.value).toBe('overloaded')
    expect(page.answer.value?.recognition.text).toBe('47')
  })
})
