// What is a format? A way to write readings as text, one after the other, so that answers can be written as they come.

import type { RecognitionJson } from '../recognition.ts'

/** What came of one file: an answer, or the code and message of why there is none. */
export interface FileReading {
  readonly file: string
  readonly recognition?: RecognitionJson
  /** The number in words, when it was asked for. */
  readonly words?: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** A way to write readings. */
export interface ReadingFormat {
  /** What it is, for help texts. */
  readonly about: string
  readonly mediaType: string
  /** Ending of its files, without the point. */
  readonly extension: string
  /** What comes before all readings, without the end of the line. @default nothing */
  readonly head?: string
  /** What comes after all readings. @default nothing */
  readonly tail?: string
  /** What ends a line, the head and the tail. @default '\n' */
  readonly newline?: '\r\n'
  /** One reading; `index` counts them from 0. */
  write(reading: FileReading, index: number): string
}

/** Columns of the formats that are tables. */
export const columns = ['file', 'text', 'status', 'confidence', 'reasons', 'changed', 'alternatives', 'words'] as const

/** A reading as one field for each of the columns. A file that could not be read has its code as the reason. */
export function fieldsOf({ file, recognition, words = '', error }: FileReading): string[] {
  if (!recognition) return [file, '', 'reject', '', error?.code ?? '', '', '', '']
  const { text, status, confidence, reasons, changed = [], nbest } = recognition
  return [
    file,
    text,
    status,
    confidence.toFixed(4),
    reasons.join(' '),
    changed.map(({ index, from, to }) => `${index}:${from}>${to}`).join(' '),
    nbest
      .filter(reading => reading.text !== text)
      .map(reading => `${reading.text.replaceAll('\n', '/')} ${reading.confidence.toFixed(4)}`)
      .join('; '),
    words,
  ]
}

/** All readings as one text. */
export function writeAll(format: ReadingFormat, readings: readonly FileReading[]): string {
  const { head, tail, newline = '\n' } = format
  const parts = readings.map((reading, index) => format.write(reading, index))
  return [...(head === undefined ? [] : [head]), ...parts, ...(tail === undefined ? [] : [tail])]
    .map(part => `${part}${newline}`)
    .join('')
}
