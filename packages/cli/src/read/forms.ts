// digitrec read --template: pictures of filled-in forms in, a line for each field out.

import { readFile } from 'node:fs/promises'
import {
  FormError,
  type FormReading,
  type FormTemplate,
  ImageError,
  parseTemplate,
  type Recognizer,
  type Status,
} from '@digitrec/recognizer'
import { csvField } from '@digitrec/recognizer/formats'
import { exitCodes, UsageError } from '../exit-codes.ts'
import { printable, type Terminal } from '../terminal.ts'

/** How forms can be printed. */
const formats = {
  text: {
    head: undefined,
    newline: '\n',
    lines: (file: string, reading: FormReading) => rows(file, reading, row => row.map(printable).join('\t')),
  },
  csv: {
    head: 'file,field,text,status,confidence,reasons',
    newline: '\r\n',
    lines: (file: string, reading: FormReading) => rows(file, reading, row => row.map(csvField).join(',')),
  },
  json: {
    head: undefined,
    newline: '\n',
    lines: (file: string, reading: FormReading) => [JSON.stringify({ file, ...reading })],
  },
} as const

/** Reads a template. @throws UsageError when the file cannot be read or is no template */
export async function readTemplate(path: string): Promise<FormTemplate> {
  const json = await readFile(path, 'utf8').catch(error => {
    throw new UsageError(`template: expected a file, got ${path}, which cannot be read.`, { cause: error })
  })
  try {
    return parseTemplate(JSON.parse(json))
  } catch (error) {
    const { message } = error as Error
    if (error instanceof FormError) throw new UsageError(`${path}: ${message}`, { cause: error })
    if (error instanceof SyntaxError)
      throw new UsageError(`${path}: template: expected JSON, got a text that is none (${message}).`, { cause: error })
    throw error
  }
}

/** What came on the command line beside the forms. */
export interface FormOptions {
  readonly format: string
  readonly maxRisk?: number
}

/** Reads and prints one form after the other. Returns the exit code of the worst. */
export async function readForms(
  inputs: readonly string[],
  recognizer: Recognizer,
  template: FormTemplate,
  { format: name, maxRisk }: FormOptions,
  { out, err, signal }: Terminal,
  bytesOf: (file: string) => Promise<Uint8Array>,
): Promise<number> {
  const format = Object.hasOwn(formats, name) ? formats[name as keyof typeof formats] : undefined
  if (!format)
    throw new UsageError(`read: expected --format ${Object.keys(formats).join(', ')} with --template, got ${name}.`)
  if (format.head) out.write(`${format.head}${format.newline}`)
  const options = { signal, ...(maxRisk !== undefined && { maxRisk }) }
  let worst: number = exitCodes.ok
  for (const file of inputs) {
    signal.throwIfAborted()
    try {
      const reading = await recognizer.readForm(await bytesOf(file), template, options)
      for (const line of format.lines(file, reading)) out.write(`${line}${format.newline}`)
      worst = Math.max(worst, exitCodeOf(reading.status))
    } catch (error) {
      if (!(error instanceof ImageError) && !/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
      err.write(`${printable(`${file}: ${(error as Error).message}`)}\n`)
      worst = Math.max(worst, exitCodes.rejected)
    }
  }
  return worst
}

function exitCodeOf(status: Status): number {
  return { accept: exitCodes.ok, review: exitCodes.review, reject: exitCodes.rejected }[status]
}

/** A row for every field; one without a field when the form was not found. */
function rows(file: string, { fields, status, reasons }: FormReading, line: (row: string[]) => string): string[] {
  if (fields.length === 0) return [line([file, '', '', status, '', reasons.join(' ')])]
  return fields.map(field =>
    line([file, field.name, field.text, field.status, field.confidence.toFixed(4), field.reasons.join(' ')]),
  )
}
