// Which ink pixels hang together? Eight-connected components by runs and union-find, in one pass over the rows.

/** One connected patch of ink, in working pixels. */
export interface Component {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Ink pixels. */
  readonly area: number
  /** Its number in the label plane. */
  readonly label: number
}

/** Every pixel's patch and every patch's box. */
export interface Components {
  /** `width · height`; index into `components`, -1 on paper. */
  readonly labels: Int32Array
  /** In order of their first pixel. */
  readonly components: Component[]
}

/**
 * Connected components of a mask; pixels that touch at a corner belong together.
 *
 * @param mask not 0 = ink, `width · height`
 */
export function findComponents(mask: Uint8Array, width: number, height: number): Components {
  const { starts, ends, rows } = findRuns(mask, width, height)
  const parent = linkRuns(starts, ends, rows)
  const labels = new Int32Array(mask.length).fill(-1)
  const numbers = new Int32Array(starts.length).fill(-1)
  const boxes: { left: number; top: number; right: number; bottom: number; area: number }[] = []
  for (let run = 0; run < starts.length; run++) {
    const root = find(parent, run)
    const y = rows[run]!
    const start = starts[run]!
    const end = ends[run]!
    let number = numbers[root]!
    if (number < 0) {
      number = numbers[root] = boxes.length
      boxes.push({ left: start, top: y, right: end, bottom: y + 1, area: 0 })
    }
    const box = boxes[number]!
    box.left = Math.min(box.left, start)
    box.right = Math.max(box.right, end)
    box.bottom = y + 1
    box.area += end - start
    labels.fill(number, y * width + start, y * width + end)
  }
  const components = boxes.map(({ left, top, right, bottom, area }, label) => {
    return { x: left, y: top, width: right - left, height: bottom - top, area, label }
  })
  return { labels, components }
}

/** Horizontal stretches of ink: first column, one past the last, row. */
function findRuns(mask: Uint8Array, width: number, height: number) {
  const starts: number[] = []
  const ends: number[] = []
  const rows: number[] = []
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; ) {
      if (mask[row + x] === 0) {
        x++
        continue
      }
      starts.push(x)
      while (x < width && mask[row + x] !== 0) x++
      ends.push(x)
      rows.push(y)
    }
  }
  return { starts, ends, rows }
}

/** Joins runs of neighbouring rows that overlap or touch at a corner. */
function linkRuns(starts: number[], ends: number[], rows: number[]): Int32Array {
  const parent = Int32Array.from(starts, (_, i) => i)
  let above = 0
  for (let run = 0; run < starts.length; run++) {
    while (
      above < run &&
      (rows[above]! < rows[run]! - 1 || (rows[above] === rows[run]! - 1 && ends[above]! < starts[run]!))
    )
      above++
    for (let other = above; other < run && rows[other] === rows[run]! - 1 && starts[other]! <= ends[run]!; other++) {
      const a = find(parent, other)
      const b = find(parent, run)
      if (a < b) parent[b] = a
      else parent[a] = b
    }
  }
  return parent
}

function find(parent: Int32Array, i: number): number {
  while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!
  return i
}
