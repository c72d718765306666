// THE WALK: bytes to raster to ink to segments to frames to probabilities to an answer. One arrow, one function.

import { type Box, findInk, type Ink, segmentLevel, type Unread } from '@digitrec/image'
import { isBlurred } from './blurred.ts'
import { calibratedConfidence, type Trust } from './confidence.ts'
import { type LatticeReading, type LikelyPath, readLattice } from './constrain.ts'
import { parseConstraint } from './constraints/parse.ts'
import { bounds, judge } from './judge.ts'
import { linesAllowed, type PictureInput, type ReadOptions, riskAllowed, toRaster } from './picture.ts'
import { certainty, classify, type MarkLattice, type Readers, readSegments } from './read-segments.ts'
import { type Alternative, type Reading, type Recognition, type RecognizedDigit, recognition } from './recognition.ts'
import { mayHaveSign } from './signs.ts'
import { mayBeStray } from './stray.ts'
import { isStruckOut, type ReadMark } from './struck.ts'
import { addStyle } from './style/add-style.ts'

/**
 * Reads the number in a picture.
 *
 * @throws ImageError when the bytes are no picture that can be read
 * @throws RangeError for a `maxLines` that is no count, or a `maxRisk` that is no probability
 * @throws the signal's reason when stopped
 */
export async function recognize(
  readers: Readers,
  input: PictureInput,
  options: ReadOptions = {},
): Promise<Recognition> {
  const clock = stopwatch()
  const constraint = typeof options.constraint === 'string' ? parseConstraint(options.constraint) : options.constraint
  const maxLines = linesAllowed(options)
  const risk = riskAllowed(options)
  const raster = await toRaster(input, options)
  options.signal?.throwIfAborted()
  const decodeMs = clock.lap()
  const found = findInk(raster, { ...(options.onStage && { onStage: options.onStage }) })
  const inkMs = clock.lap()
  const { ink, segments: marks, unread, facts } = segmentLevel(found)
  const segments = marks.filter(({ line }) => line < maxLines)
  const segmentMs = clock.lap()
  options.signal?.throwIfAborted()
  // So many marks are no number, however they are joined; to classify them all would only take long.
  const isCrowded = segments.length > bounds.marks * mostParts
  const lattice = await readSegments(ink, isCrowded ? [] : segments, readers)
  const reading = readLattice(lattice, constraint)
  const digits = toDigits(lattice, reading)
  const [answer] = reading.best(1)
  const trust = answer && answer.arcs.length > 0 ? trustOf(lattice, reading, answer, ink.contrast) : undefined
  // The reader of lines knows of no constraint, and may well read what cannot be.
  const confidence = trust ? calibratedConfidence(constraint ? { ...trust, reader: undefined } : trust) : 0
  const nbest = readings(reading, confidence)
  const unreadBoxes = digits.length > 0 ? leftOut(ink, unread, readers, constraint !== undefined) : []
  const classifyMs = clock.lap()
  const { outcome, changed } = reading
  const { status, reasons } = judge({
    digits: digits.map((digit, n) => ({ ...digit, isPart: !lattice.evidence[answer!.arcs[n]!]!.isWhole })),
    contrast: ink.contrast,
    noise: ink.noise,
    confidence,
    obeys: outcome?.satisfied ?? true,
    isBlurred: () => isBlurred(ink, segments),
    isCutShort: segments.length < marks.length,
    isCrowded,
    hasClearLines: facts.hasClearLines,
    // Who knows what the number has to be, knows of no date.
    isStruckOut: isStruckOut(ink, marksOf(lattice, answer)),
    hasSign: !constraint && (mayHaveSign(digits) || mayBeStray(digits, raster)),
    hasUnread: unreadBoxes.length > 0,
    ...risk,
  })
  return recognition({
    text: status === 'reject' ? '' : textOf(digits),
    status,
    reasons,
    confidence: status === 'reject' ? 0 : confidence,
    ...(options.style
      ? addStyle(raster, ink, answer?.arcs.map(arc => lattice.marks[arc]!.segment) ?? [], digits)
      : { digits }),
    ...(outcome && { constraint: outcome, changed }),
    ...(unreadBoxes.length > 0 && { unread: unreadBoxes }),
    lattice,
    nbest,
    model: { name: readers.classifier.name, id: readers.classifier.id },
    image: { width: raster.width, height: raster.height },
    timings: { decodeMs, inkMs, segmentMs, classifyMs, totalMs: clock.total() },
  })
}

