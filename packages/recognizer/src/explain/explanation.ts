// How was a picture read, step by step? As plain data with pictures, for every door: a page, an answer in JSON, a file.

import { type Box, encodePng, type InkStage, type InkStep, inkSteps, type Raster } from '@digitrec/image'
import { toBase64 } from '../base64.ts'
import type { InkLattice } from '../lattice.ts'
import { frameToBase64, type Recognition } from '../recognition.ts'
import { likeliestPartings } from './partings.ts'

/** A step of the walk as a picture. */
export interface StagePicture {
  readonly step: InkStep
  /** A PNG file. */
  readonly png: Uint8Array
}

/** How a picture was read: plain data, to be looked at. */
export interface Explanation {
  /** The steps from pixels to ink, in order. */
  readonly stages: readonly {
    readonly step: InkStep
    /** What the step is for, a sentence in English. */
    readonly about: string
    /** A PNG file as base64. */
    readonly png: string
  }[]
  /** Places where the ink could be parted into digits in more than one way, in reading order; at most 20. */
  readonly partings: readonly Parting[]
}

/** A place where the ink could be parted into digits in more than one way. */
export interface Parting {
  /** All of its ink, in pixels of the picture. */
  readonly box: Box
  /** The likeliest ways, the likeliest first; at least two, at most four. */
  readonly ways: readonly PartingWay[]
}

/** One way to part ink into digits. */
export interface PartingWay {
  /** Probability of this way among all ways to part this ink, 0 to 1; a constraint is not asked. */
  readonly probability: number
  /** Whether the answer was read so. */
  readonly taken: boolean
  /** In reading order. */
  readonly parts: readonly {
    /** The likeliest digit by its ink. */
    readonly digit: number
    /** Where it stands, in pixels of the picture. */
    readonly box: Box
    /** What the network saw: 784 bytes 0 to 255 as base64. */
    readonly frame: string
  }[]
}

/** The parts of an explanation after its steps; each says what it shows. */
export const explainedParts = {
  digits: 'What was taken for a digit, and read.',
  frames: 'What the network saw of each, the likeliest digits, and how likely it is that it is none.',
  partings: 'Where ink touches or comes apart there were other ways to part it; each as the network saw it.',
} as const

/** Ways less likely than this are not worth a look. */
const leastProbability = 0.001
const mostPartings = 20
const mostWays = 4

/**
 * Keeps a stage as a picture; for the option `onStage` of `read`.
 *
 * @param longestSide of the picture, in pixels; larger ones are made smaller
 * @example
 * const stages: StagePicture[] = []
 * const outcome = await recognizer.read(bytes, { onStage: stage => stages.push(pictureOf(stage)) })
 * await writeFile('out.html', explainHtml([{ name: 'seven.png', stages, outcome }]))
 */
export function pictureOf({ step, picture }: InkStage, longestSide = 700): StagePicture {
  return { step, png: encodePng(withoutColour(shrunk(picture(), longestSide))) }
}

/** What explains an answer: its steps, as {@link pictureOf} kept them, and the ways to part the ink. */
export function explanationOf(
  { lattice, digits }: Pick<Recognition, 'lattice' | 'digits'>,
  stages: readonly StagePicture[],
): Explanation {
  const frames = new Set(digits.map(({ frame }) => frame))
  return {
    stages: stages.map(({ step, png }) => ({ step, about: inkSteps[step], png: toBase64(png) })),
    partings: partingsOf(lattice, arc => frames.has(lattice.marks[arc]!.frame)),
  }
}

function partingsOf(lattice: InkLattice, isTaken: (arc: number) => boolean): Parting[] {
  const partings: Parting[] = []
  for (const ways of likeliestPartings(lattice, mostWays)) {
    const likely = ways.filter(({ probability }) => probability >= leastProbability)
    if (likely.length < 2) continue
    const described = likely.map(({ probability, arcs }) => {
      return { probability, taken: arcs.every(isTaken), parts: arcs.map(arc => partOf(lattice, arc)) }
    })
    partings.push({ box: around(described.flatMap(({ parts }) => parts.map(({ box }) => box))), ways: described })
    if (partings.length === mostPartings) break
  }
  return partings
}

function partOf({ arcs, marks }: InkLattice, arc: number): PartingWay['parts'][number] {
  const { logP } = arcs[arc]!
  const { segment, frame } = marks[arc]!
  return { digit: logP.indexOf(Math.max(...logP)), box: segment.box, frame: frameToBase64(frame) }
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map(box => box.x))
  const y = Math.min(...boxes.map(box => box.y))
  const width = Math.max(...boxes.map(box => box.x + box.width)) - x
  const height = Math.max(...boxes.map(box => box.y + box.height)) - y
  return { x, y, width, height }
}

interface Colours {
  readonly width: number
  readonly height: number
  /** `width · height · 3` bytes. */
  readonly data: Uint8Array
}

/** Means of square blocks, so that the longest side fits. */
function shrunk({ width, height, data }: Raster, longestSide: number): Colours {
  const block = Math.ceil(Math.max(width, height) / longestSide)
  const [w, h] = [Math.max(1, Math.floor(width / block)), Math.max(1, Math.floor(height / block))]
  const out = new Uint8Array(3 * w * h)
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let c = 0; c < 3; c++, at++) {
        let [sum, count] = [0, 0]
        for (let v = y * block; v < Math.min(height, (y + 1) * block); v++) {
          for (let u = x * block; u < Math.min(width, (x + 1) * block); u++, count++)
            sum += data[4 * (v * width + u) + c]!
        }
        out[at] = Math.round(sum / count)
      }
    }
  }
  return { width: w, height: h, data: out }
}

/** A third of the bytes, when nothing is lost by it. */
function withoutColour(picture: Colours): Colours | { width: number; height: number; data: Uint8Array } {
  const { width, height, data } = picture
  const gray = new Uint8Array(width * height)
  for (let i = 0; i < gray.length; i++) {
    gray[i] = data[3 * i]!
    if (data[3 * i + 1] !== gray[i] || data[3 * i + 2] !== gray[i]) return picture
  }
  return { width, height, data: gray }
}
