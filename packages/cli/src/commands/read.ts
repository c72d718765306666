// digitrec read: pictures in, a line for each out.

import {
  type Constraint,
  ConstraintError,
  constraintForms,
  constraints,
  type Explained,
  explainHtml,
  loadRecognizer,
  obeys,
  parseConstraint,
} from '@digitrec/recognizer'
import { type FileReading, type FormatName, formats, type ReadingFormat } from '@digitrec/recognizer/formats'
import { toWords, type WordsLanguage, wordsLanguages } from '@digitrec/recognizer/words'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { checkTarget, writeAtomically } from '../atomic-write.ts'
import { exitCodes, UsageError } from '../exit-codes.ts'
import { bundledModels, readModel } from '../models.ts'
import { wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import { readByRoster } from '../read/by-roster.ts'
import { readForms, readTemplate } from '../read/forms.ts'
import { findInputs } from '../read/inputs.ts'
import { bytesFrom, type Read, type Reader, readFileWith } from '../read/read-file.ts'
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
      if (options.explain) await checkTarget('read --explain', options.explain, inputs)
      const template = options.template ? await readTemplate(options.template) : undefined
      const known = await whatIsKnown(options)
      const recognizer = await loadRecognizer(options.model ? { model: await readModel(options.model, 'read') } : {})
      const bytesOf = bytesFrom(terminal.input)
      if (template) return end(await readForms(inputs, recognizer, template, options, terminal, bytesOf))
      const { maxRisk, maxLines, style = false } = options
      const reader: Reader = {
        recognizer,
        options: {
          style,
          signal: terminal.signal,
          ...(maxRisk !== undefined && { maxRisk }),
          ...(maxLines !== undefined && { maxLines }),
        },
        bytesOf,
        ...(known.constraint && { constraint: known.constraint }),
        keepsStages: options.explain !== undefined,
      }
      end(await readAll(inputs, reader, known.roster, options, terminal))
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
    const rule = options.constraint === undefined ? undefined : await parseWithFiles(options.constraint)
    if (!roster) return { ...(rule && { constraint: rule }) }
    const listed = rule ? roster.filter(number => obeys(number, rule)) : roster
    if (listed.length === 0)
      throw new UsageError(
        `read: --constraint ${rule!.name} expected to be obeyed by a number of ${options.lexicon}, got none that does.`,
      )
    return options.unique ? { roster: listed } : { constraint: constraints.lexicon(listed) }
  } catch (error) {
    if (error instanceof ConstraintError) throw new UsageError(`read: ${error.message}`, { cause: error })
    throw error
  }
}

/** A constraint as text, in which a list may be the name of a file: `lexicon:@roster.csv & length:5`. */
async function parseWithFiles(text: string): Promise<Constraint> {
  const parts = text.split(/([&|])/).map(async part => {
    const [, path] = /^\s*lexicon\s*:\s*@(.+?)\s*$/i.exec(part) ?? []
    return path === undefined ? part : `lexicon:${(await readRoster(path)).join(',')}`
  })
  return parseConstraint((await Promise.all(parts)).join(''))
}

/** Reads and prints one file after the other. Returns the exit code of the worst. */
async function readAll(
  inputs: readonly string[],
  reader: Reader,
  roster: readonly string[] | undefined,
  options: Options,
  { out, err }: Terminal,
): Promise<number> {
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
  const toDo = inputs.length * (roster ? 2 : 1)
  let done = 0
  const onRead = (file: string) => progress.update(++done / toDo, printable(file))
  for await (const read of roster ? readByRoster(inputs, roster, reader, onRead) : readEach(inputs, reader)) {
    explained?.push({ name: read.file, stages: read.stages, outcome: read.recognition ?? read.error!.message })
    print(await toReading(read, options))
    onRead(read.file)
  }
  if (format.tail !== undefined) out.write(`${format.tail}${newline}`)
  progress.clear()
  if (explained) await writeAtomically(options.explain!, explainHtml(explained))
  return worst
}

async function* readEach(files: readonly string[], reader: Reader): AsyncGenerator<Read> {
  for (const file of files) yield await readFileWith(reader, file)
}

function exitCodeOf({ recognition }: FileReading): number {
  if (!recognition || recognition.status === 'reject') return exitCodes.rejected
  return recognition.status === 'review' ? exitCodes.review : exitCodes.ok
}

async function toReading({ file, recognition, error }: Read, options: Options): Promise<FileReading> {
  if (!recognition) return { file, error: error! }
  const { words } = options
  const reading = { file, recognition: recognition.toJSON(options) }
  return words ? { ...reading, words: await toWords(recognition.text, words) } : reading
}
