// The reader's worker, from starting to ending it, with a stand-in that answers when the test says so.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBrowserReader } from './in-browser.ts'

/** A Worker of which the test sees what is asked, and decides what comes back. Speaks as much of comlink as `wrap` needs. */
class ManualWorker extends EventTarget {
  static all: ManualWorker[] = []
  readonly asked: string[] = []
  isEnded = false

  constructor() {
    super()
    ManualWorker.all.push(this)
  }

  postMessage({ id }: { id: string }): void {
    this.asked.push(id)
  }

  terminate(): void {
    this.isEnded = true
  }

  /** Answers what was asked last; a worker that was ended answers nothing. */
  answer(value: unknown): void {
    if (this.isEnded) return
    this.dispatchEvent(new MessageEvent('message', { data: { id: this.asked.at(-1), type: 'RAW', value } }))
  }
}

const picture = new Uint8Array([137, 80, 78, 71])
const asked = { known: '', explain: false }
const seven = { ok: true, recognition: { text: '7' } }

beforeEach(() => {
  ManualWorker.all = []
  vi.stubGlobal('Worker', ManualWorker)
})
afterEach(() => void vi.unstubAllGlobals())

/** What has become of a promise once all that could happen by itself has happened. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const pending = new Promise(resolve => setTimeout(resolve, 20, 'pending'))
  return Promise.race([promise.catch(error => error), pending])
}

test('one worker reads one picture after the other', async () => {
  const reader = createBrowserReader()
  for (let n = 0; n < 2; n++) {
    const reading = reader.read(picture, new AbortController().signal, asked)
    ManualWorker.all[0]!.answer(seven)
    expect(await outcome(reading)).toEqual({ text: '7' })
  }
  expect(ManualWorker.all).toHaveLength(1)
})

test('a reading that begins in the turn in which another is given up gets a worker of its own, and its answer', async () => {
  const reader = createBrowserReader()
  const first = new AbortController()
  const given = reader.read(picture, first.signal, asked)
  first.abort()
  const reading = reader.read(picture, new AbortController().signal, asked)
  expect(await outcome(given)).toMatchObject({ name: 'AbortError' })
  const [old, own] = ManualWorker.all
  expect(old!.isEnded).toBe(true)
  expect(own?.isEnded).toBe(false)
  own!.answer(seven)
  expect(await outcome(reading)).toEqual({ text: '7' })
})

test('given up three times in a row, the last reading is answered and no other worker is left', async () => {
  const reader = createBrowserReader()
  for (let n = 0; n < 3; n++) {
    const controller = new AbortController()
    reader.read(picture, controller.signal, asked).catch(() => {})
    controller.abort()
  }
  const reading = reader.read(picture, new AbortController().signal, asked)
  await outcome(reading)
  ManualWorker.all.at(-1)!.answer(seven)
  expect(await outcome(reading)).toEqual({ text: '7' })
  expect(ManualWorker.all.filter(worker => !worker.isEnded)).toHaveLength(1)
})

test('an abort after the answer ends nothing', async () => {
  const reader = createBrowserReader()
  const controller = new AbortController()
  const reading = reader.read(picture, controller.signal, asked)
  ManualWorker.all[0]!.answer(seven)
  await reading
  controller.abort()
  expect(ManualWorker.all[0]!.isEnded).toBe(false)
})

test('a worker that dies fails its reading, and the next one gets a new worker', async () => {
  const reader = createBrowserReader()
  const reading = reader.read(picture, new AbortController().signal, asked)
  ManualWorker.all[0]!.dispatchEvent(new Event('error'))
  expect(await outcome(reading)).toMatchObject({ code: 'worker-failed' })
  const next = reader.read(picture, new AbortController().signal, asked)
  ManualWorker.all[1]!.answer(seven)
  expect(await outcome(next)).toEqual({ text: '7' })
})
