// Many pictures, one roster, one picture for each entry: which is whose? All are read once to find that out, then each
// once more by somebody who knows its number.

import {
  type Assignment,
  assign,
  constraints,
  type Reading,
  type Recognition,
  type RecognitionJson,
} from '@digitrec/recognizer'
import { type Read, type Reader, readFileWith } from './read-file.ts'

/**
 * Reads files of which each shows a number of the roster, no number twice.
 *
 * @param onRead called after the first look at each file; the second comes out
 */
export async function* readByRoster(
  files: readonly string[],
  roster: readonly string[],
  reader: Reader,
  onRead: (file: string) => void,
): AsyncGenerator<Read> {
  const sheets: { readonly lattice: Recognition['lattice'] }[] = []
  const failures = new Map<number, Read>()
  for (const [i, file] of files.entries()) {
    const read = await readFileWith({ ...reader, keepsStages: false }, file)
    if (read.recognition) sheets.push({ lattice: read.recognition.lattice })
    else failures.set(i, read)
    onRead(file)
  }
  const assignments = (sheets.length > 0 ? assign(sheets, roster, { unique: true }) : []).values()
  for (const [i, file] of files.entries()) {
    const failure = failures.get(i)
    yield failure ?? (await readAs(assignments.next().value!, file, reader))
  }
}

async function readAs(assignment: Assignment, file: string, reader: Reader): Promise<Read> {
  const known = assignment.number === null ? {} : { constraint: constraints.lexicon([assignment.number]) }
  const { recognition, ...read } = await readFileWith({ ...reader, ...known }, file)
  return recognition ? { ...read, recognition: settledBy(assignment, recognition, reader.options.maxRisk) } : read
}

/** What the roster settles in an answer. */
type Settled = Pick<Recognition, 'status' | 'reasons' | 'confidence' | 'constraint' | 'changed' | 'nbest'>

/**
 * The answer for a picture that was given a number of the roster, or none.
 *
 * @param read the picture read under the constraint that it shows this number; without a constraint where it has none
 * @param maxRisk largest probability of a wrong number that is accepted
 */
function settledBy(assignment: Assignment, read: Recognition, maxRisk = 0.1): Recognition {
  const settled = assignment.number === null ? unlisted(read) : listed(assignment, read, maxRisk)
  return { ...read, ...settled, toJSON: options => withParts(read.toJSON(options), settled, options?.alternatives) }
}

function withParts(json: RecognitionJson, { nbest, ...settled }: Settled, alternatives = 5): RecognitionJson {
  return { ...json, ...settled, nbest: nbest(alternatives) }
}

/** What is on no list stays as it was read and goes to review. */
function unlisted({ status, reasons, confidence, text, nbest }: Recognition): Settled {
  return {
    status: status === 'reject' ? status : 'review',
    reasons: status === 'reject' ? reasons : [...reasons, 'not-valid'],
    confidence,
    constraint: { name: 'lexicon', satisfied: false, margin: null, unconstrained: text },
    changed: [],
    nbest,
  }
}

function listed({ confidence: ofNumber, margin, second }: Assignment, read: Recognition, maxRisk: number): Settled {
  const { status, reasons, changed = [], nbest } = read
  const constraint = { ...read.constraint!, name: 'lexicon' }
  if (status === 'reject' || !constraint.satisfied)
    return { status, reasons, confidence: read.confidence, constraint, changed, nbest }
  const confidence = Math.min(read.confidence, ofNumber)
  const isUnsure = ofNumber < 1 - maxRisk
  const others: Reading[] = second === null ? [] : [{ text: second, confidence: 1 - ofNumber }]
  return {
    status: isUnsure ? 'review' : status,
    reasons: isUnsure && !reasons.includes('ambiguous') ? [...reasons, 'ambiguous'] : reasons,
    confidence,
    constraint: { ...constraint, margin },
    changed,
    nbest: count => [{ text: read.text, confidence }, ...others].slice(0, count),
  }
}
