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
    const { lines, isClear } = findLines(column, 30.5)
    expect(isClear).toBe(true)
    expect(lines.map(({ pieces }) => pieces)).toEqual(column.map(row => [row]))
    expect(lines.map(({ tilt }) => tilt)).toEqual([0, 0, 0, 0])
  })

  it('takes numbers whose digits touch for one line where they lean themselves', () => {
    // Two numbers of 150 by 30 pixels on a line that falls by 30 degrees.
    const [first, second] = [piece(20, 20, 145, 101), piece(180, 112, 145, 101)]
    const { lines } = findLines([first, second], 101)
    expect(lines.map(({ pieces }) => pieces)).toEqual([[first, second]])
  })

  it('takes digits far apart for one line in their order, however they wander', () => {
    // 4 3 1 0 8 0, with up to three heights of paper between them.
    const digits = [
      piece(31, 51, 51, 31),
      piece(140, 41, 48, 57),
      piece(332, 31, 15, 54),
      piece(461, 58, 47, 31),
      piece(633, 43, 35, 44),
      piece(790, 41, 63, 60),
    ]
    const { lines, isClear } = findLines(digits, 49)
    expect(lines.map(({ pieces }) => pieces)).toEqual([digits])
    expect(isClear).toBe(true)
  })

  it('keeps columns of numbers apart line by line', () => {
    const row = (y: number) => [0, 30, 60, 300, 330].map(x => piece(x, y, 20, 40))
    const rows = [row(0), row(60), row(120)]
    const { lines, isClear } = findLines(rows.flat(), 40)
    expect(lines.map(({ pieces }) => pieces)).toEqual(rows)
    expect(isClear).toBe(true)
  })

  it('takes two columns that stand three quarters of a line off each other for no lines that lean, and says that they are not clear', () => {
    const numbers = [0, 1, 2, 3, 4, 5].map(n => [0, 30, 60].map(x => piece(x + (n % 2) * 310, n * 31, 20, 40)))
    const { lines, isClear } = findLines(numbers.flat(), 40)
    expect(lines.map(({ pieces }) => pieces)).toEqual(numbers)
    expect(isClear).toBe(false)
  })

  it.each([
    ['the last digit is nearly a line lower', [piece(0, 0, 30, 40), piece(40, 0, 30, 40), piece(80, 34, 30, 40)]],
    ['one in the middle is nearly a line higher', [piece(0, 40, 30, 40), piece(40, 6, 30, 40), piece(80, 40, 30, 40)]],
  ])('says that lines are not clear where %s', (_, digits) => {
    expect(findLines(digits, 40).isClear).toBe(false)
  })

  it('finds two lines, clearly, where the second one is a line lower', () => {
    const { lines, isClear } = findLines([piece(0, 0, 30, 40), piece(40, 0, 30, 40), piece(80, 100, 30, 40)], 40)
    expect(lines).toHaveLength(2)
    expect(isClear).toBe(true)
  })
})
