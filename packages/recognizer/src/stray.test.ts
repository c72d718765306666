import { describe, expect, it } from 'vitest'
import type { Placed } from './signs.ts'
import { mayBeStray } from './stray.ts'

const page = { width: 900, height: 600 }
const frame = new Float32Array(784)
/** Digits of a line, 40 high and 30 apart, from x on. */
const line = (text: string, n: number, x = 300): Placed[] =>
  [...text].map((digit, i) => {
    const width = digit === '1' ? 8 : 26
    return { digit: Number(digit), box: { x: x + 36 * i, y: 80 + 90 * n, width, height: 40 }, line: n, frame }
  })
const hole = (n: number, x = 30, size = 38): Placed => {
  return { digit: 0, box: { x, y: 80 + 90 * n, width: size, height: size }, line: n, frame }
}

describe('mayBeStray', () => {
  it('looks at a stroke that stands alone beside numbers, and at none in a list', () => {
    expect(mayBeStray([...line('7509', 0), ...line('1', 1)], page)).toBe(true)
    expect(mayBeStray([...line('1', 0), ...line('7509', 1), ...line('31', 2)], page)).toBe(true)
    expect(mayBeStray([...line('12', 0), ...line('1', 1), ...line('7', 2)], page)).toBe(false)
    expect(mayBeStray(line('1', 0), page)).toBe(false)
    expect(mayBeStray([...line('1', 0), ...line('1', 1)], page)).toBe(false)
    expect(mayBeStray([...line('7509', 0), ...line('4', 1)], page)).toBe(false)
  })

  it('knows two round holes apart from the writing, and no zeros of numbers', () => {
    expect(mayBeStray([hole(0), ...line('225', 0), hole(1), ...line('3563', 1)], page)).toBe(true)
    expect(mayBeStray([hole(0), ...line('225', 0), hole(1)], page)).toBe(true)
    expect(mayBeStray([hole(0), ...line('225', 0), ...line('3563', 1)], page)).toBe(false)
    expect(mayBeStray([hole(0, 255), ...line('225', 0), hole(1, 255), ...line('3563', 1)], page)).toBe(false)
    expect(mayBeStray([hole(0, 30, 38), ...line('225', 0), hole(1, 30, 28), ...line('3563', 1)], page)).toBe(false)
  })

  it('takes ones on the border of a wide page for its edge, and a tight crop for a 1', () => {
    const one = (x: number, width: number): Placed => ({
      digit: 1,
      box: { x, y: 0, width, height: 600 },
      line: 0,
      frame,
    })
    expect(mayBeStray([one(867, 33)], page)).toBe(true)
    expect(mayBeStray([one(0, 40), one(860, 40)], page)).toBe(true)
    expect(mayBeStray([one(400, 33)], page)).toBe(false)
    expect(mayBeStray([one(0, 33)], { width: 60, height: 600 })).toBe(false)
    expect(mayBeStray([one(0, 33), ...line('7', 0)], page)).toBe(false)
  })
})
