import { normaliseFrame } from '@digitrec/image'
import { createWriter, drawDigit, type Writer, allographs as ways } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import type { Allograph } from './allographs.ts'
import { describeStyle } from './describe-style.ts'

/** A steady hand that writes as the table says. */
const steady: Writer = {
  ...createWriter(createRandom(3)),
  slant: 0,
  aspect: 1,
  pen: 0.1,
  jitter: 0.005,
  idiom: 0.005,
  overshoot: 0.01,
  topHeavy: 0,
  tremor: 0,
  flow: 0.01,
}

function frameOf(digit: number, shape: string, writer: Writer = steady): Float32Array {
  const allograph = ways[digit]!.find(({ name }) => name === shape)!
  const { strength, width, height } = drawDigit(digit, writer, createRandom(5), { allograph, heightPx: 80 })
  return normaliseFrame(strength, width, height)
}

const styleOf = (digit: number, shape: string, writer?: Writer) => describeStyle(frameOf(digit, shape, writer), digit)!

describe('describeStyle', () => {
  it.each<[number, string, Allograph[]]>([
    [0, '0 slashed', ['slashed-zero']],
    [0, '0 round', []],
    [1, '1 plain', []],
    [1, '1 long flag', ['flagged-one']],
    [1, '1 flag and foot', ['flagged-one', 'footed-one']],
    [4, '4 open', ['open-four']],
    [4, '4 closed', []],
    [6, '6 bent', []],
    [7, '7 plain', []],
    [7, '7 crossed', ['crossed-seven']],
    [7, '7 serif and crossed', ['crossed-seven']],
    [8, '8 two circles', []],
    [9, '9 straight', []],
  ])('a %i drawn as "%s" is %j', (digit, shape, expected) => {
    expect(styleOf(digit, shape).allographs).toEqual(expected)
  })

  it.each([
    [0, '0 round', 1, 0],
    [1, '1 plain', 0, 2],
    [6, '6 bent', 1, 1],
    [8, '8 two circles', 2, 0],
    [9, '9 straight', 1, 1],
  ] as const)('a %i ("%s") has %i loops and %i ends', (digit, shape, loops, ends) => {
    expect(styleOf(digit, shape, { ...steady, overshoot: 0 })).toMatchObject({ loops, ends })
  })

  it('leans as far as the writer does', () => {
    const upright = styleOf(3, '3 round').slant
    for (const slant of [-0.35, 0.4]) {
      const style = styleOf(3, '3 round', { ...steady, slant })
      expect(Math.tan(style.slant) - Math.tan(upright), `slant ${slant}`).toBeCloseTo(slant, 1)
      expect(style.words).toContain(slant > 0 ? 'leans right' : 'leans left')
    }
  })

  it('sees the pen, and says so', () => {
    const [thin, bold] = [0.09, 0.19].map(pen => styleOf(5, '5 one stroke', { ...steady, pen }))
    expect(thin!.words).toContain('thin')
    expect(bold!.words).toContain('bold')
    expect(bold!.thickness / thin!.thickness).toBeGreaterThan(1.6)
  })

  it('sees the width, and says so', () => {
    expect(styleOf(0, '0 round', { ...steady, aspect: 0.6 }).words).toContain('narrow')
    expect(styleOf(0, '0 round', { ...steady, aspect: 1.6 }).words).toContain('wide')
  })

  it('says nothing of paper, and refuses what is no frame or digit', () => {
    expect(describeStyle(new Float32Array(784), 3)).toBeUndefined()
    expect(() => describeStyle(new Float32Array(400), 3)).toThrow('784 values, got 400')
    expect(() => describeStyle(new Float32Array(784), 10)).toThrow('0 to 9, got 10')
  })
})
