// What does a worker thread do with one image? It reads it and writes the whole JSON answer, so that the
// main thread only passes text on. Read next: worker.ts, then reader-pool.ts.

import type { Recognizer, StagePicture } from '@digitrec/recognizer'

/** What a worker needs of the recognizer's package; handed in, so that tests start threads without its weights. */
export type ReaderLibrary = Pick<
  typeof import('@digitrec/recognizer'),
  'loadRecognizer' | 'parseTemplate' | 'pictureOf' | 'explanationOf'
>

/** What the main thread asks of a worker. */
export type WorkerTask =
  | { readonly kind: 'warm' }
  | {
      readonly kind: 'read'
      /** Goes into the answer. */
      readonly id: string
      readonly bytes: Uint8Array
      /** Adds what the network saw, 28×28 a digit, to the answer. */
      readonly frames: boolean
      /** Adds how the digits are written. */
      readonly style: boolean
      /** Adds every step as a picture, and the ways to part the ink. */
      readonly explain: boolean
      /** What is known of the number, as text. */
      readonly constraint?: string
      readonly maxRisk?: number
      readonly maxLines?: number
      /** How many readings of the whole number. */
      readonly alternatives?: number
      readonly limits: { readonly bytes: number; readonly pixels: number }
    }
  | {
      readonly kind: 'form'
      /** Goes into the answer. */
      readonly id: string
      readonly bytes: Uint8Array
      /** The template as JSON. */
      readonly template: string
      readonly maxRisk?: number
      readonly limits: { readonly bytes: number; readonly pixels: number }
    }

/** What a worker answers: its facts, an answer ready to send, or why there is none. */
export type WorkerAnswer =
  | { readonly kind: 'facts'; readonly backend: string; readonly model: { name: string; id: string } }
  | { readonly kind: 'answer'; readonly json: string; readonly status: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }

/** Longest side of the pictures of an explanation, in pixels: together they stay below 5 MB. */
export const explainedSide = 480

/**
 * Makes the task function of a worker thread. Loading starts now and happens once.
 *
 * Every error comes back as a value, because classes and codes do not survive the way between threads; so when the
 * pool sees a task rejected, the thread itself is gone.
 *
 * @param library `@digitrec/recognizer`; tests hand in one that misbehaves
 */
export function createReadHandler(library: ReaderLibrary): (task: WorkerTask) => Promise<WorkerAnswer> {
  const loading = library.loadRecognizer().then(warmUp)
  loading.catch(() => {}) // reported by the first task instead
  return async task => {
    try {
      const recognizer = await loading
      if (task.kind === 'warm') return { kind: 'facts', backend: recognizer.backend, model: recognizer.model }
      return await (task.kind === 'form' ? readForm(library, recognizer, task) : read(library, recognizer, task))
    } catch (error) {
      if (error instanceof Error && refusals.has(error.name)) {
        return { kind: 'refused', code: (error as Error & { code: string }).code, message: error.message }
      }
      return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
}

/** Errors that say what is wrong with what was sent. */
const refusals: ReadonlySet<string> = new Set(['ImageError', 'ConstraintError', 'FormError'])

type Task<K> = Extract<WorkerTask, { kind: K }>

async function read(
  { pictureOf, explanationOf }: ReaderLibrary,
  recognizer: Recognizer,
  task: Task<'read'>,
): Promise<WorkerAnswer> {
  const { id, bytes, frames, style, explain, constraint, maxRisk, maxLines, alternatives, limits } = task
  const stages: StagePicture[] = []
  const recognition = await recognizer.read(bytes, {
    limits,
    style,
    ...(constraint !== undefined && { constraint }),
    ...(maxRisk !== undefined && { maxRisk }),
    ...(maxLines !== undefined && { maxLines }),
    ...(explain && { onStage: stage => stages.push(pictureOf(stage, explainedSide)) }),
  })
  const asked = { frames, ...(alternatives !== undefined && { alternatives }) }
  const explanation = explain && { explanation: explanationOf(recognition, stages) }
  const json = JSON.stringify({ id, ...recognition.toJSON(asked), ...explanation })
  return { kind: 'answer', json, status: recognition.status }
}

async function readForm(
  { parseTemplate }: ReaderLibrary,
  recognizer: Recognizer,
  task: Task<'form'>,
): Promise<WorkerAnswer> {
  const { id, bytes, limits, maxRisk } = task
  let json: unknown
  try {
    json = JSON.parse(task.template)
  } catch (error) {
    const message = `template: expected JSON, got a text that is none (${(error as Error).message}).`
    return { kind: 'refused', code: 'template-invalid', message }
  }
  const template = parseTemplate(json)
  const reading = await recognizer.readForm(bytes, template, { limits, ...(maxRisk !== undefined && { maxRisk }) })
  return { kind: 'answer', json: JSON.stringify({ id, ...reading }), status: reading.status }
}

/** Reads a picture with one upright bar, so that no stranger waits for what happens only once. */
async function warmUp(recognizer: Recognizer): Promise<Recognizer> {
  const [width, height] = [48, 64]
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 12; y < 52; y++) {
    for (let x = 21; x < 27; x++) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  }
  await Promise.all([recognizer.read({ width, height, data }), recognizer.prepare()])
  return recognizer
}
