// From segments to all ways to read them: marks that are surely one digit stay whole, the others are cut and joined, and the
// classifier says what each part could be.

import type { DigitClassifier } from '@digitrec/cnn/digits'
import type { LineReader } from '@digitrec/cnn/lines'
import { type Cut, findCuts, type Ink, joinSegments, type Segment, segmentFrame, sliceSegment } from '@digitrec/image'
import { glance, type LineOpinion, type Point, readLine } from './ask-reader.ts'
import type { Arc, Lattice } from './lattice.ts'
import { type Evidence, scoreArc } from './score-arc.ts'
import { stretchesOf } from './stretches.ts'
import { weighLines } from './weigh-lines.ts'

/** Ink that was taken for one digit, and what the classifier made of it. */
export interface Mark {
  readonly segment: Segment
  /** What the network saw: 28x28, ink = 1. */
  readonly frame: Float32Array
  /** `[10]`, sums to 1: which digit, if one. */
  readonly probabilities: Float32Array
  /** Probability that it is no digit at all. */
  readonly notDigit: number
}

/** A lattice, and for each of its arcs the mark it stands for and what speaks for and against it. */
export interface MarkLattice extends Lattice {
  readonly marks: readonly Mark[]
  readonly evidence: readonly Evidence[]
  /** Of each arc, the number of the stretch that it is part of: a line, or a part of a long one. */
  readonly stretches: readonly number[]
  /** What the reader of lines makes of each stretch where it was asked. */
  readonly opinions: ReadonlyMap<number, LineOpinion>
  /** Stretches of which not every mark is surely one digit. */
  readonly doubtful: ReadonlySet<number>
}

/** A mark at least this likely to be one certain digit, and no wider than high, is not cut. */
const sure = 0.97
const widestSure = 1.05
/** Narrower than this times its height, a mark can be no two digits. */
const narrowestCut = 0.35
/** Wider than this times the height, a part can be no digit. */
const widestPart = 1.3
/** A broken digit is at most so many marks: a faint 8 falls into three. */
const mostJoined = 3
/** A digit is at most so many pieces. */
const mostPieces = 7
/** Cuts per mark at most, for each height of its width, and in all. */
const cutsPerHeight = 6
const mostCuts = 36

/** Who reads: the classifier every mark, the reader of lines all but what is surely one digit. */
export interface Readers {
  readonly classifier: DigitClassifier
  /** Called at most once a picture. @default no second opinion */
  readonly lines?: () => LineReader | Promise<LineReader>
}

/** The lattice of segments in reading order, with what the reader of lines makes of doubtful lines as a whole. */
export async function readSegments(ink: Ink, segments: readonly Segment[], readers: Readers): Promise<MarkLattice> {
  return weighLines(await latticeOf(ink, segments, readers))
}

/** The lattice as its parts say, each by itself. */
export async function latticeOf(ink: Ink, segments: readonly Segment[], readers: Readers): Promise<MarkLattice> {
  const whole = classify(ink, segments, readers.classifier)
  const isSure = whole.map(mark => certainty(mark) >= sure && aspect(mark.segment) <= widestSure)
  const stretches = stretchesOf(segments)
  const parts = membersOf(stretches)
  const opinions = await askReader(ink, segments, parts, isSure, readers)
  const missing = parts.map((own, stretch) => missesDigits(own, isSure, opinions.get(stretch)))
  const isSettled = segments.map((_, n) => isSure[n]! && !missing[stretches[n]!])
  const doubtful = new Set(stretches.filter((_, n) => !isSettled[n]))
  const cuts = segments.map((segment, n) => {
    return isSettled[n] || aspect(segment) < narrowestCut ? [] : findCuts(segment, cutsFor(segment))
  })
  const { spans, nodes } = layOut(ink, segments, stretches, cuts, isSettled)
  const fresh = spans.filter(span => !span.isWhole)
  const cutOut = classify(
    ink,
    fresh.map(({ segment }) => segment),
    readers.classifier,
  )
  const known = new Map<Segment, Mark>([...whole, ...cutOut].map(mark => [mark.segment, mark]))
  const marks = spans.map(({ segment }) => known.get(segment)!)
  const height = typicalHeight(segments)
  const evidence = spans.map((span, i): Evidence => {
    const { segment, strokesCut, spanned, isWhole } = span
    const { probabilities, notDigit } = marks[i]!
    const relativeHeight = segment.area.height / height
    const opinion = doubtful.has(span.stretch) ? opinions.get(span.stretch) : undefined
    const reader = opinion?.between(nodes[span.from]!.right, nodes[span.to]!.left)
    const isOne = isWhole && isSettled[segments.indexOf(segment)]!
    return {
      probabilities,
      notDigit,
      aspect: aspect(segment),
      relativeHeight,
      strokesCut,
      spanned,
      isWhole,
      isSure: isOne,
      reader,
    }
  })
  const arcs = spans.map(({ from, to, segment }, i): Arc => {
    return { from, to, logP: scoreArc(evidence[i]!), line: segment.line, ink: i }
  })
  return {
    nodes: nodes.length,
    arcs,
    marks,
    evidence,
    stretches: spans.map(({ stretch }) => stretch),
    opinions,
    doubtful,
  }
}

