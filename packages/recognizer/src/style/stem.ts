// Where does the upright stroke of a one or a seven stand, and what reaches out beside it?

import { enlargement, sheetSide } from './enlarge.ts'

/** The upright stroke of a digit, as a straight line. Lengths are pixels of a frame. */
export interface Stem {
  /** How far ink reaches out to its left in the upper half. */
  readonly flag: number
  /** How far ink reaches out at the bottom, on the side where it does so less. */
  readonly foot: number
  /** How far a bar across its middle reaches out, on the side where it does so less. */
  readonly bar: number
}

/** A row of ink: its ends in measuring pixels. */
interface Row {
  readonly y: number
  readonly left: number
  readonly right: number
}

/** Part of the height in which a stem stands alone, but for a bar. */
const alone = { from: 0.45, to: 0.86 }

/** Rows by which the two ends of a bar may stand apart from its middle. */
const barTilt = 4

/** The stem of a digit with ink. */
export function findStem(mask: Uint8Array): Stem {
  const rows = inkRows(mask)
  const down = (share: number) => rows[Math.min(rows.length - 1, Math.floor(share * rows.length))]!.y
  const free = rows.filter(({ y }) => y >= down(alone.from) && y <= down(alone.to))
  const widths = free.map(({ left, right }) => right - left).sort((a, b) => a - b)
  const usual = widths[widths.length >> 1]!
  const line = fitLine(free.filter(({ left, right }) => right - left <= 1.4 * usual + 2))
  const beyond = (from: number, to: number) => rows.filter(({ y }) => y >= down(from) && y <= down(to))
  const toLeft = ({ y, left }: Row) => line(y) - usual / 2 - left
  const toRight = ({ y, right }: Row) => right - line(y) - usual / 2
  const most = (list: Row[], reach: (row: Row) => number) => Math.max(0, ...list.map(reach)) / enlargement
  const bottom = beyond(0.86, 1)
  return {
    // A flag has paper between itself and the stem, or a bent stroke would have one.
    flag: most(beyond(0.05, 0.5), row => Math.min(toLeft(row), row.right - row.left - usual)),
    foot: Math.min(most(bottom, toLeft), most(bottom, toRight)),
    bar: Math.max(
      ...beyond(0.36, 0.76).map(({ y }) => {
        const near = rows.filter(row => Math.abs(row.y - y) <= barTilt)
        return Math.min(most(near, toLeft), most(near, toRight))
      }),
    ),
  }
}

function inkRows(mask: Uint8Array): Row[] {
  const rows: Row[] = []
  for (let y = 0; y < sheetSide; y++) {
    const row = mask.subarray(y * sheetSide, (y + 1) * sheetSide)
    const left = row.indexOf(1)
    if (left >= 0) rows.push({ y, left, right: row.lastIndexOf(1) })
  }
  return rows
}

/** x of the middles of rows as a straight line over y, by least squares. */
function fitLine(rows: readonly Row[]): (y: number) => number {
  const n = rows.length
  const middle = ({ left, right }: Row) => (left + right) / 2
  const meanY = rows.reduce((sum, { y }) => sum + y, 0) / n
  const meanX = rows.reduce((sum, row) => sum + middle(row), 0) / n
  const spread = rows.reduce((sum, { y }) => sum + (y - meanY) ** 2, 0)
  const slope = spread > 0 ? rows.reduce((sum, row) => sum + (row.y - meanY) * (middle(row) - meanX), 0) / spread : 0
  return y => meanX + slope * (y - meanY)
}
