// For people: what was read, how sure, and why not surer.

import { type FileReading, fieldsOf, type ReadingFormat } from './format.ts'

/** Characters that would do something to a terminal or break a line, written as \u001b and the like. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    character => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )
}

/** Name, text, status, confidence and reasons between tabs; words behind them, when asked for. */
export const text: ReadingFormat = {
  about: 'name, text, status, confidence and reasons between tabs; then words and style, when asked for',
  mediaType: 'text/plain',
  extension: 'txt',
  write(reading) {
    const [file, text, status, confidence, reasons] = fieldsOf(reading)
    const fields = [file!, text!.replaceAll('\n', ' / '), status!, confidence!, reasons!]
    if (reading.words !== undefined) fields.push(reading.words.replaceAll('\n', ' / '))
    fields.push(...styleField(reading))
    return fields.map(printable).join('\t')
  },
}

/** The style in words and what to check, when it was asked for. */
function styleField({ recognition }: FileReading): string[] {
  const style = recognition?.style
  if (!style) return []
  const checks = style.hints.map(({ index, what }) => `check digit ${index + 1} (${what})`)
  return [[...style.words, ...checks].join(', ')]
}
