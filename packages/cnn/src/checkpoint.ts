// A training run as bytes and back, with every bit it needs to go on as if it had never stopped.
//
//   bytes 0-7 'digickpt' · 8-71 SHA-256 of the rest, as text · 72-75 header length · header (JSON) · float arrays

import type { EpochRecord } from './fit.ts'
import { sha256 } from './sha256.ts'

/** What is in a checkpoint. */
export interface Checkpoint {
  /** What the run was started with; resuming with anything else is refused. */
  readonly run: Readonly<Record<string, number>>
  readonly state: {
    readonly step: number
    readonly lossSum: number
    readonly correct: number
    readonly history: readonly EpochRecord[]
    readonly best: { readonly epoch: number; readonly loss: number } | undefined
  }
  readonly arrays: Readonly<Record<string, Float32Array>>
}

/** Codes of {@link CheckpointError}. */
export const checkpointErrorCodes = {
  'not-a-checkpoint': 'The bytes are not a training checkpoint.',
  'checkpoint-corrupt': 'The checkpoint is damaged or cut short.',
  'other-run': 'The checkpoint belongs to a run with other options, data or network.',
} as const

/** A checkpoint that cannot be resumed from. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
  constructor(
    readonly code: keyof typeof checkpointErrorCodes,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const magic = 'digickpt'

/** A checkpoint as bytes. */
export function writeCheckpoint({ run, state, arrays }: Checkpoint): Uint8Array {
  const lengths = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.length]))
  const header = new TextEncoder().encode(JSON.stringify({ version: 1, run, state, lengths }))
  const floats = Object.values(arrays)
  const size = 76 + header.length + 4 * floats.reduce((sum, array) => sum + array.length, 0)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(72, header.length, true)
  bytes.set(header, 76)
  let at = 76 + header.length
  for (const array of floats) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += array.byteLength
  }
  bytes.set(new TextEncoder().encode(magic + sha256(bytes.subarray(72))))
  return bytes
}

/**
 * A checkpoint from bytes.
 *
 * @param run what this run was started with
 * @param lengths arrays this run needs, with their lengths
 * @throws CheckpointError
 */
export function readCheckpoint(
  bytes: Uint8Array,
  run: Checkpoint['run'],
  lengths: Readonly<Record<string, number>>,
): Checkpoint {
  const text = new TextDecoder().decode(bytes.subarray(0, 72))
  if (bytes.length < 76 || !text.startsWith(magic))
    throw new CheckpointError('not-a-checkpoint', `resume: expected a checkpoint, got ${bytes.length} other bytes.`)
  if (text.slice(magic.length) !== sha256(bytes.subarray(72)))
    throw new CheckpointError(
      'checkpoint-corrupt',
      'resume: the checksum of the checkpoint is wrong. Resume from an older one, or start again.',
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = 76 + view.getUint32(72, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(76, end)))
  for (const [name, value] of Object.entries(run))
    if (header.run[name] !== value)
      throw new CheckpointError(
        'other-run',
        `resume: expected a checkpoint of a run with ${name} ${value}, got ${header.run[name]}. Resume with the options of the first run.`,
      )
  const arrays: Record<string, Float32Array> = {}
  let at = end
  for (const [name, length] of Object.entries<number>(header.lengths)) {
    arrays[name] = new Float32Array(Uint8Array.from(bytes.subarray(at, at + 4 * length)).buffer)
    at += 4 * length
  }
  for (const [name, length] of Object.entries(lengths))
    if (arrays[name]?.length !== length)
      throw new CheckpointError(
        'other-run',
        `resume: expected ${length} numbers of ${name}, got ${arrays[name]?.length ?? 'none'}. The checkpoint belongs to another network or optimizer.`,
      )
  return { run: header.run, state: { ...header.state, best: header.state.best ?? undefined }, arrays }
}
