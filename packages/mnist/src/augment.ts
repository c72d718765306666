// How does one stored digit become a slightly different one each time training looks at it?
// First a warp (an affine map and an elastic one together, resampled once), then what paper, pen and camera do (photometric).

import { createRandom, type Random } from '@digitrec/tensor'
import { pixelsPerDigit, sidePx } from './idx.ts'

/** How far a digit may be bent; every number is drawn evenly between minus and plus its limit. */
export interface Warp {
  /** Turn, in degrees. */
  readonly rotationDeg: number
  /** Slant: pixels to the side per pixel up. */
  readonly shear: number
  /** Size: factor exp(u). */
  readonly scale: number
  /** Wider and lower, or narrower and higher: factors exp(u) and exp(-u). */
  readonly aspect: number
  /** Shift in each direction, in pixels of the 28. */
  readonly shiftPx: number
  /** Now and then a digit leans as far as on a sheet that lies askew: with probability `p`, turned up to so many degrees. */
  readonly askew?: { readonly p: number; readonly rotationDeg: number }
  /** Elastic bend: a 6x6 grid of normal offsets times a number drawn from 0 to this many pixels. */
  readonly elasticPx: number
}

/** How often, and how much, paper, pen and camera change a digit. Each `p` is a probability per picture. */
export interface Photometric {
  /** Stroke made thicker or thinner by a part (drawn from minus to plus `amount`, at most 1) of a 3x3 dilation or erosion. */
  readonly thickness: { readonly p: number; readonly amount: number }
  /** Only the edge of the stroke stays. */
  readonly outline: { readonly p: number }
  /** A solid, dashed or wavy line across. */
  readonly line: { readonly p: number }
  /** A narrow straight gap across, as where a printed line was taken out. */
  readonly gap: { readonly p: number }
  /** One to `times` passes of the 1-2-1 blur. */
  readonly blur: { readonly p: number; readonly times: number }
  /** Noise on the ink only, as of a dry pen: standard deviation up to `sd` times the ink. */
  readonly inkNoise: { readonly p: number; readonly sd: number }
  /** Noise everywhere, standard deviation up to `sd`. */
  readonly noise: { readonly p: number; readonly sd: number }
  /** Factor on everything, drawn from `low` to `high`, then cut off at 1. */
  readonly gain: { readonly p: number; readonly low: number; readonly high: number }
}

/** Warps by name. `moderate` is the one that trains best in 10 to 25 epochs; `strong` underfits that soon. */
export const warps = {
  none: { rotationDeg: 0, shear: 0, scale: 0, aspect: 0, shiftPx: 0, elasticPx: 0 },
  moderate: { rotationDeg: 10, shear: 0.15, scale: 0.12, aspect: 0.07, shiftPx: 2, elasticPx: 1 },
  /** `moderate`, and one in eight askew: for what is photographed by hand. */
  handheld: {
    rotationDeg: 10,
    shear: 0.15,
    scale: 0.12,
    aspect: 0.07,
    shiftPx: 2,
    elasticPx: 1,
    askew: { p: 0.125, rotationDeg: 30 },
  },
  strong: { rotationDeg: 15, shear: 0.25, scale: 0.15, aspect: 0.1, shiftPx: 2.5, elasticPx: 1.6 },
} as const satisfies Record<string, Warp>

/** Photometric changes by name. `moderate` is meant for the last epochs, on some 70 % of the pictures. */
export const photometrics = {
  moderate: {
    thickness: { p: 0.2, amount: 0.7 },
    outline: { p: 0.05 },
    line: { p: 0.2 },
    gap: { p: 0.1 },
    blur: { p: 0.27, times: 3 },
    inkNoise: { p: 0.3, sd: 0.5 },
    noise: { p: 0.2, sd: 0.25 },
    gain: { p: 0.5, low: 0.6, high: 1.1 },
  },
} as const satisfies Record<string, Photometric>

/** What an augmenter does. */
export interface AugmentOptions {
  /** @default warps.moderate */
  readonly warp?: Warp
  /** None when left out. */
  readonly photometric?: Photometric
  /** Share of the pictures that get photometric changes at all. @default 1 */
  readonly photometricShare?: number
}

/** Changes pictures; holds its scratch memory, so one is for one thread. */
export interface Augmenter {
  /**
   * Writes a changed copy of one picture; overwrites all 784 numbers of `out`. The same stream state gives the same picture.
   *
   * @param images pictures of 784 bytes each, ink = 255
   * @param index which of them
   * @param out 784 numbers 0..1, ink = 1
   * @param random the picture's own stream
   * @param strength factor on every limit of the warp and every p of the rest, 0 (a plain copy) to 1. @default 1
   */
  apply(images: Uint8Array, index: number, out: Float32Array, random: Random, strength?: number): void
}