/** Of each stretch, which segments it is made of. */
function membersOf(stretches: readonly number[]): number[][] {
  const members: number[][] = []
  for (const [n, stretch] of stretches.entries()) (members[stretch] ??= []).push(n)
  return members
}

/**
 * What the reader of lines says of each stretch. What it says of a single mark that is surely one digit is kept only where it
 * sees several in it: two that are written into each other may look like one. A glance tells for nearly all that there is one.
 */
async function askReader(
  ink: Ink,
  segments: readonly Segment[],
  stretches: readonly (readonly number[])[],
  isSure: readonly boolean[],
  { lines }: Readers,
) {
  const found = new Map<number, LineOpinion>()
  const isAsked = (own: readonly number[]) =>
    own.length > 1 || !isSure[own[0]!] || aspect(segments[own[0]!]!) >= narrowestCut
  if (!lines || !stretches.some(isAsked)) return found
  const reader = await lines()
  for (const [stretch, own] of stretches.entries()) {
    if (!isAsked(own)) continue
    const marks = own.map(n => segments[n]!)
    const seesSeveral = (opinion: LineOpinion) => opinion.texts[0]!.length > 1
    const isSingle = own.length === 1 && isSure[own[0]!]!
    if (isSingle && !seesSeveral(readLine(reader, ink, marks, glance))) continue
    const opinion = readLine(reader, ink, marks)
    if (!isSingle || seesSeveral(opinion)) found.set(stretch, opinion)
  }
  return found
}

/** Whether the reader sees more digits, or fewer, than there are marks that all look like one: one of them is not. */
function missesDigits(own: readonly number[], isSure: readonly boolean[], opinion: LineOpinion | undefined): boolean {
  return opinion !== undefined && own.every(n => isSure[n]) && opinion.texts[0]?.length !== own.length
}

/** Part of a lattice before it is classified. */
interface Span {
  readonly stretch: number
  readonly from: number
  readonly to: number
  readonly segment: Segment
  /** Ink cut through at both ends together, in stroke widths. */
  readonly strokesCut: number
  /** How plainly the ink comes apart inside, 0 to 1 for each place where it could be cut and is not. */
  readonly spanned: number
  /** A mark as it was found, neither cut nor joined. */
  readonly isWhole: boolean
}

/** Where a node lies in the ink, for what ends there and for what begins there; undefined at an end of a stretch. */
interface Node {
  readonly left: Point
  readonly right: Point
}

/** All parts that may be a digit: whole marks, what lies between cuts, and neighbours taken together. */
function layOut(
  ink: Ink,
  segments: readonly Segment[],
  stretches: readonly number[],
  cuts: readonly (readonly Cut[])[],
  isSure: readonly boolean[],
) {
  const spans: Span[] = []
  const nodes: Node[] = []
  const starts: number[] = []
  for (const [n, segment] of segments.entries()) {
    const from = nodes.length
    const own = cuts[n]!
    const stretch = stretches[n]!
    starts.push(from)
    const before = stretches[n - 1] === stretch ? segments[n - 1] : undefined
    nodes.push(nodeBetween(before, segment), ...own.map(cut => nodeAt(cut, segment)))
    const to = nodes.length
    if (own.length === 0 || aspect(segment) < 2 * widestPart)
      spans.push({ stretch, from, to, segment, strokesCut: 0, spanned: spannedBy(own), isWhole: true })
    for (const piece of partsOf(ink, segment, own, from)) spans.push({ stretch, ...piece })
  }
  starts.push(nodes.length)
  nodes.push({ left: undefined, right: undefined })
  const height = typicalHeight(segments)
  for (let n = 0; n < segments.length; n++)
    for (let count = 2; count <= mostJoined && n + count <= segments.length; count++) {
      const parts = segments.slice(n, n + count)
      const stretch = stretches[n]!
      if (stretches[n + count - 1] !== stretch || parts.every((_, k) => isSure[n + k])) break
      const segment = joinNeighbours(ink, parts, height)
      if (!segment) break
      const [from, to] = [starts[n]!, starts[n + count]!]
      spans.push({ stretch, from, to, segment, strokesCut: 0, spanned: count - 1, isWhole: false })
    }
  return { spans, nodes }
}

