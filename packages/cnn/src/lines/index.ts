// The pretrained reader of whole lines: weights in the code, as those of ../digits. Applications that do not import it do
// not carry it.

import { shapeSize } from '@digitrec/tensor'
import { logSoftmax } from '../ctc.ts'
import { fromBase64 } from '../from-base64.ts'
import type { Json } from '../layers/layer.ts'
import { Model, type ModelOptions } from '../model.ts'
import { loadModel, ModelFileError, readModelFile } from '../model-file.ts'
import { sequential } from '../network.ts'
import { weights } from './weights.ts'

/** A line of writing, as `lineStrip` of @digitrec/image makes it. */
export interface LineInput {
  /** `width · 32`, rows from the top, 0 paper to 1 ink; digits about 21 rows high, in the middle. */
  readonly data: Float32Array
  readonly width: number
  readonly height: 32
}

/** What a line says, frame after frame; `ctcGreedy`, `ctcBeam` and `ctcLogP` of @digitrec/cnn read it. */
export interface LineFrames {
  readonly frames: number
  /** [frames, 11], log-probabilities: 0 to 9, and the blank last. */
  readonly logP: Float32Array
}

/** A network that reads lines of digits, touching or not, without cutting them up. */
export interface LineReader {
  readonly name: string
  /** Names these very weights; the beginning of the SHA-256 of their file. */
  readonly id: string
  /** How the model came to be: data, seed, command, results. */
  readonly card: Readonly<Record<string, Json>>
  /** Rows of a strip. */
  readonly heightPx: 32
  /** Columns of a strip that one frame stands for: frame t is about columns t·framePx and on. */
  readonly framePx: number
  /**
   * Reads a strip of any width.
   *
   * @throws ModelFileError `mismatch` when the strip's numbers are not `width · 32`
   */
  read(strip: LineInput): LineFrames
}

/** Rows of a strip. */
const heightPx = 32
const classes = 11

/**
 * Widths that the network is opened for, each when a strip first needs it. A strip is read at the least that holds it,
 * paper to its right; one that is wider than all, in windows of the last.
 */
const widths = [64, 96, 128, 192, 256, 384] as const
/**
 * Columns at an inner end of a window whose frames are left to the neighbour. The network sees 37 columns to either side, so
 * windows give what one wide strip gives; a multiple of four keeps its steps in step.
 */
const overlapPx = 40

/**
 * The bundled reader; ready at once, in Node, a worker or a page.
 *
 * @example
 * const reader = loadLineReader()
 * const { frames, logP } = reader.read(strip)
 * ctcGreedy(logP, frames)   // the digits
 */
export function loadLineReader(options: Pick<ModelOptions, 'backend'> = {}): LineReader {
  return lineReader(fromBase64(weights), options)
}

/**
 * A reader from the bytes of a model file, such as `digitrec train --preset lines` writes: strips of 32 rows in, frames of
 * eleven logits out, convolutions all the way, so that its weights fit every width.
 *
 * @throws ModelFileError as loadModel, and `mismatch` for a network of other sizes
 */
export function lineReader(bytes: Uint8Array, options: Pick<ModelOptions, 'backend'> = {}): LineReader {
  const { id, card } = readModelFile(bytes)
  const trained = loadModel(bytes, options)
  const { input, output, name, preprocessing } = trained.network
  const frames = shapeSize(output) / classes
  const framePx = input[1]! / frames
  if (input[0] !== heightPx || input[2] !== 1 || !Number.isInteger(frames) || !Number.isInteger(framePx))
    throw new ModelFileError(
      'mismatch',
      `lineReader: expected a network from [32,W,1] to whole frames of 11 numbers, got one from [${input}] to [${output}].`,
    )
  const { temperature } = preprocessing.notes ?? {}
  const sharpness = typeof temperature === 'number' && temperature > 0 ? 1 / temperature : 1
  const open = new Map<number, Model>()
  const readWindow = (data: Float32Array, width: number) => {
    const model = open.get(width) ?? atWidth(trained, width)
    open.set(width, model)
    return model.predict(data).data
  }
  return {
    name,
    id,
    card,
    heightPx,
    framePx,
    read(strip) {
      if (strip.data.length !== heightPx * strip.width)
        throw new ModelFileError(
          'mismatch',
          `read: expected a strip of ${strip.width}×${heightPx} numbers, got ${strip.data.length}.`,
        )
      const logits = new Float32Array(Math.ceil(strip.width / framePx) * classes)
      for (const { from, to, keepFrom } of windows(strip.width)) {
        const width = widths.find(one => one >= to - from)!
        const read = readWindow(cutWindow(strip, from, width), width)
        const skipped = ((keepFrom - from) / framePx) * classes
        const at = (keepFrom / framePx) * classes
        logits.set(read.subarray(skipped, skipped + Math.min(read.length - skipped, logits.length - at)), at)
      }
      for (let i = 0; i < logits.length; i++) logits[i]! *= sharpness
      return { frames: logits.length / classes, logP: logSoftmax(logits) }
    },
  }
}

/** The same weights for strips of another width. */
function atWidth(trained: Model, width: number): Model {
  const model = new Model(sequential([heightPx, width, 1], trained.network.layers), trained.backend)
  model.setParameters(trained.copyParameters())
  return model
}

/** Columns [from, to) that are read at once, and the first whose frames are kept; later windows overwrite earlier ones. */
function windows(width: number): { from: number; to: number; keepFrom: number }[] {
  const most = widths.at(-1)!
  const parts = [{ from: 0, to: Math.min(width, most), keepFrom: 0 }]
  for (let end: number = most; end < width; ) {
    const keepFrom = end - overlapPx
    const from = keepFrom - overlapPx
    end = Math.min(width, from + most)
    parts.push({ from, to: end, keepFrom })
  }
  return parts
}

/** Columns of a strip from one on, paper beyond its end. */
function cutWindow({ data, width }: LineInput, from: number, count: number): Float32Array {
  const out = new Float32Array(heightPx * count)
  const to = Math.min(width, from + count)
  for (let y = 0; y < heightPx; y++) out.set(data.subarray(y * width + from, y * width + to), y * count)
  return out
}
