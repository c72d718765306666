// The walk from bytes to text as a contender; run as a process of its own with the name of a backend.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadRecognizer } from '@digitrec/recognizer'
import { serve } from './serve.ts'

process.env.DIGITREC_BACKEND = process.argv[2]
const recognizer = await loadRecognizer()
await serve(`backend ${recognizer.backend}, model ${recognizer.model.name} ${recognizer.model.id}`, async task => {
  const bytes = readFileSync(join(task.folder, task.net))
  const text = (await recognizer.read(bytes)).nbest(1)[0]?.text ?? ''
  return {
    // A text as the codes of its letters: answers are floats.
    answer: Float32Array.from(text, letter => letter.charCodeAt(0)),
    run: () => recognizer.read(bytes),
  }
})
