// Which ink has another colour than the pen, is much fainter, and runs into strokes or out of the picture? Rings of coffee, the rest of
// a printed line, the colour of a folder behind the sheet.
import { type Component, findComponents } from './components.ts'
import { maximumAround } from './neighbourhood.ts'

/** Ink fainter than this share of the pen may be a tint. */
const faint = 0.5
/** Dark spots of a stain are smaller than this share of the largest stroke; what is larger is a pen, whatever its colour. */
const leastPen = 0.2
/** Sum of the differences between the shares that two inks take from red, green and blue. */
const otherColour = 0.25
/** The soft edge of a stroke is fainter than the stroke: so far around bold ink, in widths of strokes, nothing is judged. */
const edgeShare = 0.25
/** What stands alone in the colour of a tint is a piece of it, when there is so many times as much of the tint. */
const pieceOf = 3

/**
 * A mask without tints: patches much fainter than the pen and of another colour than every pen on the page, where they touch bold
 * strokes or the border, and small pieces of the same. A faint mark of another colour that stands alone stays: it may be a digit.
 *
 * @param mask 1 = ink, `width · height`; not changed
 * @param strength ink strength 0 to 1
 * @param planes light that ink takes away in each channel, 0 to 1
 * @returns the mask that was given when there are no tints, or no colours
 */
export function withoutTints(
  mask: Uint8Array,
  strength: Float32Array,
  planes: readonly Float32Array[],
  width: number,
  height: number,
): Uint8Array {
  if (planes.length < 3) return mask
  const { bold, isOfPen, edge } = pensOf(mask, strength, planes, width, height)
  const around = maximumAround(bold, width, height, edge)
  const rest = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (mask[i] && around[i] === 0) rest[i] = 1
  if (!rest.includes(1)) return mask
  const { labels, components } = findComponents(rest, width, height)
  const colours = coloursOf(labels, components.length, planes)
  const touches = touching(labels, components.length, mask, width)
  const others = components.filter(({ label }) => !isOfPen(colours[label]!))
  const tints = others.filter(({ label, x, y, width: w, height: h }) => {
    return touches[label] === 1 || x === 0 || y === 0 || x + w === width || y + h === height
  })
  if (tints.length === 0) return mask
  const areas = areasByColour(tints, colours)
  const isPiece = ({ label, area }: Component) => {
    const same = areas.filter(tint => distance(tint.colour, colours[label]!) <= otherColour)
    return same.reduce((sum, tint) => sum + tint.area, 0) > pieceOf * area
  }
  const isTint = new Uint8Array(components.length)
  for (const { label } of tints) isTint[label] = 1
  for (const patch of others) if (isPiece(patch)) isTint[patch.label] = 1
  return mask.map((ink, i) => (rest[i] && isTint[labels[i]!] ? 0 : ink))
}

/** Bold strokes (1, else 0), whether a colour is that of one of them, and how many pixels around them are their soft edges. */
function pensOf(
  mask: Uint8Array,
  strength: Float32Array,
  planes: readonly Float32Array[],
  width: number,
  height: number,
) {
  const least = faint * boldStrength(mask, strength)
  const strong = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (mask[i] && strength[i]! >= least) strong[i] = 1
  const { labels, components } = findComponents(strong, width, height)
  const most = Math.max(0, ...components.map(({ area }) => area))
  const strokes = components.filter(({ area }) => area >= leastPen * most)
  const colours = coloursOf(labels, components.length, planes)
  const isOfPen = (colour: Colour) => strokes.some(({ label }) => distance(colours[label]!, colour) <= otherColour)
  const isPen = colours.map(isOfPen)
  const bold = new Float32Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (strong[i] && isPen[labels[i]!]) bold[i] = 1
  return { bold, isOfPen, edge: edgeOf(strokes) }
}

/** Strength that a quarter of the ink reaches. */
function boldStrength(mask: Uint8Array, strength: Float32Array): number {
  const histogram = new Uint32Array(256)
  let count = 0
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    histogram[Math.min(255, 255 * strength[i]!) | 0]!++
    count++
  }
  let bin = 255
  for (let above = histogram[255]!; above * 4 < count && bin > 0; above += histogram[--bin]!);
  return bin / 255
}

/** Pixels around bold strokes that belong to their edges. */
function edgeOf(strokes: readonly Component[]): number {
  const [area, halfOutline] = strokes.reduce(
    ([sum, outline], { area, width, height }) => [sum + area, outline + width + height],
    [0, 1],
  )
  return 1 + Math.ceil(edgeShare * (area / halfOutline))
}

type Colour = readonly [red: number, green: number, blue: number]

/** Shares of the light taken that each labelled patch takes from red, green and blue. */
function coloursOf(labels: Int32Array, count: number, planes: readonly Float32Array[]): Colour[] {
  const sums = planes.map(() => new Float32Array(count))
  for (let i = 0; i < labels.length; i++)
    if (labels[i]! >= 0) for (let c = 0; c < 3; c++) sums[c]![labels[i]!]! += planes[c]![i]!
  return Array.from({ length: count }, (_, label) => {
    const [red, green, blue] = sums.map(sum => sum[label]!) as [number, number, number]
    const all = Math.max(1e-6, red + green + blue)
    return [red / all, green / all, blue / all]
  })
}

/** Colours are told apart in so many steps from none to all of one channel. */
const shades = 32

/** How much of each colour there is: a page may have thousands of tints, but of few colours. */
function areasByColour(tints: readonly Component[], colours: readonly Colour[]): { colour: Colour; area: number }[] {
  const areas = new Map<string, { colour: Colour; area: number }>()
  for (const { label, area } of tints) {
    const colour = colours[label]!
    const key = colour.map(share => Math.round(shades * share)).join()
    areas.set(key, { colour: areas.get(key)?.colour ?? colour, area: (areas.get(key)?.area ?? 0) + area })
  }
  return [...areas.values()]
}

function distance(a: Colour, b: Colour): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2])
}

/** 1 for each labelled patch with a pixel beside one that is in the mask and has no label. */
function touching(labels: Int32Array, count: number, mask: Uint8Array, width: number): Uint8Array {
  const touches = new Uint8Array(count)
  const isOther = (at: number) => mask[at] === 1 && labels[at] === -1
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === -1) continue
    if (isOther(i - 1) || isOther(i + 1) || isOther(i - width) || isOther(i + width)) touches[labels[i]!] = 1
  }
  return touches
}
