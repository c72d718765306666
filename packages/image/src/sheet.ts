// Does a sheet of paper lie on a table? A large four-sided piece with an edge all around: what is around it is given the
// shade that its own edge has, so that no table, no shadow beside it and no corner of it is taken for writing.
import { findComponents } from './components.ts'
import { otsu } from './otsu.ts'
import type { Box, Raster } from './raster.ts'
import { areaAverage, bilinearRows } from './resample.ts'
import type { Gray, Picture } from './working-size.ts'

/** Side of the copy on which sheets are looked for, as if it were square. */
const copySide = 128
/** A sheet covers at least and at most so much of the picture. */
const coverage = { least: 0.03, most: 0.97 }
/** The border of the picture shows the table all around, but for so much where the sheet runs out of it. */
const mostOfBorder = 0.15
/** A sheet fills the hull around it, and its hull the largest four-sided piece in it; of a circle that is 0.64. */
const fullest = 0.93
const squarest = 0.88
/** Share of the sheet that is bare paper, at least: a bold ring is a digit. */
const leastPaper = 0.6
/** Along its edge a sheet is lighter, or darker, than the table by so many levels of 255, nearly everywhere. */
const leastStep = 14
const steadiest = 0.85
/** A sheet on which nothing is written is this wide for its length, at least: a bold bar is a digit. */
const leastAspect = 0.4
/** A square sheet that stands on a corner fills half of its box; a bold 4 a quarter. */
const leastOfBox = 0.42
/** Beside a sheet there is no other piece so large for it: of several cards none is the page. */
const mostBeside = 0.3
/** Cells of the copy beside the edge that are the shadow of the sheet or its rim, and no writing. */
const rim = 2

/** A plane of the copy. */
interface Cells {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

/** A sheet that was found in a picture: the cells of a grid over its box, 1 on the sheet but for its rim. */
export interface Sheet {
  readonly width: number
  readonly height: number
  readonly cells: Uint8Array
  /** The box, in pixels of a copy of the picture of any size. */
  boxIn(size: { readonly width: number; readonly height: number }): Box
}

/**
 * The sheet that lies in a picture, if there is one.
 *
 * @param gray brightness of the picture
 */
export function findSheet(picture: Picture, { data: gray }: Gray): Sheet | undefined {
  const { width, height, red, green, blue } = picture
  const scale = Math.min(1, copySide / Math.sqrt(width * height))
  const size = { width: Math.max(8, Math.round(width * scale)), height: Math.max(8, Math.round(height * scale)) }
  const planes = [gray, ...(isColourful(picture) ? [red, green, blue] : [])]
  for (const plane of planes) {
    const cells = { ...size, data: areaAverage(plane, width, height, size.width, size.height) }
    for (const threshold of thresholdsOf(cells.data)) {
      const mask = offBorder(cells, threshold)
      if (!mask) continue
      const piece = largestPiece(mask, cells)
      if (piece && isSheet(piece, mask, cells)) return sheetOf(shrunk(piece, cells, rim), size)
    }
  }
  return undefined
}

/** Of a picture with a coloured sheet or table the channels differ by so much in the mean; ink alone covers too little for that. */
const leastColour = 16

function isColourful({ red, green, blue }: Picture): boolean {
  if (green === red && blue === red) return false
  let [sum, count] = [0, 0]
  for (let i = 0; i < red.length; i += 61, count++)
    sum += Math.max(red[i]!, green[i]!, blue[i]!) - Math.min(red[i]!, green[i]!, blue[i]!)
  return sum > leastColour * count
}

function sheetOf(mask: Uint8Array, { width, height }: { width: number; height: number }): Sheet | undefined {
  const { components } = findComponents(mask, width, height)
  if (components.length === 0) return undefined
  const box = components.reduce((a, b) => (b.area > a.area ? b : a))
  const cells = new Uint8Array(box.width * box.height)
  for (let y = 0; y < box.height; y++) {
    const start = (box.y + y) * width + box.x
    cells.set(mask.subarray(start, start + box.width), y * box.width)
  }
  return {
    width: box.width,
    height: box.height,
    cells,
    boxIn(size) {
      const [x, y] = [Math.round((box.x * size.width) / width), Math.round((box.y * size.height) / height)]
      const right = Math.round(((box.x + box.width) * size.width) / width)
      const bottom = Math.round(((box.y + box.height) * size.height) / height)
      return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) }
    },
  }
}

