// What is measured: one model, or several that answer together, behind the same few words. Next: predictions.ts.

import { describeNetwork, loadModel, type Model, readModelFile, splitModelFiles } from '@digitrec/cnn'
import { digitClassifier } from '@digitrec/cnn/digits'
import { Tensor, type ThreadCount } from '@digitrec/tensor'
import { type Answering, onThreads } from './predictions.ts'

/** What a report says of whom it is about. */
export interface AboutCandidate {
  /** Of an ensemble, the names of its members with + between them; likewise the id and the command. */
  readonly name: string
  readonly id: string
  readonly bytes: number
  readonly parameters: number
  /** Multiply-adds for one digit; of an ensemble, with the shifts that every member is asked about. */
  readonly macs: number
  readonly temperature: number
  readonly command: string
}

/** A classifier that is measured. */
export interface Candidate {
  readonly about: AboutCandidate
  readonly answering: Answering
  /** What the logits are divided by; 1 for an ensemble, whose members did that themselves. */
  readonly temperature: number
  /** What is added to the logit of "no digit"; 0 for an ensemble. */
  readonly noDigitBias: number
  /** Left out for an ensemble. */
  readonly model?: Model
}

/**
 * Opens the file of a model, or of several one behind the other, and does something with it.
 *
 * @throws ModelFileError when it is none, ThreadError when there are no threads
 */
export function withCandidate<T>(
  bytes: Uint8Array,
  threads: ThreadCount | undefined,
  work: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  const files = splitModelFiles(bytes)
  return files.length === 1 ? withModel(bytes, threads, work) : withEnsemble(bytes, files, work)
}

function withModel<T>(
  bytes: Uint8Array,
  threads: ThreadCount | undefined,
  work: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  const model = loadModel(bytes)
  const [temperature, noDigitBias] = [temperatureOf(model), noDigitBiasOf(model)]
  return onThreads(model, threads, answering =>
    work({ about: { ...aboutOf(bytes), temperature }, answering, temperature, noDigitBias, model }),
  )
}

/** Views that `digitEnsemble` asks every member about: the frame itself and four neighbours. */
const views = 5

async function withEnsemble<T>(
  bytes: Uint8Array,
  files: readonly Uint8Array[],
  work: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  const { classify, model } = digitClassifier(bytes)
  const members = files.map(aboutOf)
  const joined = (key: 'name' | 'id' | 'command') => members.map(member => member[key]).join('+')
  const total = (key: 'parameters' | 'macs') => members.reduce((sum, member) => sum + member[key], 0)
  const about: AboutCandidate = {
    name: joined('name'),
    id: joined('id'),
    bytes: bytes.length,
    parameters: total('parameters'),
    macs: views * total('macs'),
    temperature: 1,
    command: joined('command'),
  }
  const network = { ...model.network, output: [11] }
  return work({
    about,
    answering: { network, predict: x => elevenClasses(classify(x)) },
    temperature: 1,
    noDigitBias: 0,
  })
}

/** What rounding may take from 1: without it, "which" would be lost where "no digit" is as good as certain. */
const roundingError = 1e-7

/** "Which" and "whether" as one row of eleven that sums to 1. */
function elevenClasses({ digits, notDigit }: ReturnType<ReturnType<typeof digitClassifier>['classify']>): Tensor {
  const data = new Float32Array(notDigit.length * 11)
  for (const [n, none] of notDigit.entries()) {
    for (let k = 0; k < 10; k++) data[n * 11 + k] = digits[n * 10 + k]! * Math.max(1 - none, roundingError)
    data[n * 11 + 10] = none
  }
  return new Tensor([notDigit.length, 11], data)
}

function aboutOf(bytes: Uint8Array): Omit<AboutCandidate, 'temperature'> {
  const { id, card } = readModelFile(bytes)
  const { network } = loadModel(bytes)
  const layers = describeNetwork(network)
  return {
    name: network.name,
    id,
    bytes: bytes.length,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    command: String(card.command ?? ''),
  }
}

/** The temperature in a model's notes; 1 when there is none. */
function temperatureOf(model: Model): number {
  const temperature = model.network.preprocessing.notes?.temperature
  return typeof temperature === 'number' && temperature > 0 ? temperature : 1
}

/** The bias of "no digit" in a model's notes; 0 when there is none. */
function noDigitBiasOf(model: Model): number {
  const bias = model.network.preprocessing.notes?.noDigitBias
  return typeof bias === 'number' && Number.isFinite(bias) ? bias : 0
}