/** Normal noise, drawn once and read from a random place on: 784 fresh normal numbers would cost more than the whole warp. */
const noiseLength = 4099
const noise = /* @__PURE__ */ createNoise()

function createNoise(): Float32Array {
  const random = createRandom(0)
  return Float32Array.from({ length: noiseLength }, () => random.normal())
}

/** Pictures turn about the point that MNIST puts the centre of mass on: index 14, not 13.5. */
const centre = 14
/** The picture inside a border of zeros, so that sampling needs no test for the edge. */
const paddedSide = sidePx + 2
const gridSide = 6
const gridSize = gridSide * gridSide

/**
 * Builds an augmenter.
 *
 * @example
 * const augmenter = createAugmenter({ warp: warps.moderate })
 * augmenter.apply(set.images, 7, frame, random, 0.5)   // digit 7 at half strength into frame
 */
export function createAugmenter(options: AugmentOptions = {}): Augmenter {
  const { warp = warps.moderate, photometric, photometricShare = 1 } = options
  const resample = createWarp(warp)
  const scratch = new Float32Array(pixelsPerDigit)
  return {
    apply(images, index, out, random, strength = 1) {
      resample(images, index * pixelsPerDigit, out, random, strength)
      if (photometric && random.next() < photometricShare) applyPhotometric(out, scratch, photometric, random, strength)
    },
  }
}

/**
 * One affine and elastic warp, one bilinear sampling. Each pixel of the result asks where it came from:
 *
 *   source = centre + A (pixel − centre) + shift + elastic(pixel)
 *
 * @see Simard, Steinkraus, Platt 2003, "Best Practices for Convolutional Neural Networks", section 2 (elastic distortions; here from
 *   a coarse random grid and bicubic interpolation in place of a blurred random field)
 */
function createWarp(warp: Warp) {
  const padded = new Float32Array(paddedSide * paddedSide)
  const weights = bicubicWeights()
  const grid = new Float32Array(2 * gridSize)
  const rows = new Float32Array(2 * sidePx * gridSide)

  return (images: Uint8Array, start: number, out: Float32Array, random: Random, strength: number): void => {
    const isAskew = warp.askew !== undefined && random.next() < warp.askew.p
    const rotationDeg = isAskew ? warp.askew.rotationDeg : warp.rotationDeg
    const radians = ((random.uniform(-1, 1) * rotationDeg * Math.PI) / 180) * strength
    const shear = random.uniform(-1, 1) * warp.shear * strength
    const scale = random.uniform(-1, 1) * warp.scale * strength
    const aspect = random.uniform(-1, 1) * warp.aspect * strength
    const shiftX = random.uniform(-1, 1) * warp.shiftPx * strength
    const shiftY = random.uniform(-1, 1) * warp.shiftPx * strength
    const elastic = random.next() * warp.elasticPx * strength

    // A = rotation · shear · size, with the same spread either way, so that it may as well be the inverse.
    const sizeX = Math.exp(scale + aspect)
    const sizeY = Math.exp(scale - aspect)
    const cos = Math.cos(radians)
    const sin = Math.sin(radians)
    const xx = cos * sizeX
    const xy = (cos * shear - sin) * sizeY
    const yx = sin * sizeX
    const yy = (sin * shear + cos) * sizeY

    pad(images, start, padded)
    fillGrid(grid, rows, weights, elastic, random)
    for (let y = 0; y < sidePx; y++) {
      const dy = y - centre
      const rowX = y * gridSide
      const rowY = (sidePx + y) * gridSide
      const r0 = rows[rowX]!,
        r1 = rows[rowX + 1]!,
        r2 = rows[rowX + 2]!,
        r3 = rows[rowX + 3]!,
        r4 = rows[rowX + 4]!,
        r5 = rows[rowX + 5]!
      const s0 = rows[rowY]!,
        s1 = rows[rowY + 1]!,
        s2 = rows[rowY + 2]!,
        s3 = rows[rowY + 3]!,
        s4 = rows[rowY + 4]!,
        s5 = rows[rowY + 5]!
      for (let x = 0; x < sidePx; x++) {
        const w = x * gridSide
        const w0 = weights[w]!,
          w1 = weights[w + 1]!,
          w2 = weights[w + 2]!,
          w3 = weights[w + 3]!,
          w4 = weights[w + 4]!,
          w5 = weights[w + 5]!
        const bendX = w0 * r0 + w1 * r1 + w2 * r2 + w3 * r3 + w4 * r4 + w5 * r5
        const bendY = w0 * s0 + w1 * s1 + w2 * s2 + w3 * s3 + w4 * s4 + w5 * s5
        const dx = x - centre
        out[y * sidePx + x] = sample(
          padded,
          centre + xx * dx + xy * dy + shiftX + bendX,
          centre + yx * dx + yy * dy + shiftY + bendY,
        )
      }
    }
  }
}

