// digitrec read: pictures in, a line for each out.

import { readFile, stat } from 'node:fs/promises'
import {
  type Constraint,
  ConstraintError,
  constraintForms,
  constraints,
  defaultLimits,
  type Explained,
  explainHtml,
  ImageError,
  loadRecognizer,
  parseConstraint,
  pictureOf,
  type Recognition,
  type Recognizer,
  type StagePicture,
} from '@digitrec/recognizer'
import { type FileReading, type FormatName, formats, type ReadingFormat } from '@digitrec/recognizer/formats'
import { toWords, type WordsLanguage, wordsLanguages } from '@digitrec/recognizer/words'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { writeAtomically } from '../atomic-write.ts'
import { exitCodes, UsageError } from '../exit-codes.ts'
import { bundledModels, readModel } from '../models.ts'
import { wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import { assignReadings } from '../read/by-roster.ts'
import { readForms, readTemplate } from '../read/forms.ts'
import { findInputs, pipedInput } from '../read/inputs.ts'
import { readRoster } from '../read/roster.ts'
import { printable, type Terminal } from '../terminal.ts'

interface Options {
  format: FormatName
  constraint?: string
  lexicon?: string
  unique?: boolean
  maxRisk?: number
  maxLines?: number
  alternatives: number
  words?: WordsLanguage
  model?: string
  frames?: boolean
  style?: boolean
  template?: string
  explain?: string
}

/** Options that a form leaves no room for: its template says what is known of each field, its lines have columns of their own. */
const notOfForms = ['constraint', 'lexicon', 'unique', 'alternatives', 'words', 'frames', 'style', 'explain'] as const

/** What the options come to. */
interface Reader {
  readonly recognizer: Recognizer
  readonly options: Options
  readonly constraint?: Constraint
  /** Given when every entry has one picture. */
  readonly roster?: readonly string[]
}

const list = (rows: readonly (readonly [string, string])[]) => {
  const width = rows.reduce((most, [name]) => Math.max(most, name.length), 0)
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n')
}

const examples = `
Examples:
  digitrec read seven.png
  digitrec read meter.jpg --explain meter.html
  digitrec read scans/ 'more/**/*.jpg' --format csv > numbers.csv
  digitrec read cards/ --constraint luhn:16 --max-risk 0.001
  digitrec read exams/ --lexicon roster.csv --unique
  curl -s https://example.org/meter.jpg | digitrec read - --constraint monotone:424951+500

Formats:
${list(Object.entries(formats).map(([name, { about }]) => [name, about]))}

Constraints, joined by & (all of them) and | (one of them):
${list(constraintForms.map(({ usage, about }) => [usage, about]))}

A number that obeys is preferred as far as the ink allows; what was changed stands in json, csv and tsv. When the ink speaks
against all of them, it is printed as it is, for review, with the reason not-valid.

Words: ${Object.keys(wordsLanguages).join(' ')}

A file that is no picture counts as rejected, with the code of the error as its reason, and does not stop the others.`

export function addRead(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command('read')
    .description('read the numbers in pictures')
    .argument('<file...>', 'pictures, folders of pictures, patterns, or - for the bytes piped in')
    .addOption(new Option('-f, --format <format>', 'how to print').choices(Object.keys(formats)).default('text'))
    .option('-c, --constraint <rule>', 'what is known of the numbers, such as luhn:16 (see below)')
    .option('-l, --lexicon <file>', 'the numbers are those of this list or table')
    .option(
      '-u, --unique',
      'with --lexicon: each number of the list has one picture at most; all are read before any is printed',
    )
    .option('--max-risk <share>', 'accept what is wrong with at most this probability (default: 0.1)', share)
    .option('--max-lines <count>', 'read so many lines of each picture at most (default: 30)', wholeNumber(1, 1000))
    .option('-n, --alternatives <count>', 'how many readings of a number to give', wholeNumber(1, 100), 5)
    .addOption(new Option('-w, --words <language>', 'add the number in words').choices(Object.keys(wordsLanguages)))
    .option('--frames', 'with --format json: add what the network saw of each digit')
    .option('--style', 'also say how the digits are written: in words with text, in full with json')
    .option('-t, --template <file>', 'pictures of a filled-in form: read its fields, a line for each')
    .option('--explain <file>', 'write a page that shows every step of every picture')
    .option(
      '-m, --model <file>',
      `read with this model instead of the default: a file, or one of ${Object.keys(bundledModels).join(', ')}`,
    )
    .addHelpText('after', examples)
    .action(async (files: string[], options: Options, command: Command) => {
      const stray = options.template && notOfForms.find(name => command.getOptionValueSource(name) === 'cli')
      if (stray)
        throw new UsageError(
          `read: --template expected what is known of each field in the template, got --${stray} beside it.`,
        )
      const inputs = await findInputs(files)
      const template = options.template ? await readTemplate(options.template) : undefined
      const known = await whatIsKnown(options)
      const recognizer = await loadRecognizer(options.model ? { model: await readModel(options.model, 'read') } : {})
      if (template) {
        const bytesOf = (file: string) => bytesFrom(file, terminal.input)
        return end(await readForms(inputs, recognizer, template, options, terminal, bytesOf))
      }
      end(await readAll(inputs, { recognizer, options, ...known }, terminal))
    })
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('Expected a number from 0 to 1.')
}

/** The constraint that the options describe; a roster that is used up entry by entry stands apart. */
async function whatIsKnown(options: Options): Promise<{ constraint?: Constraint; roster?: readonly string[] }> {
  if (options.unique && !options.lexicon)
    throw new UsageError('read: --unique expected --lexicon with the list, got none.')
  const roster = options.lexicon === undefined ? undefined : await readRoster(options.lexicon)
  try {
    const rules: Constraint[] = []
    if (options.constraint !== undefined) rules.push(await parseWithFiles(options.constraint))
    if (roster && !options.unique) rules.push(constraints.lexicon(roster))
    return {
      ...(rules.length > 0 && { constraint: constraints.and(...rules) }),
      ...(roster && options.unique && { roster }),
    }
  } catch (error) {
    if (error instanceof ConstraintError) throw new UsageError(`read: ${error.message}`, { cause: error })
    throw error
  }
}

/** A constraint as text, in which a list may be the name of a file: `lexicon:@roster.csv`. */
async function parseWithFiles(text: string): Promise<Constraint> {
  const [, path] = /^\s*lexicon\s*:\s*@(.+?)\s*$/i.exec(text) ?? []
  return path === undefined ? parseConstraint(text) : constraints.lexicon(await readRoster(path))
}

/** Reads and prints one file after the other. Returns the exit code of the worst. */
async function readAll(
  inputs: readonly string[],
  reader: Reader,
  { out, err, input, signal }: Terminal,
): Promise<number> {
  const { options } = reader
  const format: ReadingFormat = formats[options.format]
  const newline = format.newline ?? '\n'
  // Lines on the same terminal are progress enough.
  const progress = createProgressLine(out.isTerminal ? { ...err, isTerminal: false } : err)
  const explained: Explained[] | undefined = options.explain ? [] : undefined
  let worst: number = exitCodes.ok
  let printed = 0
  const print = (reading: FileReading) => {
    progress.clear()
    out.write(`${format.write(reading, printed++)}${newline}`)
    if (reading.error && options.format === 'text') err.write(`${printable(reading.error.message)}\n`)
    worst = Math.max(worst, exitCodeOf(reading))
  }
  if (format.head !== undefined) out.write(`${format.head}${newline}`)
  const waiting: Read[] = []
  for (const [index, file] of inputs.entries()) {
    signal.throwIfAborted()
    const read = await readOne(file, reader, input, signal, explained)
    if (reader.roster) waiting.push(read)
    else print(await toReading(read, options))
    progress.update((index + 1) / inputs.length, printable(file))
  }
  if (reader.roster) for (const reading of await toReadings(waiting, reader.roster, options)) print(reading)
  if (format.tail !== undefined) out.write(`${format.tail}${newline}`)
  progress.clear()
  if (explained) await writeAtomically(options.explain!, explainHtml(explained))
  return worst
}

function exitCodeOf({ recognition }: FileReading): number {
  if (!recognition || recognition.status === 'reject') return exitCodes.rejected
  return recognition.status === 'review' ? exitCodes.review : exitCodes.ok
}

/** What came of one file, before it is made plain. */
interface Read {
  readonly file: string
  readonly recognition?: Recognition
  readonly error?: NonNullable<FileReading['error']>
}

async function toReading({ recognition, ...rest }: Read, options: Options): Promise<FileReading> {
  return recognition ? withWords({ ...rest, recognition: recognition.toJSON(options) }, options) : (rest as FileReading)
}

/** All readings at once, each with its own number of the roster. */
async function toReadings(reads: readonly Read[], roster: readonly string[], options: Options): Promise<FileReading[]> {
  const recognitions = reads.flatMap(({ recognition }) => recognition ?? [])
  const assigned = assignReadings(recognitions, roster, options)[Symbol.iterator]()
  return Promise.all(
    reads.map(({ file, recognition, error }) => {
      const reading = { file, ...(recognition && { recognition: assigned.next().value! }), ...(error && { error }) }
      return withWords(reading, options)
    }),
  )
}

async function withWords(reading: FileReading, { words }: Options): Promise<FileReading> {
  return words && reading.recognition ? { ...reading, words: await toWords(reading.recognition.text, words) } : reading
}

async function readOne(
  file: string,
  { recognizer, options, constraint }: Reader,
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  explained: Explained[] | undefined,
): Promise<Read> {
  const { maxRisk, maxLines, style = false } = options
  const stages: StagePicture[] = []
  try {
    const bytes = await bytesFrom(file, input)
    const recognition = await recognizer.read(bytes, {
      signal,
      style,
      ...(constraint && { constraint }),
      ...(maxRisk !== undefined && { maxRisk }),
      ...(maxLines !== undefined && { maxLines }),
      ...(explained && { onStage: stage => stages.push(pictureOf(stage)) }),
    })
    explained?.push({ name: file, stages, outcome: recognition })
    return { file, recognition }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    explained?.push({ name: file, stages, outcome: message })
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
