// The worker's side: loads the recognizer once and reads what it is handed. Errors travel as data, because a thrown
// error would lose its code on the way.

import {
  explanationOf,
  loadRecognizer,
  pictureOf,
  type RecognitionJson,
  type Recognizer,
  type StagePicture,
} from '@digitrec/recognizer'
import { expose } from 'comlink'
import { type Asked, explainedSide, type ReaderInput } from './reader.ts'

export type WorkerAnswer = { ok: true; recognition: RecognitionJson } | { ok: false; code: string; message: string }

let recognizer: Promise<Recognizer> | undefined

const reader = {
  async warm(): Promise<void> {
    recognizer ??= loadRecognizer()
    await (await recognizer).prepare() // the page may have no network when digits touch
  },

  async read(input: ReaderInput, { known, explain }: Asked): Promise<WorkerAnswer> {
    const stages: StagePicture[] = []
    try {
      recognizer ??= loadRecognizer()
      const recognition = await (await recognizer).read(input, {
        style: true,
        ...(known !== '' && { constraint: known }),
        ...(explain && { onStage: stage => stages.push(pictureOf(stage, explainedSide)) }),
      })
      const explanation = explain && { explanation: explanationOf(recognition, stages) }
      return { ok: true, recognition: { ...recognition.toJSON({ frames: true }), ...explanation } }
    } catch (error) {
      return { ok: false, code: codeOf(error), message: error instanceof Error ? error.message : String(error) }
    }
  },
}

export type WorkerReader = typeof reader

expose(reader)

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'reader-failed'
}