/** A part of a picture. */
export function crop({ width, data }: Raster, box: Box): Raster {
  const out = new Uint8Array(4 * box.width * box.height)
  for (let y = 0; y < box.height; y++) {
    const start = 4 * ((box.y + y) * width + box.x)
    out.set(data.subarray(start, start + 4 * box.width), 4 * y * box.width)
  }
  return { width: box.width, height: box.height, data: out }
}

/** A picture of the box of a sheet, with the shade of its edge on all that is not the sheet. */
export function sheetAlone(picture: Picture, sheet: Sheet): Picture {
  const { red, green, blue } = picture
  const fill = (plane: Float32Array) => filledAround(plane, picture, sheet)
  const filled = fill(red)
  return {
    ...picture,
    red: filled,
    green: green === red ? filled : fill(green),
    blue: blue === red ? filled : fill(blue),
  }
}

/** Where ink, table and paper may part: Otsu's threshold, and those of what lies on either side of it. */
function thresholdsOf(data: Float32Array): number[] {
  const { threshold } = otsu(data, 255)
  const below = new Float32Array(data.length)
  const above = new Float32Array(data.length)
  let [low, high] = [0, 0]
  for (let i = 0; i < data.length; i++)
    if (data[i]! < threshold) below[low++] = data[i]!
    else above[high++] = data[i]!
  const sides = [below.subarray(0, low), above.subarray(0, high)].filter(
    side => side.length > coverage.least * data.length,
  )
  return [threshold, ...sides.map(side => otsu(side, 255).threshold)]
}

/** The cells on the other side of a threshold than nearly all of the border; undefined when it is on both, or they are few. */
function offBorder({ width, height, data }: Cells, threshold: number): Uint8Array | undefined {
  let [above, count] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : width - 1) {
      count++
      if (data[y * width + x]! >= threshold) above++
    }
  const share = above / count
  if (share > mostOfBorder && share < 1 - mostOfBorder) return undefined
  const isAbove = share < 0.5
  const mask = new Uint8Array(data.length)
  let size = 0
  for (let i = 0; i < data.length; i++)
    if (data[i]! >= threshold === isAbove) {
      mask[i] = 1
      size++
    }
  return size > leastPaper * coverage.least * data.length && hasBareSquare(mask, width, height) ? mask : undefined
}

/** Side of the largest square of bare paper on a sheet in cells, at least: the boldest strokes are hardly so wide. */
const leastSquare = 8

/** Whether a square fits into the mask: most pictures are of ink alone, and known for that in one pass. */
function hasBareSquare(mask: Uint8Array, width: number, height: number): boolean {
  const sides = new Uint8Array(width + 1) // of the largest square that ends at each cell of the row above, and then of this one
  for (let y = 0; y < height; y++) {
    let corner = 0
    for (let x = 0; x < width; x++) {
      const above = sides[x + 1]!
      sides[x + 1] = mask[y * width + x] ? Math.min(above, sides[x]!, corner) + 1 : 0
      if (sides[x + 1]! >= leastSquare) return true
      corner = above
    }
  }
  return false
}

/** The largest piece with all that it surrounds; threads of a cell or two that tie it to the pattern of a table are cut. */
function largestPiece(mask: Uint8Array, { width, height }: Cells): Uint8Array | undefined {
  const solid = filled(mask, width, height)
  const { labels, components } = findComponents(shrunk(solid, { width, height }, 1), width, height)
  const [largest, next] = [...components].sort((a, b) => b.area - a.area)
  if (!largest || (next && next.area > mostBeside * largest.area)) return undefined
  if (largest.area < leastOfBox * largest.width * largest.height) return undefined
  const { label } = largest
  const core = new Uint8Array(labels.length)
  for (let i = 0; i < core.length; i++) if (labels[i] === label) core[i] = 1
  return grown(core, width, height)
}

/** What cannot be reached from the border without crossing the mask. */
function filled(mask: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(mask.length).fill(1)
  const reached: number[] = []
  const reach = (i: number) => {
    if (out[i] === 0 || mask[i] === 1) return
    out[i] = 0
    reached.push(i)
  }
  for (let x = 0; x < width; x++) {
    reach(x)
    reach((height - 1) * width + x)
  }
  for (let y = 0; y < height; y++) {
    reach(y * width)
    reach(y * width + width - 1)
  }
  for (let i = reached.pop(); i !== undefined; i = reached.pop()) {
    const x = i % width
    if (x > 0) reach(i - 1)
    if (x < width - 1) reach(i + 1)
    if (i >= width) reach(i - width)
    if (i + width < mask.length) reach(i + width)
  }
  return out
}

