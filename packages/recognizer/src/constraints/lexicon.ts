// One of a list: a roster of students, numbers of accounts that exist, parts in a store.

import { acyclic } from './acyclic.ts'
import { type Constraint, type Form, invalid, longest } from './constraint.ts'

/** Options of a lexicon. */
export interface LexiconOptions {
  /**
   * `exact`: as written in the list. `optional`: also without its zeros in front, and also with zeros up to the length of
   * the longest; 00412, 0412 and 412 are then the same number. @default 'exact'
   */
  readonly leadingZeros?: 'exact' | 'optional'
}

/** Entries that stand in the name of a lexicon; a longer list has none but "lexicon". */
const shown = 20

/**
 * The numbers of a list, and no other.
 *
 * @param numbers digits only, 1 to 64 of them; repeats are one entry
 * @throws ConstraintError `constraint-invalid` for an empty list or an entry that is no number
 */
export function lexicon(numbers: Iterable<string>, options: LexiconOptions = {}): Constraint {
  const entries = [...new Set(numbers)]
  for (const entry of entries)
    if (!/^\d+$/.test(entry) || entry.length > longest) invalid('lexicon', `numbers of 1 to ${longest} digits`, entry)
  if (entries.length === 0) invalid('lexicon', 'at least one number', 'none')
  const written = options.leadingZeros === 'optional' ? entries.flatMap(waysToWrite(entries)) : entries
  return {
    name: entries.length <= shown ? `lexicon:${entries.join(',')}` : 'lexicon',
    about: `one of ${entries.length} numbers`,
    automaton: acyclic(written),
  }
}

/** From no zero in front to as many as the longest entry has room for. */
export function waysToWrite(entries: readonly string[]): (entry: string) => string[] {
  const width = entries.reduce((most, { length }) => Math.max(most, length), 0)
  return entry => {
    const bare = entry.replace(/^0+(?=\d)/, '')
    return Array.from({ length: width - bare.length + 1 }, (_, zeros) => '0'.repeat(zeros) + bare)
  }
}

export const lexiconForm: Form = {
  name: 'lexicon',
  usage: 'lexicon:17,23,42 or, on the command line, lexicon:@roster.csv',
  about: 'one of a list',
  example: 'lexicon:17,23,42',
  parse(text = '') {
    if (text.startsWith('@'))
      invalid('lexicon', 'the numbers themselves', text, 'Files are read on the command line only.')
    return lexicon(text.split(/[\s,;]+/).filter(entry => entry !== ''))
  },
}
