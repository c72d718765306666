import { describe, expect, it } from 'vitest'
import { bow } from './bow.ts'

/** A stroke one pixel wide along x = at + lean * (y - 10) + bend * (1 - ((y - 10) / 8)^2), shared between two pixels, rows 2 to 18 of 21. */
function arc(bend: number, lean = 0, at = 10): Float32Array {
  const picture = new Float32Array(21 * 21)
  for (let y = 2; y <= 18; y++) {
    const x = at + lean * (y - 10) + bend * (1 - ((y - 10) / 8) ** 2)
    picture[y * 21 + Math.floor(x)]! += 1 - (x % 1)
    picture[y * 21 + Math.floor(x) + 1]! += x % 1
  }
  return picture
}

describe('bow', () => {
  it('is how far the middle lies to the right of the ends', () => {
    for (const bend of [-4, -1.5, 0, 0.5, 3]) expect(bow(arc(bend), 21)).toBeCloseTo(bend, 4)
  })

  it('has nothing to do with place, lean and strength', () => {
    expect(bow(arc(2, 0.4, 9), 21)).toBeCloseTo(2, 4)
    expect(bow(arc(-2, -0.3, 12), 21)).toBeCloseTo(-2, 4)
    expect(
      bow(
        arc(2).map(ink => 0.3 * ink),
        21,
      ),
    ).toBeCloseTo(2, 4)
  })

  it('is 0 where there is no stroke to bend', () => {
    const [flat, dot] = [new Float32Array(441), new Float32Array(441)]
    for (let x = 3; x < 18; x++) flat[7 * 21 + x] = flat[8 * 21 + x] = 1
    dot[220] = 1
    expect(bow(flat, 21)).toBeCloseTo(0, 9)
    expect(bow(dot, 21)).toBeCloseTo(0, 9)
    expect(bow(new Float32Array(441), 21)).toBeCloseTo(0, 9)
  })
})
