import { describe, expect, it } from 'vitest'
import { mayHaveSlash } from './slash.ts'

/** A frame with a straight stroke of 20 rows that leans so far to the right per row. */
function stroke(lean: number): Float32Array {
  const frame = new Float32Array(784)
  for (let y = 4; y < 24; y++)
    for (let dx = -1; dx <= 1; dx++) frame[y * 28 + Math.round(14 + lean * (13.5 - y)) + dx] = 1
  return frame
}

const mark = (digit: number, height: number, lean = 0, line = 0) => ({
  digit,
  line,
  box: { x: 0, y: 0, width: 20, height },
  frame: stroke(lean),
})

describe('mayHaveSlash', () => {
  it('is told by height and lean, of a 1 between others of its line', () => {
    expect(mayHaveSlash([mark(2, 40), mark(1, 52, 0.4), mark(5, 41)])).toBe(true)
    expect(mayHaveSlash([mark(2, 40), mark(1, 42, 0.4), mark(5, 41)])).toBe(false)
    expect(mayHaveSlash([mark(2, 40), mark(1, 52, 0.1), mark(5, 41)])).toBe(false)
    expect(mayHaveSlash([mark(2, 40), mark(1, 52, -0.4), mark(5, 41)])).toBe(false)
    expect(mayHaveSlash([mark(2, 40), mark(7, 52, 0.4), mark(5, 41)])).toBe(false)
  })

  it('is none at an end of a line, nor where a 1 stands alone', () => {
    expect(mayHaveSlash([mark(1, 52, 0.4), mark(2, 40), mark(5, 41)])).toBe(false)
    expect(mayHaveSlash([mark(2, 40), mark(5, 41), mark(1, 52, 0.4)])).toBe(false)
    expect(mayHaveSlash([mark(2, 40), mark(1, 52, 0.4, 1), mark(5, 41, 0, 2)])).toBe(false)
    expect(mayHaveSlash([mark(1, 52, 0.4)])).toBe(false)
    expect(mayHaveSlash([])).toBe(false)
  })
})
