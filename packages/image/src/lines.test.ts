import { describe, expect, it } from 'vitest'
import { findLines } from './lines.ts'
import type { Piece } from './piece.ts'

let labels = 0
const piece = (x: number, y: number, width: number, height: number): Piece => {
  return { x, y, width, height, area: (width * height) / 3, labels: [labels++] }
}

describe('findLines', () => {
  it('takes a column of numbers whose digits touch for as many lines, and for none that leans', () => {
    const column = [piece(25, 20, 149, 37), piece(20, 80, 42, 30), piece(28, 130, 59, 30), piece(26, 180, 64, 31)]
    const lines = findLines(column, 30.5)
    expect(lines.map(({ pieces }) => pieces)).toEqual(column.map(row => [row]))
    expect(lines.map(({ tilt }) => tilt)).toEqual([0, 0, 0, 0])
  })

  it('takes numbers whose digits touch for one line where they lean themselves', () => {
    // Two numbers of 150 by 30 pixels on a line that falls by 30 degrees.
    const [first, second] = [piece(20, 20, 145, 101), piece(180, 112, 145, 101)]
    const lines = findLines([first, second], 101)
    expect(lines.map(({ pieces }) => pieces)).toEqual([[first, second]])
  })
})
