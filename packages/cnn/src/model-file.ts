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

/** Options of {@link saveModel}. */
export interface SaveOptions {
  /** How numbers are stored; F16 halves the file and keeps about three digits. @default 'F32' */
  dtype?: 'F32' | 'F16'
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
  const dtype = options.dtype ?? 'F32'
  const width = dtype === 'F32' ? 4 : 2
  const entries: Record<string, Entry> = {}
  let end = 0
  for (const { name, shape, buffer } of model.layout.parameters) {
    entries[name] = { dtype, shape: [...shape], data_offsets: [end, end + buffer.length * width] }
    end += buffer.length * width
  }
  const data = new Uint8Array(end)
  const view = new DataView(data.buffer)
  const parameters = model.copyParameters()
  for (const { name, buffer } of model.layout.parameters) {
    let at = entries[name]!.data_offsets[0]
    for (const value of parameters.subarray(buffer.offset, buffer.offset + buffer.length)) {
      if (width === 4) view.setFloat32(at, value, true)
      else view.setUint16(at, toFloat16(value), true)
      at += width
    }
  }
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
  const file = readModelFile(bytes)
  let model: Model
  try {
    model = new Model(networkFromJson(file.network), options.backend)
  } catch (error) {
    if (error instanceof NetworkError)
      throw new ModelFileError('network', `loadModel: the network in the file cannot be built: ${error.message}`, {
        cause: error,
      })
    throw new ModelFileError('network', 'loadModel: expected a network in the metadata, got something else.', {
      cause: error,
    })
  }
  for (const { name, shape } of model.layout.parameters) {
    const tensor = file.tensors.get(name)
    if (!tensor || formatShape(tensor.shape) !== formatShape(shape))
      throw new ModelFileError(
        'mismatch',
        `loadModel: the network needs ${name} as ${formatShape(shape)}, the file has ${tensor ? formatShape(tensor.shape) : 'none'}. The file was saved from another network.`,
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
  if (bytes.length < 8)
    throw new ModelFileError('not-a-model', `loadModel: expected a model file, got ${bytes.length} bytes.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength < 2 || headerLength > headerLimitBytes || view.getUint8(8 < bytes.length ? 8 : 0) !== 0x7b)
    throw new ModelFileError(
      'not-a-model',
      'loadModel: expected a safetensors header, got other bytes. Is this a file that saveModel() wrote?',
    )
  if (8 + headerLength > bytes.length)
    throw new ModelFileError(
      'truncated',
      `loadModel: expected ${8 + headerLength} bytes of header, got ${bytes.length} bytes in all.`,
    )
  const { __metadata__: metadata, ...entries } = parseHeader(bytes.subarray(8, 8 + headerLength))
  if (metadata?.format !== format)
    throw new ModelFileError(
      'not-a-model',
      `loadModel: expected format '${format}' in the metadata, got '${metadata?.format ?? 'none'}'.`,
    )
  if (Number(metadata.version) !== version)
    throw new ModelFileError(
      'version',
      `loadModel: expected version ${version}, got ${metadata.version}. Update the library to read this file.`,
    )
  const data = bytes.subarray(8 + headerLength)
  const expected = Math.max(0, ...Object.values(entries).map(entry => Number(entry?.data_offsets?.[1]) || 0))
  if (data.length < expected)
    throw new ModelFileError('truncated', `loadModel: expected ${expected} bytes of numbers, got ${data.length}.`)
  const { checksum, ...signed } = metadata
  const actual = digest(signed, entries, data)
  if (actual !== checksum)
    throw new ModelFileError(
      'corrupt',
      `loadModel: expected checksum ${checksum}, got ${actual}. The file is damaged; fetch it again.`,
    )
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, readTensor(name, entry, data)]))
  return {
    network: parseJson(metadata.network) as NetworkJson,
    card: parseJson(metadata.card ?? '{}') as Record<string, Json>,
    id: actual.slice(0, 12),
    tensors,
  }
}

type Header = { __metadata__?: Record<string, string> } & Record<string, Entry>

function parseHeader(bytes: Uint8Array): Header {
  const header = parseJson(new TextDecoder().decode(bytes))
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new ModelFileError('not-a-model', 'loadModel: expected a JSON object as header, got something else.')
  return header as Header
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch (cause) {
    throw new ModelFileError('corrupt', 'loadModel: expected JSON in the header, got something else.', { cause })
  }
}

function readTensor(name: string, entry: Entry, data: Uint8Array) {
  const width = { F32: 4, F16: 2 }[entry.dtype]
  const [from, to] = entry.data_offsets
  const length = entry.shape.reduce((product, size) => product * size, 1)
  if (!width || to - from !== length * width || from < 0 || to > data.length)
    throw new ModelFileError(
      'corrupt',
      `loadModel: expected ${name} as F32 or F16 of ${formatShape(entry.shape)} inside the file, got ${entry.dtype} at ${from} to ${to}.`,
    )
  const view = new DataView(data.buffer, data.byteOffset + from, to - from)
  const values = new Float32Array(length)
  for (let i = 0; i < length; i++)
    values[i] = width === 4 ? view.getFloat32(4 * i, true) : fromFloat16(view.getUint16(2 * i, true))
  return { shape: entry.shape, data: values }
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