/** Halfway between two marks of one stretch. */
function nodeBetween(before: Segment | undefined, after: Segment): Node {
  if (!before) return { left: undefined, right: undefined }
  const x = (before.area.x + before.area.width + after.area.x) / 2
  const y = (before.area.y + after.area.y + (before.area.height + after.area.height) / 2) / 2
  return { left: { x, y }, right: { x, y } }
}

/** The middle of a cut. */
function nodeAt({ columns }: Cut, { area }: Segment): Node {
  const x = area.x + columns.reduce((sum, column) => sum + column, 0) / columns.length
  const y = area.y + area.height / 2
  return { left: { x, y }, right: { x, y } }
}

/** Frames and classes of segments, in one batch. */
export function classify(ink: Ink, segments: readonly Segment[], classifier: DigitClassifier): Mark[] {
  if (segments.length === 0) return []
  const frames = segments.map(segment => segmentFrame(ink, segment))
  const batch = new Float32Array(frames.length * 784)
  for (const [i, frame] of frames.entries()) batch.set(frame, i * 784)
  const { digits, notDigit } = classifier.classify(batch)
  return segments.map((segment, i) => {
    return { segment, frame: frames[i]!, probabilities: digits.slice(i * 10, i * 10 + 10), notDigit: notDigit[i]! }
  })
}

/** Probability that a mark is the digit it most looks like. */
export function certainty({ probabilities, notDigit }: Mark): number {
  return Math.max(...probabilities) * (1 - notDigit)
}

function aspect({ area }: Segment): number {
  return area.width / area.height
}

/** Median height in working pixels of all that is at least half as high as the highest. */
function typicalHeight(segments: readonly Segment[]): number {
  const heights = segments.map(({ area }) => area.height).sort((a, b) => a - b)
  const tall = heights.filter(height => height >= 0.5 * heights.at(-1)!)
  return tall[tall.length >> 1] ?? 1
}

function cutsFor(segment: Segment): number {
  return Math.min(mostCuts, Math.ceil(cutsPerHeight * aspect(segment)))
}

/** Everything between two cuts of a segment that could be a digit; pieces always, so that there is a way through. */
function partsOf(ink: Ink, segment: Segment, cuts: readonly Cut[], node: number): Omit<Span, 'stretch'>[] {
  if (cuts.length === 0) return []
  const spans: Omit<Span, 'stretch'>[] = []
  const pieces = cuts.length + 1
  for (let first = 0; first < pieces; first++)
    for (let end = first + 1; end <= Math.min(pieces, first + mostPieces); end++) {
      if (first === 0 && end === pieces) continue
      const part = sliceSegment(ink, segment, cuts[first - 1], cuts[end - 1])
      if (!part) continue
      if (end > first + 1 && part.area.width > widestPart * segment.area.height) break
      const strokesCut = (cuts[first - 1]?.strokesCut ?? 0) + (cuts[end - 1]?.strokesCut ?? 0)
      spans.push({
        isWhole: false,
        from: node + first,
        to: node + end,
        segment: part,
        strokesCut,
        spanned: spannedBy(cuts.slice(first, end - 1)),
      })
    }
  return spans
}

function spannedBy(cuts: readonly Cut[]): number {
  return cuts.reduce((sum, { strokesCut }) => sum + Math.max(0, 1 - strokesCut), 0)
}

/** Neighbours as one digit, when they are near enough and together no larger than one. */
function joinNeighbours(ink: Ink, parts: readonly Segment[], height: number): Segment | undefined {
  const [first] = parts as [Segment]
  if (parts.some(({ group }) => group !== first.group)) return undefined
  const left = Math.min(...parts.map(({ area }) => area.x))
  const top = Math.min(...parts.map(({ area }) => area.y))
  const width = Math.max(...parts.map(({ area }) => area.x + area.width)) - left
  const joint = Math.max(...parts.map(({ area }) => area.y + area.height)) - top
  const gap = width - parts.reduce((sum, { area }) => sum + area.width, 0)
  const fits = gap < 0.3 * height && width < widestPart * height && joint < 1.5 * height
  return fits ? parts.reduce((joined, part) => joinSegments(ink, joined, part)) : undefined
}
