// What the page knows and what can be done to it: signals and verbs, no markup. Components only read and call.

import { defaultLimits, type RecognitionJson, sniffFormat } from '@digitrec/recognizer'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Stroke } from './drawing.ts'
import { type Pixels, type Reader, ReaderError, type ReaderInput } from './reader/reader.ts'
import { announcement, wordsOf } from './words.ts'

export type Place = 'browser' | 'server'

/** A chosen file: its bytes, and an object URL that lives as long as it is shown. */
export interface Picture {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly url: string
}

export interface Answer {
  readonly recognition: RecognitionJson
  readonly place: Place
}

export interface PageParts {
  readonly readers: Readonly<Record<Place, Reader>>
  /** Paints strokes and gives the pixels. */
  readonly pixelsOf: (strokes: readonly Stroke[]) => Pixels
  readonly urls: { createObjectURL(blob: Blob): string; revokeObjectURL(url: string): void }
  /** Quiet time after a choice or a stroke before it is read. @default 150 */
  readonly delayMs?: number
}

/** Enough of a file to tell its format. */
const headBytes = 4096

export type Page = ReturnType<typeof createPage>

/** The page's state and verbs. Everything outside (readers, canvas, object URLs) is handed in. */
export function createPage({ readers, pixelsOf, urls, delayMs = 150 }: PageParts) {
  const picture = signal<Picture | undefined>()
  const strokes = signal<readonly Stroke[]>([])
  const answer = signal<Answer | undefined>()
  const problem = signal<string | undefined>()
  const reading = signal(false)
  const place = signal<Place>('browser')
  const selected = signal(0)
  const chosenText = signal<string | undefined>()
  const known = signal('')
  const explains = signal(false)
  const note = signal('')

  let timer: ReturnType<typeof setTimeout> | undefined
  let request: AbortController | undefined
  let choice = 0

  const hasInput: ReadonlySignal<boolean> = computed(() => picture.value !== undefined || strokes.value.length > 0)
  /** What a screen reader hears. */
  const spoken: ReadonlySignal<string> = computed(() => {
    if (answer.value && !reading.value && !problem.value) return announcement(answer.value.recognition)
    return note.value
  })

  /** Forgets a reading that waits or runs. */
  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
    request?.abort()
    request = undefined
    reading.value = false
  }

  function showPicture(next: Picture | undefined): void {
    if (picture.value) urls.revokeObjectURL(picture.value.url)
    picture.value = next
  }

  function forgetAnswer(): void {
    answer.value = undefined
    problem.value = undefined
    chosenText.value = undefined
    selected.value = 0
    note.value = ''
  }

  function readSoon(): void {
    cancel()
    timer = setTimeout(() => void predict(), delayMs)
  }

  /** Refuses by size and by content before the file is read; then shows it and reads it soon. */
  async function choose(file: Blob & { name?: string }): Promise<void> {
    const mine = ++choice
    cancel()
    const accepted = await openPicture(file).catch(codeOf)
    if (mine !== choice) return
    forgetAnswer()
    strokes.value = []
    if (typeof accepted === 'string') {
      showPicture(undefined)
      problem.value = accepted
      return
    }
    showPicture({ name: file.name || 'picture', bytes: accepted, url: urls.createObjectURL(file) })
    readSoon()
  }

  /** Takes the first of several files: the page reads one picture at a time. */
  async function chooseFrom(files: ArrayLike<File> | undefined | null): Promise<void> {
    const file = files?.[0]
    if (!file) return refuse('no-file')
    await choose(file)
    if (files.length > 1 && picture.value) note.value = `Only the first of ${files.length} files is read.`
  }

  /** Says what was wrong with what came in; what is shown stays. */
  function refuse(code: string): void {
    problem.value = code
  }

  function addStroke(stroke: Stroke): void {
    choice++
    problem.value = undefined
    strokes.value = [...strokes.value, stroke]
    readSoon()
  }

  /** Takes back the last stroke; the last of all leaves a blank page. */
  function undo(): void {
    if (strokes.value.length === 0) return
    strokes.value = strokes.value.slice(0, -1)
    if (strokes.value.length > 0) {
      readSoon()
      return
    }
    cancel()
    forgetAnswer()
    note.value = 'The paper is blank.'
  }

  /** Value, preview, result, strokes and a pending request: all gone. */
  function clear(): void {
    choice++
    cancel()
    showPicture(undefined)
    strokes.value = []
    forgetAnswer()
    note.value = 'Cleared.'
  }

  function input(): ReaderInput | undefined {
    if (picture.value) return picture.value.bytes
    return strokes.value.length > 0 ? pixelsOf(strokes.value) : undefined
  }

  /**
   * Reads what is shown, now. A newer reading replaces an older one.
   *
   * @param again the same once more, for what the answer lacks: choices stay, and so does the answer when that fails
   */
  async function predict({ again = false } = {}): Promise<void> {
    cancel()
    const controller = new AbortController()
    request = controller
    const where = place.value
    try {
      const material = input()
      if (!material) throw new ReaderError('nothing', 'page: expected a picture or strokes, got neither.')
      reading.value = true
      problem.value = undefined
      const asked = { known: known.value.trim(), explain: explains.value }
      const recognition = await readers[where].read(material, controller.signal, asked)
      if (request !== controller) return
      if (!again) {
        chosenText.value = undefined
        selected.value = leastSure(recognition)
      }
      answer.value = { recognition, place: where }
    } catch (error) {
      if (request !== controller) return
      if (!again) answer.value = undefined
      problem.value = codeOf(error)
      if (problem.value === 'reader-failed') console.error(error) // a fault of ours: leave a trace to report
    } finally {
      if (request === controller) {
        request = undefined
        reading.value = false
      }
    }
  }

  /** Says what is known of the number, as a constraint in text; what is shown is read again. */
  function know(text: string): void {
    if (known.value === text) return
    known.value = text
    if (hasInput.value) readSoon()
  }

  /** From now on readings come with how they were read, or without; the answer that is shown gets it at once. */
  function explain(wanted: boolean): void {
    explains.value = wanted
    const now = answer.value
    if (wanted && now && !now.recognition.explanation && timer === undefined) void predict({ again: !reading.value })
  }

  /** Takes another digit at one place of the number. */
  function chooseDigit(index: number, digit: number): void {
    const now = answer.value?.recognition
    if (!now || now.text === '') return
    chooseText(replaceDigit(chosenText.value ?? now.text, index, digit))
  }

  /** Takes another text; the one that was read is no choice. */
  function chooseText(text: string): void {
    chosenText.value = text === answer.value?.recognition.text ? undefined : text
  }

  function readAt(where: Place): void {
    if (place.value === where) return
    place.value = where
    if (hasInput.value) void predict()
  }

  /** What happened in words, for the visible message. */
  const problemWords = computed(() => (problem.value === undefined ? undefined : wordsOf(problem.value)))

  return {
    picture: picture as ReadonlySignal<Picture | undefined>,
    strokes: strokes as ReadonlySignal<readonly Stroke[]>,
    answer: answer as ReadonlySignal<Answer | undefined>,
    problem: problem as ReadonlySignal<string | undefined>,
    problemWords,
    reading: reading as ReadonlySignal<boolean>,
    place: place as ReadonlySignal<Place>,
    selected,
    chosenText: chosenText as ReadonlySignal<string | undefined>,
    known: known as ReadonlySignal<string>,
    explains: explains as ReadonlySignal<boolean>,
    note: note as ReadonlySignal<string>,
    hasInput,
    spoken,
    choose,
    chooseFrom,
    refuse,
    addStroke,
    holdReading: cancel,
    undo,
    clear,
    predict,
    know,
    explain,
    chooseDigit,
    chooseText,
    readAt,
    warm: () => readers[place.value].warm(),
  }
}

async function openPicture(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new ReaderError('empty', 'page: expected a picture, got 0 bytes.')
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
  if (!sniffFormat(head)) throw new ReaderError('unsupported', 'page: the first bytes belong to no known format.')
  if (file.size > defaultLimits.bytes) {
    throw new ReaderError('too-large', `page: ${file.size} bytes, limit is ${defaultLimits.bytes}.`)
  }
  return new Uint8Array(await file.arrayBuffer())
}

function codeOf(error: unknown): string {
  if (error instanceof ReaderError) return error.code
  return error instanceof DOMException ? 'unreadable' : 'reader-failed'
}

/** The text with another digit at one place; ends of lines are no places. */
function replaceDigit(text: string, index: number, digit: number): string {
  let at = -1
  return text.replace(/\d/g, old => (++at === index ? String(digit) : old))
}

/** Index of the digit that most deserves a look; 0 when there is none. */
function leastSure({ digits }: RecognitionJson): number {
  return digits.reduce((worst, digit, i) => (digit.confidence < digits[worst]!.confidence ? i : worst), 0)
}
