// Where is the ink? The first half of the walk, each step one function: paper, specks, size, polarity, strength, threshold, lines, stains.
import { cardsAlone } from './card.ts'
import { layOverPaper } from './composite.ts'
import { withoutHalftone } from './halftone.ts'
import { darkness, inkPlanes, strengthOf } from './ink-strength.ts'
import { findPolarity, type Polarity } from './polarity.ts'
import type { PrintedLine } from './printed-lines.ts'
import type { Box, Raster } from './raster.ts'
import { removeLines } from './remove-lines.ts'
import { crop, findSheet, sheetAlone } from './sheet.ts'
import { withoutSpecks } from './specks.ts'
import { colourPicture, maskPicture, strengthPicture } from './stage-picture.ts'
import { withoutStains } from './stains.ts'
import { thresholdInk } from './threshold.ts'
import { withoutTints } from './tints.ts'
import { toGray, toWorkingSize } from './working-size.ts'

/** The ink of a picture at working size: plain data, so that it can be drawn as well as read on. */
export interface Ink {
  /** Working pixels per row. */
  readonly width: number
  readonly height: number
  /** 1 where there is ink, else 0; `width · height`. */
  readonly mask: Uint8Array
  /** 0 bare paper to 1 black, shadows divided out. */
  readonly strength: Float32Array
  /** Working pixels per source pixel. */
  readonly scale: number
  /** Size of the picture the ink was found in, in source pixels. */
  readonly source: { readonly width: number; readonly height: number }
  /** The part of that picture that was looked at: all of it, or the sheet that lies in it; in source pixels. */
  readonly view: Box
  readonly polarity: Polarity
  /** Mean strength of ink minus mean strength of paper, 0 to 1, before faint ink was given up. Below about 0.15 reading is a guess. */
  readonly contrast: number
  /** Share of pixels that are ink, 0 to 1, before texture was given up and printed lines were removed. */
  readonly coverage: number
  /** Strength that parts ink from paper in the whole picture. */
  readonly threshold: number
  /** Spread of the paper's own texture, in strength. */
  readonly noise: number
  /** How far printed lines fall to the right, in radians; 0 when there are none. */
  readonly skew: number
  /** Level lines that were removed and are not of the paper: a box, an underline, or a bar through a number. In working pixels, not turned. */
  readonly bars: readonly Box[]
  /** How far the plane was turned clockwise about its middle, in radians, since the ink was found; see `segmentLevel`. */
  readonly turned: number
}

/** Noise, and the last of a shadow that was flattened, leave up to 0.1; the faintest pencil that people read leaves 0.15. */
const faintestContrast = 0.1
/** A photo of such writing in poor light leaves so little, and is believed where nothing else is known to leave so much. */
const faintestWriting = 0.07
/** Of a page, writing covers no less than this and no more; specks and shadows do. */
const writtenShare = { least: 0.005, most: 0.25 }
/** Bold writing cut out tightly covers half of its box; more is texture. */
const mostCoverage = 0.6
/** Close squared paper of few pixels leaves so little paper bare, before its lines are gone. */
const mostPrint = 0.8
/** Texture is close squares when so much of it is printed lines; otherwise it is noise. */
const leastPrint = 0.5

/** Steps of {@link findInk} in their order; each says what it is for. */
export const inkSteps = {
  page: 'Transparent parts are laid over paper, and the picture is brought to working size.',
  sheet: 'A sheet of paper on a table is cut out, and what is left of the table takes its shade.',
  specks:
    'Salt and pepper, single wrong pixels all over the picture, become what is around them; the dots of a fax become gray.',
  polarity:
    'What lies around a card with writing on it takes its shade, and light ink on a dark page is turned into dark ink on a light one.',
  light: 'Uneven light and shadows are divided out; coloured ink counts as ink.',
  threshold: 'Ink is parted from paper: where ink is faint, less is enough.',
  lines: 'Printed lines, squares and boxes are removed, and strokes that cross them are kept.',
  stains:
    'What is much fainter than the strokes is removed where it is soft, at the border, or of another colour and touches them: the last of a shadow, a smudge, the edge of a sheet, a ring of coffee.',
} as const

/** Name of a step. */
export type InkStep = keyof typeof inkSteps

/** What a step made of the picture. */
export interface InkStage {
  readonly step: InkStep
  /** Drawn when asked for: the result as a picture at working size. */
  picture(): Raster
}

/** Options of {@link findInk}. */
export interface InkOptions {
  /**
   * Steps to leave out: without `sheet` the whole picture is read, without `specks` single wrong pixels and the dots of a fax stay, without `polarity` ink is dark, without `light` strength is darkness, without `threshold` one
   * threshold holds everywhere, without `lines` or `stains` they stay. `page` cannot be left out. @default none
   */
  readonly skip?: readonly Exclude<InkStep, 'page'>[]
  /** Called after every step that was taken, in order. What it throws, findInk throws. */
  readonly onStage?: (stage: InkStage) => void
}

