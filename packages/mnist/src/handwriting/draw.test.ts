import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { allographs } from './allographs.ts'
import { drawDigit } from './draw.ts'
import { inkBox } from './number.ts'
import { createWriter } from './writer.ts'

const writer = createWriter(createRandom(1))
const ink = (strength: Float32Array) => strength.reduce((sum, value) => sum + value, 0)

/** How many separate pieces of paper, counted over 4 neighbours: 1 outside, 1 more for every closed loop. */
function papers({ width, height, strength }: { width: number; height: number; strength: Float32Array }): number {
  const seen = new Uint8Array(strength.length)
  let count = 0
  for (let start = 0; start < strength.length; start++) {
    if (seen[start] || strength[start]! > 0.3) continue
    let size = 0
    const stack = [start]
    seen[start] = 1
    while (stack.length > 0) {
      const at = stack.pop()!
      size++
      const x = at % width
      for (const next of [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width]) {
        if (next < 0 || next >= width * height || seen[next] || strength[next]! > 0.3) continue
        seen[next] = 1
        stack.push(next)
      }
    }
    if (size > 12) count++
  }
  return count
}

describe('drawDigit', () => {
  it('draws the same for the same writer and stream, and otherwise not', () => {
    const draw = (seed: number) => drawDigit(4, writer, createRandom(seed))
    expect(draw(5)).toEqual(draw(5))
    expect(draw(5).strength).not.toEqual(draw(6).strength)
    expect(drawDigit(4, createWriter(createRandom(2)), createRandom(5)).strength).not.toEqual(draw(5).strength)
  })

  it('draws the same writer alike: his digits are nearer to each other than to those of others', () => {
    const widths = (who: number) =>
      Array.from({ length: 12 }, (_, seed) => {
        const { box, height } = boxOf(
          drawDigit(0, createWriter(createRandom(who)), createRandom(seed), { heightPx: 60 }),
        )
        return box.width / height
      })
    const spread = (list: number[]) => Math.max(...list) - Math.min(...list)
    const means = [1, 2, 3, 4, 5, 6].map(who => widths(who).reduce((a, b) => a + b) / 12)
    const within = [1, 2, 3, 4, 5, 6].map(who => spread(widths(who))).reduce((a, b) => a + b) / 6
    expect(spread(means)).toBeGreaterThan(0.6 * within)
  })

  it.each([24, 70, 190])('is about as high as asked: %d px', heightPx => {
    for (let digit = 0; digit < 10; digit++) {
      const { box } = boxOf(drawDigit(digit, writer, createRandom(digit), { heightPx, penPx: 2 }))
      expect(box.height / heightPx).toBeGreaterThan(0.75)
      expect(box.height / heightPx).toBeLessThan(1.3)
    }
  })

  it('keeps a border of paper around the ink, and strengths within 0..1', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { width, height, strength } = drawDigit(seed % 10, createWriter(createRandom(seed)), createRandom(seed))
      expect(strength.every(value => value >= 0 && value <= 1)).toBe(true)
      for (let x = 0; x < width; x++) expect(strength[x]! + strength[(height - 1) * width + x]!).toBe(0)
      for (let y = 0; y < height; y++) expect(strength[y * width]! + strength[y * width + width - 1]!).toBe(0)
    }
  })

  it('uses the pen it is given: twice the width, about twice the ink', () => {
    const thin = ink(drawDigit(3, writer, createRandom(1), { heightPx: 120, penPx: 4 }).strength)
    const thick = ink(drawDigit(3, writer, createRandom(1), { heightPx: 120, penPx: 8 }).strength)
    expect(thick / thin).toBeGreaterThan(1.7)
    expect(thick / thin).toBeLessThan(2.2)
  })

  it('gives the way of the pen: every point lies on ink', () => {
    const { width, strength, strokes } = drawDigit(5, writer, createRandom(3))
    for (const { x, y } of strokes) {
      x.forEach((value, i) => {
        expect(strength[Math.floor(y[i]!) * width + Math.floor(value)]).toBeGreaterThan(0.2)
      })
    }
  })

  const calm = { ...writer, idiom: 0.004, jitter: 0.002, overshoot: 0, slant: 0.1, topHeavy: 0, aspect: 1, flow: 0.01 }
  it.each([
    ['0 round', 2],
    ['1 long flag', 1],
    ['2 looped', 2],
    ['3 round', 1],
    ['4 open', 1],
    ['4 closed', 2],
    ['6 bent', 2],
    ['7 crossed', 1],
    ['8 two circles', 3],
    ['8 one stroke', 3],
    ['9 straight', 2],
  ])('draws a %s with its loops', (name, expected) => {
    const allograph = allographs.flat().find(shape => shape.name === name)!
    const drawing = drawDigit(Number(name[0]), calm, createRandom(1), { heightPx: 120, penPx: 4, allograph })
    expect(drawing.shape).toBe(name)
    expect(papers(drawing)).toBe(expected)
  })

  it('leans with the slant of the writer', () => {
    const lean = (slant: number) => {
      const { width, height, strength } = drawDigit(
        1,
        { ...calm, slant, habits: calm.habits.map(() => 0), faithful: 1 },
        createRandom(1),
      )
      const middle = (from: number, to: number) => {
        let mass = 0
        let sum = 0
        for (let at = from * width; at < to * width; at++) {
          mass += strength[at]!
          sum += strength[at]! * (at % width)
        }
        return sum / mass
      }
      return middle(0, height >> 1) - middle(height >> 1, height)
    }
    expect(lean(0.5)).toBeGreaterThan(5)
    expect(lean(-0.5)).toBeLessThan(-5)
  })

  it.each([10, -1, 2.5])('refuses %d', digit => {
    expect(() => drawDigit(digit, writer, createRandom(1))).toThrow(/0..9, got/)
  })
})

function boxOf(drawing: ReturnType<typeof drawDigit>) {
  return { box: inkBox(drawing), height: drawing.height }
}