/** Bytes 0..255 to numbers 0..1 inside the border. */
function pad(images: Uint8Array, start: number, padded: Float32Array): void {
  for (let y = 0; y < sidePx; y++) {
    const to = (y + 1) * paddedSide + 1
    const from = start + y * sidePx
    for (let x = 0; x < sidePx; x++) padded[to + x] = images[from + x]! * (1 / 255)
  }
}

/** Draws the 6x6 offsets in x and in y, and interpolates them down the rows; across is done pixel by pixel. */
function fillGrid(
  grid: Float32Array,
  rows: Float32Array,
  weights: Float32Array,
  elastic: number,
  random: Random,
): void {
  if (elastic === 0) {
    rows.fill(0)
    return
  }
  for (let i = 0; i < 2 * gridSize; i++) grid[i] = random.normal() * elastic
  for (let axis = 0; axis < 2; axis++) {
    for (let y = 0; y < sidePx; y++) {
      for (let column = 0; column < gridSide; column++) {
        let sum = 0
        for (let k = 0; k < gridSide; k++)
          sum += weights[y * gridSide + k]! * grid[axis * gridSize + k * gridSide + column]!
        rows[(axis * sidePx + y) * gridSide + column] = sum
      }
    }
  }
}

/** Bilinear; outside the picture is zero. */
function sample(padded: Float32Array, x: number, y: number): number {
  const px = Math.min(Math.max(x, -1), sidePx - 1e-6) + 1
  const py = Math.min(Math.max(y, -1), sidePx - 1e-6) + 1
  const left = px | 0
  const top = py | 0
  const fx = px - left
  const at = top * paddedSide + left
  const above = padded[at]! + (padded[at + 1]! - padded[at]!) * fx
  const below = padded[at + paddedSide]! + (padded[at + paddedSide + 1]! - padded[at + paddedSide]!) * fx
  return above + (below - above) * (py - top)
}

/**
 * Weights [28,6] from 6 grid points, the outer ones on the first and last pixel, to 28 pixels; points beyond the edge repeat it.
 *
 * @see Keys 1981, "Cubic convolution interpolation for digital image processing", eq. 15 (a = −1/2)
 */
function bicubicWeights(): Float32Array {
  const weights = new Float32Array(sidePx * gridSide)
  for (let i = 0; i < sidePx; i++) {
    const position = (i * (gridSide - 1)) / (sidePx - 1)
    const base = Math.min(Math.floor(position), gridSide - 2)
    for (let k = base - 1; k <= base + 2; k++) {
      const column = Math.min(Math.max(k, 0), gridSide - 1)
      weights[i * gridSide + column]! += keys(Math.abs(position - k))
    }
  }
  return weights
}

function keys(distance: number): number {
  if (distance < 1) return (1.5 * distance - 2.5) * distance * distance + 1
  if (distance < 2) return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
  return 0
}

/** Pen first (thickness, outline), then page (line), then camera (blur, noise, gain). Changes `frame` in place. */
function applyPhotometric(
  frame: Float32Array,
  scratch: Float32Array,
  options: Photometric,
  random: Random,
  strength: number,
): void {
  const happens = (p: number) => random.next() < p * strength
  if (happens(options.thickness.p)) changeThickness(frame, scratch, random.uniform(-1, 1) * options.thickness.amount)
  if (happens(options.outline.p)) outline(frame, scratch)
  if (happens(options.line.p)) drawLine(frame, random)
  if (happens(options.gap.p)) cutGap(frame, random)
  if (happens(options.blur.p)) for (let n = 1 + random.int(options.blur.times); n > 0; n--) blur(frame, scratch)
  if (happens(options.inkNoise.p)) addInkNoise(frame, random.next() * options.inkNoise.sd, random)
  if (happens(options.noise.p)) addNoise(frame, random.next() * options.noise.sd, random)
  if (happens(options.gain.p)) amplify(frame, random.uniform(options.gain.low, options.gain.high))
}

