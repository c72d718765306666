import { describe, expect, it } from 'vitest'
import { mayHaveSign } from './signs.ts'

/** A frame with a stroke of 20 rows that leans so far to the right per row, and whose middle lies so far to the right of its ends. */
function stroke(lean: number, bow = 0): Float32Array {
  const frame = new Float32Array(784)
  for (let y = 4; y < 24; y++) {
    const along = (y - 13.5) / 9.5
    const x = Math.round(14 - 9.5 * lean * along + bow * (0.5 - along ** 2))
    for (let dx = -1; dx <= 1; dx++) frame[y * 28 + x + dx] = 1
  }
  return frame
}

/** Digits stand on one line, at 100 pixels from above, unless they are raised. */
const mark = (digit: number, height: number, { lean = 0, bow = 0, line = 0, up = 0 } = {}) => ({
  digit,
  line,
  box: { x: 0, y: 100 - up - height, width: 20, height },
  frame: stroke(lean, bow),
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

  it('tells a pair of brackets by how they bend, however high they are', () => {
    const [open, close] = [mark(1, 40, { bow: -3 }), mark(1, 41, { bow: 3, lean: 0.2 })]
    expect(mayHaveSign([open, mark(7, 40), close])).toBe(true)
    expect(
      mayHaveSign([mark(2, 40, { line: 0 }), ...[open, mark(7, 40), close].map(one => ({ ...one, line: 1 }))]),
    ).toBe(true)
    expect(mayHaveSign([close, mark(7, 40), open]), 'both bend inwards').toBe(false)
    expect(mayHaveSign([open, mark(7, 40), open]), 'both bend to the left').toBe(false)
    expect(mayHaveSign([open, mark(7, 40), { ...close, digit: 2 }])).toBe(false)
    expect(mayHaveSign([open, mark(7, 40), { ...close, line: 1 }]), 'on different lines').toBe(false)
    expect(mayHaveSign([mark(5, 40), open, close, mark(7, 40)]), 'inside').toBe(false)
    expect(mayHaveSign([mark(1, 40, { bow: -1 }), mark(7, 40), mark(1, 40, { bow: 1 })]), 'hardly bent').toBe(false)
  })

  it('tells the ring of a degree by its size and that it is raised', () => {
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 15, { up: 24 })])).toBe(true)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 15)])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(0, 30, { up: 24 })])).toBe(false)
    expect(mayHaveSign([mark(2, 40), mark(5, 41), mark(8, 15, { up: 24 })])).toBe(false)
    expect(mayHaveSign([mark(0, 15, { up: 24 })])).toBe(false)
  })
})
