// Of a string that was read wrong: which of the readers had it right, and could it be read right at all?

import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { loadLineReader } from '@digitrec/cnn/lines'
import { findInk, type Raster, segmentLevel } from '@digitrec/image'
import { decode, spells } from '../packages/recognizer/src/decode.ts'
import { latticeOf } from '../packages/recognizer/src/read-segments.ts'

/**
 * Where the right text got lost: `uncut`, no way to cut what was found can spell it; `neither`, it can be spelt, but the marks' own
 * likeliest text (the classifier's) and the reader of lines' both differ; `classifier`, `reader` or `both` had it right, and it was
 * lost when they were weighed.
 */
export type RightReader = 'uncut' | 'neither' | 'classifier' | 'reader' | 'both'

/** What each of the readers makes of a picture by itself. */
export interface Alone {
  readonly right: RightReader
  readonly classifier: string
  readonly reader: string
}

/** Reads once more, each by itself. */
export async function whoWasRight(raster: Raster, text: string, classifier = loadDigitClassifier()): Promise<Alone> {
  const { ink, segments } = segmentLevel(findInk(raster))
  const lattice = await latticeOf(ink, segments, { classifier, lines: loadLineReader })
  const byClassifier = (decode(await latticeOf(ink, segments, { classifier }), 1)[0]?.text ?? '').replaceAll('\n', '|')
  const asked = [...new Set(lattice.stretches)].map(stretch => lattice.opinions.get(stretch)?.texts[0]?.join(''))
  // A mark that is surely one digit is not asked about.
  const byReader = asked.every(own => own !== undefined) ? asked.join('') : byClassifier
  const canBeSpelt = decode(lattice, 1, spells(Array.from(text, Number))).length > 0
  return {
    right: verdict(canBeSpelt, byClassifier === text, byReader === text),
    classifier: byClassifier,
    reader: byReader,
  }
}

function verdict(canBeSpelt: boolean, isClassifier: boolean, isReader: boolean): RightReader {
  if (!canBeSpelt) return 'uncut'
  if (isClassifier && isReader) return 'both'
  if (isClassifier) return 'classifier'
  return isReader ? 'reader' : 'neither'
}