/** Parts that the pen or the paper leaves of a digit, on average over a page: most are whole. */
const mostParts = 2

/** The ink of the answer, mark by mark. */
function marksOf(lattice: MarkLattice, answer: LikelyPath | undefined): ReadMark[] {
  return (answer?.arcs ?? []).map((arc, n) => {
    const { area, mask } = lattice.marks[arc]!.segment
    return { digit: answer!.digits[n]!, area, mask }
  })
}

/** The digits of the answer, each with its alternatives on the same ink. */
function toDigits(lattice: MarkLattice, reading: LatticeReading): RecognizedDigit[] {
  const [answer] = reading.best(1)
  return (answer?.arcs ?? []).map((arc, index) => {
    const { segment, frame, notDigit } = lattice.marks[arc]!
    const { box, line, group } = segment
    const alternatives = alternativesOf(lattice.arcs[arc]!.logP)
    const confidence = reading.digitConfidence(index) * (1 - notDigit)
    return { digit: answer!.digits[index]!, box, line, group, confidence, alternatives, notDigit, frame }
  })
}

/** Log-scores of ten digits as probabilities, the likeliest first. */
function alternativesOf(logP: ArrayLike<number>): Alternative[] {
  const most = Math.max(...Array.from(logP))
  const weights = Array.from(logP, value => Math.exp(value - most))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights
    .map((weight, digit) => ({ digit, probability: weight / sum }))
    .sort((a, b) => b.probability - a.probability)
}

/** What tells how far the answer can be trusted. */
export function trustOf(lattice: MarkLattice, reading: LatticeReading, answer: LikelyPath, contrast: number): Trust {
  const digits = answer.arcs.map((arc, index) => ({
    notDigit: lattice.marks[arc]!.notDigit,
    likeliest: reading.digitConfidence(index),
    isWhole: lattice.evidence[arc]!.isWhole,
  }))
  return { share: Math.min(1, answer.confidence), digits, contrast, reader: readerOf(lattice, answer) }
}

/** What the reader of lines makes of the answer, on all stretches where it was asked. */
function readerOf({ stretches, opinions }: MarkLattice, { arcs, digits }: LikelyPath): number | undefined {
  if (opinions.size === 0) return undefined
  const logs = [...opinions].map(([stretch, opinion]) => {
    return opinion.logP(digits.filter((_, n) => stretches[arcs[n]!] === stretch))
  })
  return logs.reduce((sum, logP) => sum + logP, 0)
}

/**
 * The likeliest readings with their probabilities: the first one's is the confidence of the answer, and the others share in
 * proportion what it leaves, or have as much less than in the lattice as it has.
 */
function readings(reading: LatticeReading, confidence: number): (count: number) => readonly Reading[] {
  return count => {
    const [first, ...others] = reading.best(count)
    if (!first || first.arcs.length === 0) return []
    const rest = Math.min((1 - confidence) / Math.max(1e-12, 1 - first.confidence), confidence / first.confidence)
    return [
      { text: first.text, confidence },
      ...others.map(({ text, confidence: share }) => ({ text, confidence: share * rest })),
    ]
  }
}

/** A mark that was not read is this likely to be a digit all the same. */
const likeDigit = 0.5

/** Where marks stand that were not read though they may belong to the number; under a constraint, which knows of no signs, digits alone. */
function leftOut(ink: Ink, { digitLike, signs }: Unread, { classifier }: Readers, isConstrained: boolean): Box[] {
  const digits = classify(ink, digitLike, classifier).filter(mark => certainty(mark) > likeDigit)
  return [...digits.map(({ segment }) => segment.box), ...(isConstrained ? [] : signs)]
}

/** Digits in reading order, a newline where the line changes. */
function textOf(digits: readonly RecognizedDigit[]): string {
  return digits.map(({ digit, line }, i) => (i > 0 && line !== digits[i - 1]!.line ? `\n${digit}` : digit)).join('')
}

function stopwatch() {
  const start = performance.now()
  let last = start
  return {
    lap: () => -last + (last = performance.now()),
    total: () => performance.now() - start,
  }
}