/** The mask without cells that have one off it within so many steps; the border of the picture counts as on it. */
function shrunk(mask: Uint8Array, { width, height }: { width: number; height: number }, steps: number): Uint8Array {
  let from = mask
  for (let step = 0; step < steps; step++) {
    const to = new Uint8Array(from.length)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const left = x > 0 ? from[i - 1] : 1
        const right = x < width - 1 ? from[i + 1] : 1
        const up = y > 0 ? from[i - width] : 1
        const down = y < height - 1 ? from[i + width] : 1
        to[i] = from[i]! & left! & right! & up! & down!
      }
    from = to
  }
  return from
}

function grown(mask: Uint8Array, width: number, height: number): Uint8Array {
  const off = new Uint8Array(mask.length)
  for (let i = 0; i < off.length; i++) off[i] = 1 - mask[i]!
  const out = shrunk(off, { width, height }, 1)
  for (let i = 0; i < out.length; i++) out[i] = 1 - out[i]!
  return out
}

type Point = readonly [x: number, y: number]

/** Whether a piece has the size, the shape, the edge and the paper of a sheet. */
function isSheet(piece: Uint8Array, mask: Uint8Array, cells: Cells): boolean {
  const { width } = cells
  let [size, paper, sumX, sumY] = [0, 0, 0, 0]
  for (let i = 0; i < piece.length; i++) {
    if (!piece[i]) continue
    size++
    paper += mask[i]!
    sumX += i % width
    sumY += Math.floor(i / width)
  }
  if (size < coverage.least * piece.length || size > coverage.most * piece.length || paper < leastPaper * size)
    return false
  const edge = edgeOf(piece, cells)
  const hull = hullOf(edge)
  // Cells are counted, and the hull goes through their middles: half of a cell is missing all around.
  const around = areaOf(hull) + lengthOf(hull) / 2
  const corners = largestFour(hull)
  if (size < fullest * around || areaOf(corners) < squarest * areaOf(hull)) return false
  if (!hasStep(edge, [sumX / size, sumY / size], cells)) return false
  return hasWriting(piece, mask, cells) || aspectOf(corners) > leastAspect
}

/** Cells of a piece beside which there is one that is none of it. */
function edgeOf(piece: Uint8Array, { width, height }: Cells): Point[] {
  const inner = shrunk(piece, { width, height }, 1)
  const edge: Point[] = []
  for (let i = 0; i < piece.length; i++) if (piece[i] && !inner[i]) edge.push([i % width, Math.floor(i / width)])
  return edge
}

/** The convex hull, anticlockwise. @see Andrew 1979, "Another efficient algorithm for convex hulls in two dimensions" */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by)
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
}

function areaOf(polygon: readonly Point[]): number {
  return (
    Math.abs(
      polygon.reduce((sum, [x, y], i) => {
        const [nextX, nextY] = polygon[(i + 1) % polygon.length]!
        return sum + x * nextY - nextX * y
      }, 0),
    ) / 2
  )
}

function sidesOf(polygon: readonly Point[]): number[] {
  return polygon.map(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length]!
    return Math.hypot(nextX - x, nextY - y)
  })
}

function lengthOf(polygon: readonly Point[]): number {
  return sidesOf(polygon).reduce((sum, side) => sum + side, 0)
}

/** Corners of a hull that are tried as those of a sheet. */
const mostCorners = 48

/** The largest four-sided piece with its corners on a convex hull: for each diagonal the farthest corner on either side. */
function largestFour(hull: readonly Point[]): Point[] {
  const every = Math.ceil(hull.length / mostCorners)
  const corners = hull.filter((_, i) => i % every === 0)
  const farthest = (from: number, to: number) => {
    let [best, most] = [from, 0]
    for (let i = from + 1; i < to; i++) {
      const area = Math.abs(turn(corners[from]!, corners[to % corners.length]!, corners[i % corners.length]!))
      if (area > most) [best, most] = [i, area]
    }
    return { at: best % corners.length, area: most }
  }
  let [four, most] = [[0, 0, 0, 0], -1]
  for (let a = 0; a < corners.length; a++)
    for (let c = a + 2; c < corners.length; c++) {
      const [b, d] = [farthest(a, c), farthest(c, a + corners.length)]
      if (b.area + d.area > most) [four, most] = [[a, b.at, c, d.at], b.area + d.area]
    }
  return four.map(i => corners[i]!)
}