/**
 * Finds the ink of a picture, dark on light or light on dark, photographed or drawn. The raster is not changed.
 *
 * @returns a mask without a single 1 for a blank, uniform or noisy picture; never throws by itself
 * @example
 * findInk(raster, { onStage: ({ step, picture }) => show(step, picture()) })
 */
export function findInk(raster: Raster, { skip = [], onStage = () => {} }: InkOptions = {}): Ink {
  const skips = new Set<InkStep>(skip)
  const page = layOverPaper(raster)
  onStage({ step: 'page', picture: () => colourPicture(toWorkingSize(page)) })
  const cleaned = (part: Raster) => toWorkingSize(skips.has('specks') ? part : withoutSpecks(withoutHalftone(part)))
  const whole = cleaned(page)
  const wholeGray = toGray(whole)
  const sheet = skips.has('sheet') ? undefined : findSheet(whole, wholeGray)
  const view = sheet ? sheet.boxIn(page) : { x: 0, y: 0, width: page.width, height: page.height }
  const clean = sheet ? sheetAlone(cleaned(crop(page, view)), sheet) : whole
  if (!skips.has('sheet')) onStage({ step: 'sheet', picture: () => colourPicture(clean) })
  const gray = sheet ? toGray(clean) : wholeGray
  const picture = skips.has('polarity') ? clean : cardsAlone(clean, gray)
  const { width, height, scale } = picture
  const size = { width, height }
  if (!skips.has('specks')) onStage({ step: 'specks', picture: () => colourPicture(clean) })
  const polarity = skips.has('polarity') ? 'dark-on-light' : findPolarity(picture === clean ? gray : toGray(picture))
  if (!skips.has('polarity')) onStage({ step: 'polarity', picture: () => colourPicture(picture, polarity) })
  const planes = skips.has('light') ? [darkness(picture, polarity)] : inkPlanes(picture, polarity)
  const strength = strengthOf(planes)
  if (!skips.has('light')) onStage({ step: 'light', picture: () => strengthPicture(strength, size) })
  const parted = thresholdInk(strength, width, height, !skips.has('threshold'))
  const { mask: marks, threshold, paper, isTexture } = parted
  const { contrast, coverage } = measure(marks, strength)
  // Ink that is no clearer than the paper's texture, or everywhere, may still be close squares.
  const isDoubtful = isTexture || coverage > mostCoverage
  const isLikeWriting = !isDoubtful && coverage > writtenShare.least && coverage < writtenShare.most
  const isTooFaint = contrast < (isLikeWriting ? faintestWriting : faintestContrast)
  const isBlank = isTooFaint || (isDoubtful && (skips.has('lines') || coverage > mostPrint))
  if (isBlank) marks.fill(0)
  onStage({ step: 'threshold', picture: () => maskPicture(marks, size) })
  const written =
    isBlank || skips.has('lines')
      ? { mask: marks, skew: 0, level: [], isPaper: false }
      : removeLines(marks, strength, width, height, parted.traces, planes, isDoubtful)
  const mostLeft = isTexture ? (1 - leastPrint) * coverage : mostCoverage
  if (isDoubtful && measure(written.mask, strength).coverage > mostLeft) written.mask.fill(0)
  if (!skips.has('lines')) onStage({ step: 'lines', picture: () => maskPicture(written.mask, size, marks) })
  const unstained = () =>
    withoutStains(withoutTints(written.mask, strength, planes, width, height), strength, width, height)
  const mask = skips.has('stains') ? written.mask : unstained()
  if (!skips.has('stains')) onStage({ step: 'stains', picture: () => maskPicture(mask, size, written.mask) })
  const source = { width: raster.width, height: raster.height }
  const { skew } = written
  const bars = written.isPaper ? [] : written.level.map(boxOf)
  const noise = paper.spread
  return {
    width,
    height,
    mask,
    strength,
    scale,
    source,
    view,
    polarity,
    contrast,
    coverage,
    threshold,
    noise,
    skew,
    bars,
    turned: 0,
  }
}

function boxOf({ from, to, middle, thickness }: PrintedLine): Box {
  const [top, bottom] = [middle.reduce((a, b) => Math.min(a, b)), middle.reduce((a, b) => Math.max(a, b))]
  return { x: from, y: top - thickness / 2, width: to - from + 1, height: bottom - top + thickness }
}

function measure(mask: Uint8Array, strength: Float32Array): { contrast: number; coverage: number } {
  let count = 0
  let ink = 0
  let paper = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]) {
      count++
      ink += strength[i]!
    } else paper += strength[i]!
  }
  if (count === 0) return { contrast: 0, coverage: 0 }
  const rest = mask.length - count
  return { contrast: ink / count - (rest > 0 ? paper / rest : 0), coverage: count / mask.length }
}
