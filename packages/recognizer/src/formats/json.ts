// For programs: everything that is known of a reading. The form is described by recognition.schema.json.

import type { ReadingFormat } from './format.ts'

/** JSON Lines: one object a line. (jsonlines.org) */
export const json: ReadingFormat = {
  about: 'one JSON object a line (JSON Lines), with everything',
  mediaType: 'application/jsonl',
  extension: 'jsonl',
  write({ file, recognition, words, error }) {
    const said = words === undefined ? {} : { words }
    return JSON.stringify(recognition ? { file, ...recognition, ...said } : { file, text: '', status: 'reject', error })
  },
}
