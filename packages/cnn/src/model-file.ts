// A model as bytes and back: a safetensors file (https://huggingface.co/docs/safetensors) with the network and its
// preprocessing in the metadata, and a SHA-256 over both metadata and numbers.

import { formatShape } from '@digitrec/tensor'
import { fromFloat16, toFloat16 } from './float16.ts'
import type { Json } from './layers/layer.ts'
import { NetworkError } from './layers/layer.ts'
import { Model, type ModelOptions } from './model.ts'
import { type NetworkJson, networkFromJson, networkToJson } from './network.ts'
import { sha256 } from './sha256.ts'

const format = 'digitrec-model'
const version = 1
/** Larger headers are refused before they are parsed; ours are a few kB. */
const headerLimitBytes = 4 * 2 ** 20

/** Codes of {@link ModelFileError}. */
export const modelFileErrorCodes = {
  'not-a-model': 'The bytes are not a safetensors file with a digitrec network in it.',
  truncated: 'The file ends before its header says it does.',
  version: 'The file was saved by a newer version of this library.',
  corrupt: 'The checksum, a size or an offset in the file is wrong.',
  network: 'The network in the file cannot be built: a layer is unknown or does not fit.',
  mismatch: 'An array in the file has another name, type or shape than the network needs.',
} as const

/** A model file that cannot be read. Nothing is loaded when it is thrown. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError'
  constructor(
    readonly code: keyof typeof modelFileErrorCodes,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** How the numbers of a model file can be stored. */
export type StoredType = keyof typeof readers

/**
 * The table of stored types: safetensors' name, size, and how numbers are read. Files are little-endian, as is every machine
 * that this has been tried on.
 */
const readers = {
  F32: { size: 4, read: (bytes: ArrayBuffer) => new Float32Array(bytes) },
  F16: { size: 2, read: (bytes: ArrayBuffer) => Float32Array.from(new Uint16Array(bytes), fromFloat16) },
  I8: { size: 1, read: (bytes: ArrayBuffer) => new Float32Array(new Int8Array(bytes)) },
}

/** How numbers are written; apart, so that who only loads models does not ship it. */
const writers = {
  F32: (values: ArrayLike<number>) => Float32Array.from(values),
  F16: (values: ArrayLike<number>) => Uint16Array.from(values, toFloat16),
  I8: (values: ArrayLike<number>) => Int8Array.from(values),
} satisfies Record<StoredType, unknown>

/** Added to the name of a quantised array: the array of its scales. */
const scaleSuffix = '.scale'

/** Options of {@link saveModel}. */
export interface SaveOptions {
  /**
   * How numbers are stored. F16 halves the file and keeps about three digits; I8 quarters it: weights as whole numbers
   * from -127 to 127 with a scale for each filter, everything else as F32. @default 'F32'
   */
  dtype?: StoredType
  /** Anything worth knowing about how the model came to be; read back by {@link readModelFile}. */
  card?: Readonly<Record<string, Json>>
}

/** What a model file says. */
export interface ModelFile {
  readonly network: NetworkJson
  readonly card: Readonly<Record<string, Json>>
  /** First 12 hexadecimal digits of the checksum: names these very numbers. */
  readonly id: string
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
}

interface Stored {
  readonly name: string
  readonly dtype: StoredType
  readonly shape: readonly number[]
  readonly values: ArrayLike<number> & Iterable<number>
}

/**
 * The arrays that a parameter is stored as: itself, or whole numbers and their scales. The last axis is the output
 * channel, and each has its own scale, so that one large filter does not coarsen the others.
 *
 * @see Jacob et al. 2018, section 2.1, with a zero point of zero
 */
function storedArrays(
  name: string,
  shape: readonly number[],
  values: Float32Array,
  isWeight: boolean,
  dtype: StoredType,
): Stored[] {
  if (dtype !== 'I8') return [{ name, dtype, shape, values }]
  if (!isWeight) return [{ name, dtype: 'F32', shape, values }]
  const channels = shape.at(-1)!
  const scales = new Float32Array(channels)
  for (const [i, value] of values.entries())
    scales[i % channels] = Math.max(scales[i % channels]!, Math.abs(value) / 127)
  const whole = Int8Array.from(values, (value, i) => Math.round(value / (scales[i % channels] || 1)))
  return [
    { name, dtype, shape, values: whole },
    { name: name + scaleSuffix, dtype: 'F32', shape: [channels], values: scales },
  ]
}

