import { describe, expect, it } from 'vitest'
import type { Piece } from './piece.ts'
import { findUnread, type ReadLines } from './unread.ts'

let labels = 0
const piece = (x: number, y: number, width: number, height: number, fill = 1): Piece => {
  return { x, y, width, height, area: Math.round(width * height * fill), labels: [labels++] }
}

/** Two digits of 100 pixels, 60 apart, with strokes of 12 pixels. */
const [four, two] = [piece(100, 100, 60, 100, 0.3), piece(220, 100, 60, 100, 0.3)]
const read: ReadLines = { lines: [[four, two]], typicalHeight: 100, strokeWidth: 12, inkOf: () => 0.8 }
const signsOf = (dropped: Piece[], joined: Piece[] = [], of = read) => findUnread(dropped, joined, of).signs

describe('findUnread', () => {
  it('finds points and commas on the line that two digits stand on', () => {
    const point = piece(183, 186, 13, 13)
    const comma = piece(180, 185, 15, 30, 0.6)
    expect(signsOf([point])).toEqual([point])
    expect(signsOf([comma])).toEqual([comma])
    expect(signsOf([], [point]), 'joined with a digit').toEqual([point])
    expect(findUnread([point], [], read).digits).toEqual([])
  })

  it('finds a point under the overhang of a digit, and none under its middle', () => {
    const below = piece(222, 186, 13, 13)
    const middle = piece(244, 186, 13, 13)
    expect(signsOf([], [below])).toEqual([below])
    expect(signsOf([], [middle])).toEqual([])
  })

  it('finds a minus before a number and a dash within, and none behind', () => {
    const minus = piece(30, 144, 50, 12)
    const dash = piece(168, 150, 44, 12)
    expect(signsOf([minus])).toEqual([minus])
    expect(signsOf([dash])).toEqual([dash])
    expect(signsOf([piece(300, 150, 50, 12)])).toEqual([])
    expect(signsOf([piece(30, 230, 50, 12)]), 'below').toEqual([])
    expect(signsOf([piece(105, 144, 50, 12)]), 'a bar of a digit').toEqual([])
  })

  it.each([
    ['before the first digit', piece(70, 186, 13, 13)],
    ['behind the last digit', piece(300, 186, 13, 13)],
    ['at the top', piece(183, 100, 13, 13)],
    ['on another line', piece(183, 300, 13, 13)],
    ['thinner than the pen', piece(183, 190, 5, 5)],
    ['long and thin', piece(180, 170, 30, 40, 0.2)],
  ])('takes nothing for a point that is %s', (_, mark) => {
    expect(signsOf([mark])).toEqual([])
  })

  it('takes what is paler than the digits for dirt, and points among specks of their size as well', () => {
    const point = piece(183, 186, 13, 13)
    const inkOf = (mark: Piece) => (mark === point ? 0.3 : 0.8)
    expect(signsOf([point], [], { ...read, inkOf })).toEqual([])
    const specks = [piece(20, 20, 13, 13), piece(400, 30, 13, 13), piece(250, 300, 13, 13)]
    expect(signsOf([point, ...specks.slice(1)])).toEqual([point])
    expect(signsOf([point, ...specks])).toEqual([])
  })

  it('finds marks of the size of a digit beside one, and none that lie on one or far away', () => {
    const pale = piece(300, 105, 50, 90, 0.1)
    const { digits, signs } = findUnread([pale], [], read)
    expect(digits).toEqual([pale])
    expect(signs).toEqual([])
    expect(findUnread([], [pale], read).digits, 'part of a digit').toEqual([])
    for (const mark of [
      piece(225, 105, 50, 90, 0.1),
      piece(500, 105, 50, 90, 0.1),
      piece(300, 170, 50, 90, 0.1),
      piece(300, 160, 50, 30, 0.1),
      piece(300, 105, 8, 90),
    ])
      expect(findUnread([mark], [], read).digits).toEqual([])
  })

  it('finds nothing where nothing was read', () => {
    expect(findUnread([four], [], { ...read, lines: [] })).toEqual({ digits: [], signs: [] })
  })
})