function aspectOf(corners: readonly Point[]): number {
  const [a, b, c, d] = sidesOf(corners) as [number, number, number, number]
  const [one, other] = [a + c, b + d]
  return Math.min(one, other) / Math.max(one, other, 1e-9)
}

/** Whether the shade jumps along the edge, all around in the same direction: light that fades does not. */
function hasStep(edge: readonly Point[], [middleX, middleY]: Point, { width, height, data }: Cells): boolean {
  const steps: number[] = []
  for (const [x, y] of edge) {
    const away = Math.hypot(x - middleX, y - middleY)
    if (away < 2 * rim) return false
    const [right, down] = [((x - middleX) / away) * (rim + 1), ((y - middleY) / away) * (rim + 1)]
    const [outX, outY] = [Math.round(x + right), Math.round(y + down)]
    if (outX < 0 || outY < 0 || outX >= width || outY >= height) continue // there the sheet runs out of the picture
    steps.push(data[Math.round(y - down) * width + Math.round(x - right)]! - data[outY * width + outX]!)
  }
  const lighter = steps.filter(step => step > leastStep).length
  const darker = steps.filter(step => step < -leastStep).length
  return Math.max(lighter, darker) > steadiest * steps.length
}

/** Share of a sheet that writing covers, at least, on the copy: a hairline is not seen there, a digit of any pen is. */
const leastWriting = 0.002
/** Writing is so much lighter or darker than the paper around it. */
const leastInk = 12

function hasWriting(piece: Uint8Array, mask: Uint8Array, cells: Cells): boolean {
  const { width, height, data } = cells
  const inner = shrunk(piece, { width, height }, rim + 1)
  let [size, written] = [0, 0]
  for (let i = 0; i < inner.length; i++) {
    if (!inner[i]) continue
    size++
    const around = [i - 3, i + 3, i - 3 * width, i + 3 * width].filter(at => piece[at])
    const shade = around.reduce((sum, at) => sum + data[at]!, 0) / Math.max(1, around.length)
    if (mask[i] === 0 || Math.abs(data[i]! - shade) > leastInk) written++
  }
  return written > leastWriting * size
}

/** The plane with the shade of the sheet's edge spread over all that is not the sheet. */
function filledAround(plane: Float32Array, { width, height }: Picture, sheet: Sheet): Float32Array {
  const cells = { width: sheet.width, height: sheet.height }
  const known = Float32Array.from(sheet.cells)
  const spread = spreadOut({ ...cells, data: areaAverage(plane, width, height, cells.width, cells.height) }, known)
  const shadeRow = bilinearRows(spread, cells.width, cells.height, width, height)
  const shareRow = bilinearRows(known, cells.width, cells.height, width, height)
  const [shade, share] = [new Float32Array(width), new Float32Array(width)]
  const out = new Float32Array(plane.length)
  for (let y = 0, i = 0; y < height; y++) {
    shadeRow(y, shade)
    shareRow(y, share)
    for (let x = 0; x < width; x++, i++) {
      // From the sheet to the shade around it without an edge.
      const own = Math.min(1, Math.max(0, 2 * share[x]! - 0.5))
      out[i] = own * plane[i]! + (1 - own) * shade[x]!
    }
  }
  return out
}

/**
 * Values where they are known, and means of those nearby where they are not: known ones are averaged into ever smaller copies, and
 * what is unknown in a copy is taken from the next.
 *
 * @see Gortler et al. 1996, "The Lumigraph", section 3.4.1 (pull-push)
 */
function spreadOut({ width, height, data }: Cells, known: Float32Array): Float32Array {
  if (width === 1 && height === 1) return data
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const sums = new Float32Array(half.width * half.height)
  const weights = new Float32Array(sums.length)
  for (let i = 0; i < data.length; i++) {
    const at = Math.floor(Math.floor(i / width) / 2) * half.width + ((i % width) >> 1)
    sums[at]! += known[i]! * data[i]!
    weights[at]! += known[i]!
  }
  const means = sums.map((sum, i) => (weights[i]! > 0 ? sum / weights[i]! : 0))
  const coarse = spreadOut(
    { ...half, data: means },
    weights.map(weight => Math.min(1, weight)),
  )
  const row = bilinearRows(coarse, half.width, half.height, width, height)
  const line = new Float32Array(width)
  const out = new Float32Array(data.length)
  for (let y = 0, i = 0; y < height; y++) {
    row(y, line)
    for (let x = 0; x < width; x++, i++) out[i] = known[i]! * data[i]! + (1 - known[i]!) * line[x]!
  }
  return out
}
