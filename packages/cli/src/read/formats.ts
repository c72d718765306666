// How is a reading printed? A table of formats; each line stands for one file, so that answers come as they are read.

import type { RecognitionJson } from '@digitrec/recognizer'
import { printable } from '../terminal.ts'

/** What came of one file: an answer, or the code and message of why there is none. */
export interface FileReading {
  readonly file: string
  readonly recognition?: RecognitionJson
  readonly error?: { readonly code: string; readonly message: string }
}

/** A way to print readings. */
export interface ReadingFormat {
  /** What it is, for the help. */
  readonly about: string
  /** First line, if any. */
  readonly head?: string
  /** One reading as one line. */
  line(reading: FileReading): string
}

/** Formats by name. */
export const formats = {
  text: {
    about: 'name, text, status, confidence and reasons between tabs; with --style, the style in words',
    line: reading => [...fields(reading, ' / '), ...styleField(reading)].map(printable).join('\t'),
  },
  json: {
    about: 'one JSON object a line',
    line: ({ file, recognition, error }) =>
      JSON.stringify(recognition ? { file, ...recognition } : { file, text: '', status: 'reject', error }),
  },
  csv: {
    about: 'file,text,status,confidence,reasons with a head, quoted as RFC 4180 says',
    head: 'file,text,status,confidence,reasons',
    line: reading => fields(reading, '\n').map(quote).join(','),
  },
} as const satisfies Record<string, ReadingFormat>

/** Name, text, status, confidence, reasons; a file that could not be read has its code as the reason. */
function fields({ file, recognition, error }: FileReading, newline: string): string[] {
  if (!recognition) return [file, '', 'reject', '', error?.code ?? '']
  const { text, status, confidence, reasons } = recognition
  return [file, text.replaceAll('\n', newline), status, confidence.toFixed(4), reasons.join(' ')]
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

/** The style in words and what to check, when it was asked for. */
function styleField({ recognition }: FileReading): string[] {
  const style = recognition?.style
  if (!style) return []
  const checks = style.hints.map(({ index, what }) => `check digit ${index + 1} (${what})`)
  return [[...style.words, ...checks].join(', ')]
}
