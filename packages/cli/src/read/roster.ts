// Which numbers does a roster hold? A text file with a number a line, or a table whose first column of digits has them.

import { readFile } from 'node:fs/promises'
import { UsageError } from '../exit-codes.ts'

/** Largest roster; a list of a million numbers is smaller. */
const limitBytes = 20 * 2 ** 20

/**
 * The numbers of a roster file, in its order: of plain text, comma-, semicolon- or tab-separated values the first column in
 * which every cell but the head is made of digits.
 *
 * @throws UsageError when the file cannot be read, or no column is that of numbers
 */
export async function readRoster(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch(error => {
    throw new UsageError(`read: expected a roster, got ${path}, which cannot be read.`, { cause: error })
  })
  if (bytes.length > limitBytes)
    throw new UsageError(`read: expected a roster of at most ${limitBytes} bytes, got ${path} with ${bytes.length}.`)
  const rows = recordsOf(bytes.toString('utf8').replace(/^\ufeff/, ''))
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  for (let column = 0; column < width; column++) {
    const cells = rows.map(row => (row[column] ?? '').trim())
    const body = (/^\d+$/.test(cells[0]!) ? cells : cells.slice(1)).filter(cell => cell !== '')
    if (body.length > 0 && body.every(cell => /^\d{1,64}$/.test(cell))) return body
  }
  throw new UsageError(`read: expected a roster with a column of numbers, got none in ${path}.`)
}

/** Records of separated values; quotes as RFC 4180 has them. The separator is the one that the first line has most of. */
function recordsOf(text: string): string[][] {
  const firstLine = text.split(/\r?\n/, 1)[0]!
  const counts = [',', ';', '\t'].map(sign => [sign, firstLine.split(sign).length] as const)
  const separator = counts.sort((a, b) => b[1] - a[1])[0]![0]
  const records: string[][] = [['']]
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const record = records.at(-1)!
    const character = text[i]!
    const last = record.length - 1
    if (quoted && character === '"' && text[i + 1] === '"') record[last] += text[i++]
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === separator) record.push('')
    else if (!quoted && character === '\n') records.push([''])
    else if (quoted || character !== '\r') record[last] += character
  }
  return records.filter(record => record.some(cell => cell.trim() !== ''))
}
