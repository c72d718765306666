// How does a photographed field become clean paper with writing? Its light is evened out, and printed lines whose places are known
// are taken out where nothing thicker or darker crosses them.
import { findBackground } from './background.ts'
import type { Raster } from './raster.ts'
import { bilinear } from './resample.ts'

/** A printed line, upright or level, in pixels; `at` is its middle. */
export interface PrintedLine {
  readonly direction: 'upright' | 'level'
  readonly at: number
  readonly from: number
  readonly to: number
}

/** Brightness against the paper below which a pixel is printed or written on. */
const marked = 0.9
/** Brightness of the paper that comes out. */
const evenLight = 240
/** Below it, evening out would only enlarge noise. */
const darkestPaper = 30
/** A line crossed by something this much darker than itself is left alone there. */
const darker = 0.2

/**
 * A copy of a picture on evenly lit paper, without its printed lines. Across the line at each place, the run of marked pixels is looked at: as thin as
 * the line and no darker, it is painted over with the paper beside it; thicker or darker, it is a stroke of the pen and stays.
 *
 * @param raster opaque, level, dark on light
 * @param widthPx width of the printed lines
 * @param slackPx how far a line may be from its place
 */
export function eraseLines(raster: Raster, lines: readonly PrintedLine[], widthPx: number, slackPx: number): Raster {
  const { width, height } = raster
  const light = paperLight(raster)
  const bright = luma(raster).map((value, i) => Math.min(1, value / light[i]!))
  const out = {
    width,
    height,
    data: raster.data.map((value, i) => (i % 4 === 3 ? value : Math.min(255, (value * evenLight) / light[i >> 2]!))),
  }
  const thickest = widthPx * 1.6 + 2
  for (const line of lines) {
    const step = line.direction === 'level' ? width : 1 // from a pixel to the next one across
    const along = line.direction === 'level' ? 1 : width
    const [depth, length] = line.direction === 'level' ? [height, width] : [width, height]
    const runs: { start: number; end: number; base: number; dark: number }[] = []
    for (let t = Math.max(0, Math.floor(line.from)); t < Math.min(length, Math.ceil(line.to)); t++) {
      const run = runAcross(bright, t * along, step, depth, line.at, slackPx + widthPx / 2)
      if (run) runs.push({ ...run, base: t * along })
    }
    const thin = runs.filter(({ start, end }) => end - start + 1 <= thickest)
    const usual = median(thin.map(({ dark }) => dark))
    for (const { start, end, base, dark } of thin) {
      if (dark > usual - darker) paintOver(out, base, step, depth, start, end)
    }
  }
  return out
}

function luma({ width, height, data }: Raster): Float32Array {
  const out = new Float32Array(width * height)
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.2126 * data[4 * i]! + 0.7152 * data[4 * i + 1]! + 0.0722 * data[4 * i + 2]!
  }
  return out
}

/** Brightness of the bare paper at each pixel, 0 to 255. */
function paperLight(raster: Raster): Float32Array {
  const { width, height } = raster
  const paper = findBackground(luma(raster), width, height)
  return bilinear(paper.data, paper.width, paper.height, width, height).map(value => Math.max(darkestPaper, value))
}

/** The run of marked pixels nearest to a place across a line: its first and last pixel, and how bright its darkest is. */
function runAcross(bright: Float32Array, base: number, step: number, depth: number, at: number, reach: number) {
  let nearest = -1
  for (let p = Math.max(0, Math.floor(at - reach)); p <= Math.min(depth - 1, at + reach); p++) {
    const isNearer = nearest < 0 || Math.abs(p + 0.5 - at) < Math.abs(nearest + 0.5 - at)
    if (bright[base + p * step]! < marked && isNearer) nearest = p
  }
  if (nearest < 0) return undefined
  let start = nearest
  let end = nearest
  while (start > 0 && bright[base + (start - 1) * step]! < marked) start--
  while (end < depth - 1 && bright[base + (end + 1) * step]! < marked) end++
  let dark = 1
  for (let p = start; p <= end; p++) dark = Math.min(dark, bright[base + p * step]!)
  return { start, end, dark }
}

/** Pixels from `start` to `end` and one on either side become the mean of the paper just outside. */
function paintOver({ data }: Raster, base: number, step: number, depth: number, start: number, end: number): void {
  const before = base + Math.max(0, start - 2) * step
  const behind = base + Math.min(depth - 1, end + 2) * step
  for (let p = Math.max(0, start - 1); p <= Math.min(depth - 1, end + 1); p++) {
    for (let channel = 0; channel < 3; channel++) {
      data[(base + p * step) * 4 + channel] = (data[before * 4 + channel]! + data[behind * 4 + channel]!) / 2
    }
  }
}

function median(values: number[]): number {
  return values.length === 0 ? 1 : values.sort((a, b) => a - b)[values.length >> 1]!
}
