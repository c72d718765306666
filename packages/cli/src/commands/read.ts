// digitrec read: pictures in, a line for each out.

import { readFile, stat } from 'node:fs/promises'
import { defaultLimits, ImageError, loadRecognizer, type Recognizer } from '@digitrec/recognizer'
import { type Command, Option } from 'commander'
import { exitCodes, UsageError } from '../exit-codes.ts'
import { createProgressLine } from '../progress.ts'
import { type FileReading, formats, type ReadingFormat } from '../read/formats.ts'
import { readForms, readTemplate } from '../read/forms.ts'
import { findInputs, pipedInput } from '../read/inputs.ts'
import { printable, type Terminal } from '../terminal.ts'

interface Options {
  format: keyof typeof formats
  model?: string
  frames?: boolean
  style?: boolean
  template?: string
}

const examples = `
Examples:
  digitrec read seven.png
  digitrec read scans/ 'more/**/*.jpg' --format csv > numbers.csv
  curl -s https://example.org/meter.jpg | digitrec read -

Formats:
${Object.entries(formats)
  .map(([name, { about }]) => `  ${name.padEnd(5)} ${about}`)
  .join('\n')}

A file that is no picture counts as rejected, with the code of the error as its reason, and does not stop the others.`

export function addRead(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command('read')
    .description('read the numbers in pictures')
    .argument('<file...>', 'pictures, folders of pictures, patterns, or - for the bytes piped in')
    .addOption(new Option('-f, --format <format>', 'how to print').choices(Object.keys(formats)).default('text'))
    .option('--frames', 'with --format json: add what the network saw of each digit')
    .option('--style', 'also say how the digits are written: in words with text, in full with json')
    .option('-t, --template <file>', 'pictures of a filled-in form: read its fields, a line for each')
    .option('-m, --model <file>', 'read with this model instead of the bundled one')
    .addHelpText('after', examples)
    .action(async (files: string[], options: Options) => {
      const inputs = await findInputs(files)
      const template = options.template ? await readTemplate(options.template) : undefined
      const recognizer = await loadRecognizer(options.model ? { model: await readModel(options.model) } : {})
      if (template) {
        const bytesOf = (file: string) => bytesFrom(file, terminal.input)
        return end(await readForms(inputs, recognizer, template, options.format, terminal, bytesOf))
      }
      end(await readAll(inputs, recognizer, options, terminal))
    })
}

async function readModel(path: string): Promise<Uint8Array> {
  return readFile(path).catch(error => {
    throw new UsageError(`read: expected a model file, got ${path}, which cannot be read.`, { cause: error })
  })
}

/** Reads and prints one file after the other. Returns the exit code of the worst. */
async function readAll(
  inputs: readonly string[],
  recognizer: Recognizer,
  options: Options,
  { out, err, input, signal }: Terminal,
): Promise<number> {
  const format: ReadingFormat = formats[options.format]
  // Lines on the same terminal are progress enough.
  const progress = createProgressLine(out.isTerminal ? { ...err, isTerminal: false } : err)
  let worst: number = exitCodes.ok
  if (format.head) out.write(`${format.head}\n`)
  for (const [index, file] of inputs.entries()) {
    signal.throwIfAborted()
    const reading = await readOne(file, recognizer, options, input, signal)
    progress.clear()
    out.write(`${format.line(reading)}\n`)
    if (reading.error && options.format === 'text') err.write(`${printable(reading.error.message)}\n`)
    worst = Math.max(worst, exitCodeOf(reading))
    progress.update((index + 1) / inputs.length, printable(file))
  }
  progress.clear()
  return worst
}

function exitCodeOf({ recognition }: FileReading): number {
  if (!recognition || recognition.status === 'reject') return exitCodes.rejected
  return recognition.status === 'review' ? exitCodes.review : exitCodes.ok
}

async function readOne(
  file: string,
  recognizer: Recognizer,
  { frames = false, style = false }: Options,
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<FileReading> {
  try {
    const bytes = await bytesFrom(file, input)
    const recognition = await recognizer.read(bytes, { signal, style })
    return { file, recognition: recognition.toJSON({ frames }) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof ImageError) return { file, error: { code: error.code, message: `${file}: ${message}` } }
    // What the system says of a file (EACCES, EISDIR, ...) concerns this file only.
    if (code && /^E[A-Z]+$/.test(code)) return { file, error: { code: 'unreadable', message: `${file}: ${message}` } }
    throw error
  }
}

async function bytesFrom(file: string, input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return file === pipedInput ? readPiped(input) : readLimited(file)
}

/** A file's bytes; a file over the limit is refused before it is read. */
async function readLimited(file: string): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size > defaultLimits.bytes) throw tooLarge(file, size)
  return readFile(file)
}

async function readPiped(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    length += chunk.length
    if (length > defaultLimits.bytes) throw tooLarge(pipedInput, length)
  }
  return Buffer.concat(chunks, length)
}

function tooLarge(file: string, length: number): ImageError {
  return new ImageError(
    'too-large',
    `${file}: ${length} bytes, limit is ${defaultLimits.bytes}. Send a smaller picture.`,
  )
}