interface Entry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/**
 * A model as the bytes of a safetensors file; other tools can read its arrays under the names that
 * `model.layout.parameters` lists.
 */
export function saveModel(model: Model, options: SaveOptions = {}): Uint8Array {
  const parameters = model.copyParameters()
  const stored = model.layout.parameters.flatMap(({ name, shape, decay, buffer }) => {
    const values = parameters.subarray(buffer.offset, buffer.offset + buffer.length)
    return storedArrays(name, shape, values, decay, options.dtype ?? 'F32')
  })
  const entries: Record<string, Entry> = {}
  const written = stored.map(({ dtype, values }) => new Uint8Array(writers[dtype](values).buffer))
  let end = 0
  for (const [i, { name, dtype, shape }] of stored.entries())
    entries[name] = { dtype, shape: [...shape], data_offsets: [end, (end += written[i]!.length)] }
  const data = new Uint8Array(end)
  for (const [i, { name }] of stored.entries()) data.set(written[i]!, entries[name]!.data_offsets[0])
  const metadata = {
    format,
    version: String(version),
    network: JSON.stringify(networkToJson(model.network)),
    card: JSON.stringify(options.card ?? {}),
  }
  const checksum = digest(metadata, entries, data)
  const json = JSON.stringify({ __metadata__: { ...metadata, checksum }, ...entries })
  const header = new TextEncoder().encode(json + ' '.repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8))
  const file = new Uint8Array(8 + header.length + data.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  file.set(data, 8 + header.length)
  return file
}

/**
 * A model from the bytes of its file.
 *
 * @throws ModelFileError `not-a-model`, `truncated`, `version`, `corrupt`, `network`, `mismatch`
 */
export function loadModel(bytes: Uint8Array, options: Pick<ModelOptions, 'backend'> = {}): Model {
  return openModel(readModelFile(bytes), options)
}

/** A model from what its file says. @throws ModelFileError `network`, `mismatch` */
export function openModel(file: ModelFile, options: Pick<ModelOptions, 'backend'> = {}): Model {
  let model: Model
  try {
    model = new Model(networkFromJson(file.network), options.backend)
  } catch (cause) {
    if (cause instanceof NetworkError)
      throw refusal('network', `the network in the file cannot be built: ${cause.message}`, cause)
    throw refusal('network', 'expected a network in the metadata, got something else.', cause)
  }
  for (const { name, shape } of model.layout.parameters) {
    const tensor = file.tensors.get(name)
    if (!tensor || formatShape(tensor.shape) !== formatShape(shape))
      throw refusal(
        'mismatch',
        `the network needs ${name} as ${formatShape(shape)}, the file has ${tensor ? formatShape(tensor.shape) : 'none'}. The file was saved from another network.`,
      )
    model.setParameters(tensor.data, name)
  }
  return model
}

/**
 * What a model file says, without building the network.
 *
 * @throws ModelFileError as {@link loadModel}
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  return parseModelFile(bytes, digest)
}

/**
 * What a model file says.
 *
 * @param checksumOf what the checksum should be; left out for bytes that cannot be damaged apart from this code
 * @throws ModelFileError as {@link loadModel}
 */
export function parseModelFile(bytes: Uint8Array, checksumOf?: typeof digest): ModelFile {
  if (bytes.length < 8) throw refusal('not-a-model', `expected a model file, got ${bytes.length} bytes.`)
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (headerLength < 2 || headerLength > headerLimitBytes || (bytes[8] ?? 0x7b) !== 0x7b)
    throw refusal(
      'not-a-model',
      'expected a safetensors header, got other bytes. Is this a file that saveModel() wrote?',
    )
  const start = 8 + headerLength
  if (start > bytes.length)
    throw refusal('truncated', `expected ${start} bytes of header, got ${bytes.length} bytes in all.`)
  const { __metadata__: metadata, ...entries } = parseHeader(bytes.subarray(8, start))
  if (metadata?.format !== format)
    throw refusal('not-a-model', `expected format '${format}' in the metadata, got '${metadata?.format ?? 'none'}'.`)
  if (Number(metadata.version) !== version)
    throw refusal(
      'version',
      `expected version ${version}, got ${metadata.version}. Update the library to read this file.`,
    )
  const data = bytes.subarray(start)
  const expected = Math.max(0, ...Object.values(entries).map(entry => Number(entry?.data_offsets?.[1]) || 0))
  if (data.length < expected) throw refusal('truncated', `expected ${expected} bytes of numbers, got ${data.length}.`)
  const { checksum, ...signed } = metadata
  const actual = checksumOf ? checksumOf(signed, entries, data) : checksum!
  if (actual !== checksum)
    throw refusal('corrupt', `expected checksum ${checksum}, got ${actual}. The file is damaged; fetch it again.`)
  const names = Object.keys(entries).filter(name => !name.endsWith(scaleSuffix))
  return {
    network: parseJson(metadata.network) as NetworkJson,
    card: parseJson(metadata.card ?? '{}') as Record<string, Json>,
    id: actual.slice(0, 12),
    tensors: new Map(names.map(name => [name, readTensor(name, entries, data)])),
  }
}

