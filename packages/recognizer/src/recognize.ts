// THE WALK: bytes to raster to ink to segments to frames to probabilities to an answer. One arrow, one function.

import type { DigitClassifier, DigitProbabilities } from '@digitrec/cnn/digits'
import { findInk, type Segment, segmentDigits, segmentFrame } from '@digitrec/image'
import { judge } from './judge.ts'
import { type PictureInput, type ReadOptions, toRaster } from './picture.ts'
import { type Recognition, type RecognizedDigit, recognition } from './recognition.ts'

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
  const raster = await toRaster(input, options)
  options.signal?.throwIfAborted()
  const decodeMs = clock.lap()
  const ink = findInk(raster)
  const inkMs = clock.lap()
  const segments = segmentDigits(ink)
  const frames = segments.map(segment => segmentFrame(ink, segment))
  const segmentMs = clock.lap()
  options.signal?.throwIfAborted()
  const digits = toDigits(segments, frames, classifier.classify(concatenate(frames)))
  const classifyMs = clock.lap()
  const confidence = digits.length === 0 ? 0 : digits.reduce((product, digit) => product * digit.confidence, 1)
  const { status, reasons } = judge({ digits, contrast: ink.contrast, confidence })
  return recognition({
    text: status === 'reject' ? '' : textOf(digits),
    status,
    reasons,
    confidence: status === 'reject' ? 0 : confidence,
    digits,
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
