// What does the ink of one digit look like on the page: how wide is the pen, how strong and of which colour the ink?

import { type Ink, pointInSource, type Raster, type Segment } from '@digitrec/image'

/** The ink of one digit, as it is on the page. */
export interface InkLook {
  /** Typical width of its strokes, in pixels of the picture. */
  readonly strokeWidthPx: number
  /** How much darker than the paper around it the body of its strokes is (or lighter, on dark ground), 0 to 1. */
  readonly strength: number
  /** How much less red than green it sends back, and how much less blue than green, each against the paper: -1 to 1, 0 is gray. */
  readonly tint: readonly [red: number, blue: number]
}

/** Longest side of the grid of pixels that are looked at. */
const grid = 96

/**
 * Measures the ink of a segment against the paper around it. Where less than a few pixels of either are seen, strength and tint are 0.
 *
 * @param raster the picture as decoded
 * @param ink the ink found in it
 */
export function inkLook(raster: Raster, ink: Ink, segment: Segment): InkLook {
  const { red, green, blue } = contrastByChannel(raster, ink, segment)
  const strength = Math.min(1, (red + green + blue) / 3)
  return { strokeWidthPx: segment.strokeWidth, strength, tint: [red - green, blue - green] }
}

function contrastByChannel(raster: Raster, ink: Ink, { area, mask }: Segment) {
  const body: number[][] = [[], [], []]
  const paper: number[][] = [[], [], []]
  const margin = Math.max(2, Math.round(0.15 * Math.max(area.width, area.height)))
  const step = Math.max(1, Math.floor(Math.max(area.width, area.height) / grid))
  const full = strongest(ink, area, mask)
  for (let y = area.y - margin; y < area.y + area.height + margin; y += step) {
    for (let x = area.x - margin; x < area.x + area.width + margin; x += step) {
      if (x < 0 || y < 0 || x >= ink.width || y >= ink.height) continue
      const strength = ink.strength[y * ink.width + x]!
      const inside = x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height
      const own = inside && mask[(y - area.y) * area.width + x - area.x]
      const list =
        own && strength > 0.75 * full ? body : !ink.mask[y * ink.width + x] && strength < 0.3 * full ? paper : undefined
      if (!list) continue
      const at = sourcePixel(raster, ink, x, y) * 4
      for (let channel = 0; channel < 3; channel++) list[channel]!.push(raster.data[at + channel]!)
    }
  }
  if (body[0]!.length < 4 || paper[0]!.length < 4) return { red: 0, green: 0, blue: 0 }
  const contrast = (channel: number) => {
    const ground = middle(paper[channel]!)
    const stroke = middle(body[channel]!)
    // Of the light that could be taken away (or, on dark ground, added), the share that is.
    return ink.polarity === 'light-on-dark'
      ? (stroke - ground) / Math.max(32, 255 - ground)
      : (ground - stroke) / Math.max(32, ground)
  }
  return { red: contrast(0), green: contrast(1), blue: contrast(2) }
}

/** Ink strength that one tenth of the segment's pixels exceed. */
function strongest(ink: Ink, area: Segment['area'], mask: Uint8Array): number {
  const values: number[] = []
  for (let i = 0; i < mask.length; i++) {
    if (mask[i])
      values.push(ink.strength[(area.y + Math.floor(i / area.width)) * ink.width + area.x + (i % area.width)]!)
  }
  return Float64Array.from(values).sort()[Math.floor(0.9 * values.length)] ?? 1
}

function sourcePixel(raster: Raster, ink: Ink, x: number, y: number): number {
  const place = pointInSource(ink, x + 0.5, y + 0.5)
  const column = Math.min(raster.width - 1, Math.max(0, Math.floor(place.x)))
  const row = Math.min(raster.height - 1, Math.max(0, Math.floor(place.y)))
  return row * raster.width + column
}

function middle(values: number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1]!
}
