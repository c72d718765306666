import { describe, expect, it } from 'vitest'
import { mayHaveSign } from './signs.ts'

/** A frame with a straight stroke of 20 rows that leans so far to the right per row. */
function stroke(lean: number): Float32Array {
  const frame = new Float32Array(784)
  for (let y = 4; y < 24; y++)
    for (let dx = -1; dx <= 1; dx++) frame[y * 28 + Math.round(14 + lean * (13.5 - y)) + dx] = 1
  return frame
}

/** Digits stand on one line, at 100 pixels from above, unless they are raised. */
const mark = (digit: number, height: number, { lean = 0, line = 0, up = 0 } = {}) => ({
  digit,
  line,
  box: { x: 0, y: 100 - up - height, width: 20, height },
  frame: stroke(lean),
})

describe('mayHaveSign', () => {
  it('tells a slash by height and lean, of a 1 between others of its line', () => {
    expect(mayHaveSign([mark(2, 40), mark(1, 48, { lean: 0.4 }), mark(5, 41)])).toBe(true)
    expect(mayHaveSign([mark(2, 40), mark(1, 42, { lean: 0.4 }), mark(5, 41)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(1, 48, { lean: 0.1 }), mark(5, 41)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(1, 48, { lean: -0.4 }), mark(5, 41)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(7, 48, { lean: 0.4 }), mark(5, 41)])).toBe(false)
  })

  it('finds no slash at an end of a line, nor where a 1 stands alone', () => {
    const slash = mark(1, 48, { lean: 0.4 })
    expect(mayHaveSign([slash, mark(2, 40), mark(5, 41)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), slash])).toBe(false)
    expect(mayHaveSign([mark(2, 40), { ...slash, line: 1 }, mark(5, 41, { line: 2 })])).toBe(false)
    expect(mayHaveSign([slash])).toBe(false)
    expect(mayHaveSign([])).toBe(false)
  })

  it('tells a bar or a bracket by height alone, at the ends of a line as well', () => {
    expect(mayHaveSign([mark(1, 50), mark(2, 40), mark(5, 41)])).toBe(true)
    expect(mayHaveSign([mark(2, 40), mark(1, 50), mark(5, 41)])).toBe(true)
    expect(mayHaveSign([mark(2, 40), mark(7, 50), mark(5, 41)])).toBe(false)
    expect(mayHaveSign([mark(1, 50), mark(2, 40)]), 'or the other one is small').toBe(false)
    expect(mayHaveSign([mark(1, 50), mark(2, 40), mark(5, 41, { line: 1 })]), 'of its own line').toBe(false)
  })

  it('tells the ring of a degree by its size and that it is raised', () => {
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 15, { up: 24 })])).toBe(true)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 15)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 30, { up: 24 })])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(8, 15, { up: 24 })])).toBe(false)
    expect(mayHaveSign([mark(0, 15, { up: 24 })])).toBe(false)
  })
})
