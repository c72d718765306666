// Does the page lie in the middle of the picture? A white card on a dark screen, dark tiles on a white sheet: what is around
// them is given their shade, so that nothing is seen but what is written on them.
import { median } from './clutter.ts'
import { type Component, findComponents } from './components.ts'
import type { Gray, Picture } from './working-size.ts'

/** A page around cards is plain: brightest and darkest pixel of the border differ by no more, in levels of 255. */
const plainest = 24
/** A card is at least so much lighter or darker than the page around it. */
const leastStep = 24
/** What is written on a card is at least so much lighter or darker than the card. */
const leastInk = 40
/** Share of a card that writing covers, at least and at most; a bold bar has none on it. */
const writtenShare = { least: 0.003, most: 0.35 }
/** A card fills its box but for a little: rounded corners, a slight turn. */
const fullest = 0.93
/** Cards cover at least so much of the picture together, and of all that is no page. */
const leastOfPicture = 0.08
const leastOfAll = 0.9
/** Edges of cards are so soft, in working pixels. */
const softEdge = 2

/**
 * The picture, all that lies around cards in their median shade; the picture itself when there are none.
 *
 * @param gray brightness of the picture
 */
export function cardsAlone(picture: Picture, { data: gray }: Gray): Picture {
  const inside = findCards(gray, picture)
  if (!inside) return picture
  const { red, green, blue } = picture
  const fill = (plane: Float32Array) => {
    const shade = medianWhere(plane, inside)
    return plane.map((value, i) => (inside[i] ? value : shade))
  }
  const filled = fill(red)
  return {
    ...picture,
    red: filled,
    green: green === red ? filled : fill(green),
    blue: blue === red ? filled : fill(blue),
  }
}

/** 1 on cards, 0 around them; undefined without cards. */
function findCards(gray: Float32Array, { width, height }: Pick<Picture, 'width' | 'height'>): Uint8Array | undefined {
  const page = plainBorder(gray, width, height)
  if (page === undefined) return undefined
  const mask = new Uint8Array(gray.length)
  let all = 0
  for (let i = 0; i < gray.length; i++)
    if (Math.abs(gray[i]! - page) > leastStep) {
      mask[i] = 1
      all++
    }
  // Most of what is no page is on cards, and so is most of every card: with less of it there are none, as in most drawings.
  if (all < (1 - writtenShare.most) * leastOfPicture * mask.length) return undefined
  const { labels, components } = findComponents(mask, width, height)
  const inside = new Uint8Array(mask.length)
  const boxes = components.filter(box => box.area > (1 - writtenShare.most) * fullest * box.width * box.height)
  let covered = 0
  for (const box of boxes) {
    if (box.width * box.height < (leastOfPicture / 8) * mask.length) continue
    const own = filled(labels, width, box)
    const size = own.reduce((sum, value) => sum + value, 0)
    const deep = placesWithin(own, width, box, Math.round(0.03 * Math.min(box.width, box.height)) + softEdge)
    if (
      size < fullest * box.width * box.height ||
      !isWrittenOn(
        deep.map(i => gray[i]!),
        page,
      )
    )
      continue
    covered += size
    for (const i of placesWithin(own, width, box, softEdge)) inside[i] = 1
  }
  return covered > Math.max(leastOfPicture * mask.length, leastOfAll * all) ? inside : undefined
}

/** The shade of the border, if it is the same all around. */
function plainBorder(gray: Float32Array, width: number, height: number): number | undefined {
  let [least, most] = [Infinity, -Infinity]
  const see = (i: number) => {
    least = Math.min(least, gray[i]!)
    most = Math.max(most, gray[i]!)
  }
  for (let x = 0; x < width; x++) {
    see(x)
    see((height - 1) * width + x)
  }
  for (let y = 0; y < height; y++) {
    see(y * width)
    see(y * width + width - 1)
  }
  return most - least > plainest ? undefined : (least + most) / 2
}

/** 1 on a component and on all that it surrounds, in its box: what no row and no column reaches from outside. */
function filled(labels: Int32Array, width: number, box: Component): Uint8Array {
  const own = new Uint8Array(box.width * box.height).fill(1)
  const walk = (start: number, step: number, count: number) => {
    for (let k = 0, i = start; k < count; k++, i += step) {
      const [x, y] = [i % box.width, Math.floor(i / box.width)]
      if (labels[(box.y + y) * width + box.x + x] === box.label) return
      own[i] = 0
    }
  }
  for (let y = 0; y < box.height; y++) {
    walk(y * box.width, 1, box.width)
    walk((y + 1) * box.width - 1, -1, box.width)
  }
  for (let x = 0; x < box.width; x++) {
    walk(x, box.width, box.height)
    walk((box.height - 1) * box.width + x, -box.width, box.height)
  }
  return own
}

/** Pixels of the picture that are on a component and so far from its edge in rows and columns. */
function placesWithin(own: Uint8Array, width: number, box: Component, edge: number): number[] {
  const found: number[] = []
  const down = edge * box.width
  for (let y = edge; y < box.height - edge; y++)
    for (let x = edge; x < box.width - edge; x++) {
      const i = y * box.width + x
      if (own[i - edge] && own[i + edge] && own[i - down] && own[i + down]) found.push((box.y + y) * width + box.x + x)
    }
  return found
}

/** Whether most of a card has one shade that is not the page's, and a little of it quite another. */
function isWrittenOn(shades: readonly number[], page: number): boolean {
  const shade = median(shades)
  const share = shades.filter(value => Math.abs(value - shade) > leastInk).length / shades.length
  return Math.abs(shade - page) > leastStep && share > writtenShare.least && share < writtenShare.most
}

function medianWhere(plane: Float32Array, inside: Uint8Array): number {
  const histogram = new Uint32Array(256)
  let count = 0
  for (let i = 0; i < plane.length; i++)
    if (inside[i]) {
      histogram[Math.min(255, Math.max(0, Math.round(plane[i]!)))]!++
      count++
    }
  let level = 0
  for (let below = histogram[0]!; 2 * below < count; below += histogram[++level]!);
  return level
}