/**
 * The model files in bytes that hold one behind the other, as an ensemble is stored: `cat a.safetensors b.safetensors` makes one.
 * None of them is checked here; what is cut off or no model stays in the last, whose reading will say so.
 *
 * @returns views of the bytes, one for a single model
 */
export function splitModelFiles(bytes: Uint8Array): Uint8Array[] {
  const length = firstLength(bytes)
  if (length === undefined || length >= bytes.length) return [bytes]
  return [bytes.subarray(0, length), ...splitModelFiles(bytes.subarray(length))]
}

/** How long the first file in the bytes says it is; undefined for what is no safetensors file. */
function firstLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (start - 8 < 2 || start - 8 > headerLimitBytes || start > bytes.length || bytes[8] !== 0x7b) return undefined
  const { __metadata__: _, ...entries } = parseHeader(bytes.subarray(8, start))
  return start + Math.max(0, ...Object.values(entries).map(entry => Number(entry?.data_offsets?.[1]) || 0))
}

/** Every refusal of a file names what was called. */
function refusal(code: keyof typeof modelFileErrorCodes, text: string, cause?: unknown): ModelFileError {
  return new ModelFileError(code, `loadModel: ${text}`, { cause })
}

type Header = { __metadata__?: Record<string, string> } & Record<string, Entry>

function parseHeader(bytes: Uint8Array): Header {
  const header = parseJson(new TextDecoder().decode(bytes))
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw refusal('not-a-model', 'expected a JSON object as header, got something else.')
  return header as Header
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch (cause) {
    throw refusal('corrupt', 'expected JSON in the header, got something else.', cause)
  }
}

function readTensor(name: string, entries: Record<string, Entry>, data: Uint8Array) {
  const values = readValues(name, entries[name]!, data)
  const { shape, dtype } = entries[name]!
  if (dtype === 'I8') {
    const scales = entries[name + scaleSuffix]
    const channels = shape.at(-1) ?? 1
    if (scales?.dtype !== 'F32' || formatShape(scales.shape) !== formatShape([channels]))
      throw refusal(
        'corrupt',
        `expected ${name}${scaleSuffix} as F32 of [${channels}], got ${scales ? `${scales.dtype} of ${formatShape(scales.shape)}` : 'none'}.`,
      )
    const scale = readValues(name + scaleSuffix, scales, data)
    for (let i = 0; i < values.length; i++) values[i]! *= scale[i % channels]!
  }
  return { shape, data: values }
}

function readValues(name: string, entry: Entry, data: Uint8Array): Float32Array {
  const { dtype, shape } = entry
  const [from, to] = entry.data_offsets
  const type = Object.hasOwn(readers, dtype) ? readers[dtype as StoredType] : undefined
  const length = shape.reduce((product, size) => product * size, 1)
  if (!type || to - from !== length * type.size || from < 0 || to > data.length)
    throw refusal(
      'corrupt',
      `expected ${name} as ${Object.keys(readers).join(', ')} of ${formatShape(shape)} inside the file, got ${dtype} at ${from} to ${to}.`,
    )
  // A copy, because numbers must start at multiples of their size; slice() of a Buffer of Node would be none.
  return type.read(new Uint8Array(data.subarray(from, to)).buffer)
}

/** Covers what the file says as well as its numbers, whatever the order of keys. */
function digest(metadata: Record<string, string>, entries: Record<string, Entry>, data: Uint8Array): string {
  const sorted = (object: object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = new TextEncoder().encode(JSON.stringify([sorted(metadata), sorted(entries)]))
  const whole = new Uint8Array(text.length + data.length)
  whole.set(text)
  whole.set(data, text.length)
  return sha256(whole)
}