/** Moves every pixel the part |amount| of the way to the largest (amount > 0) or smallest of itself and its four neighbours. */
function changeThickness(frame: Float32Array, scratch: Float32Array, amount: number): void {
  scratch.set(frame)
  const sign = amount < 0 ? -1 : 1
  for (let y = 1; y < sidePx - 1; y++) {
    for (let x = 1; x < sidePx - 1; x++) {
      const at = y * sidePx + x
      const sideways = Math.max(scratch[at - 1]! * sign, scratch[at + 1]! * sign)
      const upDown = Math.max(scratch[at - sidePx]! * sign, scratch[at + sidePx]! * sign)
      const extreme = Math.max(scratch[at]! * sign, sideways, upDown) * sign
      frame[at] = scratch[at]! + (extreme - scratch[at]!) * amount * sign
    }
  }
}

/** What a one-pixel erosion takes away, stretched back to full ink. */
function outline(frame: Float32Array, scratch: Float32Array): void {
  scratch.set(frame)
  changeThickness(scratch, frame, -1)
  let largest = 0
  for (let i = 0; i < frame.length; i++) largest = Math.max(largest, (scratch[i] = frame[i]! - scratch[i]!))
  const factor = largest > 0 ? 1 / largest : 1
  for (let i = 0; i < frame.length; i++) frame[i] = scratch[i]! * factor
}

/** A line through the picture, as of ruled paper or a pen that crossed it: solid, dashed or wavy, about a pixel wide. */
function drawLine(frame: Float32Array, random: Random): void {
  const isFlat = random.next() < 0.5
  const kind = random.int(3)
  const from = random.uniform(2, 26)
  const to = from + random.uniform(-6, 6)
  const ink = random.uniform(0.4, 1)
  const wave = kind === 2 ? random.uniform(0.8, 2) : 0
  const waveLength = random.uniform(6, 14)
  const dash = kind === 1 ? 2 + random.int(3) : 99
  const halfWidth = random.uniform(0.4, 0.9)
  for (let along = 0; along < sidePx; along++) {
    if (along % (2 * dash) >= dash) continue
    const middle = from + ((to - from) * along) / sidePx + wave * Math.sin((2 * Math.PI * along) / waveLength)
    const first = Math.max(0, Math.floor(middle - 1.5))
    for (let across = first; across < Math.min(sidePx, first + 4); across++) {
      const value = ink * Math.min(1, Math.max(0, halfWidth + 0.5 - Math.abs(across - middle)))
      const at = isFlat ? across * sidePx + along : along * sidePx + across
      frame[at] = Math.max(frame[at]!, value)
    }
  }
}

/** Takes the ink away along a straight line about a pixel wide, lying or standing, nowhere near the ends of the digit. */
function cutGap(frame: Float32Array, random: Random): void {
  const isFlat = random.next() < 0.7
  const from = random.uniform(7, 21)
  const to = from + random.uniform(-2, 2)
  const halfWidth = random.uniform(0.3, 0.8)
  for (let along = 0; along < sidePx; along++) {
    const middle = from + ((to - from) * along) / sidePx
    const first = Math.floor(middle - 1.5)
    for (let across = first; across < first + 4; across++) {
      const left = 1 - Math.min(1, Math.max(0, halfWidth + 0.5 - Math.abs(across - middle)))
      frame[isFlat ? across * sidePx + along : along * sidePx + across]! *= left
    }
  }
}

/** 1-2-1 across, then 1-2-1 down; outside counts as zero. */
function blur(frame: Float32Array, scratch: Float32Array): void {
  for (let y = 0; y < sidePx; y++) {
    for (let x = 0; x < sidePx; x++) {
      const at = y * sidePx + x
      const left = x > 0 ? frame[at - 1]! : 0
      const right = x < sidePx - 1 ? frame[at + 1]! : 0
      scratch[at] = (left + 2 * frame[at]! + right) / 4
    }
  }
  for (let y = 0; y < sidePx; y++) {
    for (let x = 0; x < sidePx; x++) {
      const at = y * sidePx + x
      const above = y > 0 ? scratch[at - sidePx]! : 0
      const below = y < sidePx - 1 ? scratch[at + sidePx]! : 0
      frame[at] = (above + 2 * scratch[at]! + below) / 4
    }
  }
}

function addInkNoise(frame: Float32Array, sd: number, random: Random): void {
  let n = random.int(noiseLength)
  for (let i = 0; i < frame.length; i++) {
    const value = frame[i]!
    frame[i] = unit(value + value * sd * noise[n]!)
    n = n + 1 < noiseLength ? n + 1 : 0
  }
}

function addNoise(frame: Float32Array, sd: number, random: Random): void {
  let n = random.int(noiseLength)
  for (let i = 0; i < frame.length; i++) {
    frame[i] = unit(frame[i]! + sd * noise[n]!)
    n = n + 1 < noiseLength ? n + 1 : 0
  }
}

function amplify(frame: Float32Array, factor: number): void {
  for (let i = 0; i < frame.length; i++) frame[i] = unit(frame[i]! * factor)
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
