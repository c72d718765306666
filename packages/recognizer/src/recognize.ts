// THE WALK: bytes to raster to ink to segments to frames to probabilities to an answer. One arrow, one function.

import type { DigitClassifier, DigitProbabilities } from '@digitrec/cnn/digits'
import { findInk, type Segment, segmentDigits, segmentFrame } from '@digitrec/image'
import { type LatticeReading, readLattice } from './constrain.ts'
import { parseConstraint } from './constraints/parse.ts'
import { judge } from './judge.ts'
import { chainOf } from './lattice.ts'
import { type PictureInput, type ReadOptions, toRaster } from './picture.ts'
import { type Reading, type Recognition, type RecognizedDigit, recognition } from './recognition.ts'
import { addStyle } from './style/add-style.ts'

/**
 * Reads the number in a picture.
 *
 * @throws ImageError when the bytes are no picture that can be read
 * @throws the signal's reason when stopped
 */
export async function recognize(
  classifier: DigitClassifier,
  input: PictureInput,
  options: ReadOptions = {},
): Promise<Recognition> {
  const clock = stopwatch()
  const constraint = typeof options.constraint === 'string' ? parseConstraint(options.constraint) : options.constraint
  const raster = await toRaster(input, options)
  options.signal?.throwIfAborted()
  const decodeMs = clock.lap()
  const ink = findInk(raster)
  const inkMs = clock.lap()
  const segments = segmentDigits(ink)
  const frames = segments.map(segment => segmentFrame(ink, segment))
  const segmentMs = clock.lap()
  options.signal?.throwIfAborted()
  const marks = toDigits(segments, frames, classifier.classify(concatenate(frames)))
  const lattice = chainOf(marks)
  const reading = readLattice(lattice, constraint)
  const digits = choose(marks, reading)
  const nbest = readings(reading, marks)
  const classifyMs = clock.lap()
  const confidence = nbest(1)[0]?.confidence ?? 0
  const { outcome, changed } = reading
  const { status, reasons } = judge({
    digits,
    contrast: ink.contrast,
    confidence,
    obeys: outcome?.satisfied ?? true,
    ...(options.maxRisk !== undefined && { maxRisk: options.maxRisk }),
  })
  return recognition({
    text: status === 'reject' ? '' : textOf(digits),
    status,
    reasons,
    confidence: status === 'reject' ? 0 : confidence,
    ...(options.style ? addStyle(raster, ink, segments, digits) : { digits }),
    ...(outcome && { constraint: outcome, changed }),
    lattice,
    nbest,
    model: { name: classifier.name, id: classifier.id },
    image: { width: raster.width, height: raster.height },
    timings: { decodeMs, inkMs, segmentMs, classifyMs, totalMs: clock.total() },
  })
}

function toDigits(
  segments: readonly Segment[],
  frames: readonly Float32Array[],
  probabilities: DigitProbabilities,
): RecognizedDigit[] {
  return segments.map(({ box, line }, n) => {
    const alternatives = Array.from(probabilities.digits.subarray(n * 10, n * 10 + 10), (probability, digit) => ({
      digit,
      probability,
    })).sort((a, b) => b.probability - a.probability)
    const notDigit = probabilities.notDigit[n]!
    const [best] = alternatives
    const confidence = best!.probability * (1 - notDigit)
    return { digit: best!.digit, box, line, confidence, alternatives, notDigit, frame: frames[n]! }
  })
}

/** The digits of the answer; a constraint may have needed other ones than the likeliest. */
function choose(marks: readonly RecognizedDigit[], reading: LatticeReading): readonly RecognizedDigit[] {
  const [answer] = reading.best(1)
  if (!reading.outcome?.satisfied) return marks
  return marks.map((mark, index) => ({
    ...mark,
    digit: answer!.digits[index]!,
    confidence: reading.digitConfidence(index) * (1 - mark.notDigit),
  }))
}

/** The likeliest readings: the share of each among all readings, times the probability that all marks are digits. */
function readings(reading: LatticeReading, marks: readonly RecognizedDigit[]): (count: number) => readonly Reading[] {
  if (marks.length === 0) return () => []
  const written = marks.reduce((product, { notDigit }) => product * (1 - notDigit), 1)
  return count => reading.best(count).map(({ text, confidence }) => ({ text, confidence: confidence * written }))
}

/** Digits in reading order, a newline where the line changes. */
function textOf(digits: readonly RecognizedDigit[]): string {
  return digits.map(({ digit, line }, i) => (i > 0 && line !== digits[i - 1]!.line ? `\n${digit}` : digit)).join('')
}

function concatenate(frames: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(frames.length * 784)
  for (const [i, frame] of frames.entries()) all.set(frame, i * 784)
  return all
}

function stopwatch() {
  const start = performance.now()
  let last = start
  return {
    lap: () => -last + (last = performance.now()),
    total: () => performance.now() - start,
  }
}
