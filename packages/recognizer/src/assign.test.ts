import { createRandom, type Random } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { assign, logSpelled } from './assign.ts'
import { decode } from './decode.ts'
import type { Arc, Lattice } from './lattice.ts'

/** A number written more or less clearly: 0 is clear, 1 is noise. */
function written(number: string, blur: number, random: Random): { lattice: Lattice } {
  const arcs = [...number].map((digit, from): Arc => {
    const weights = Array.from({ length: 10 }, (_, k) => (k === Number(digit) ? 1 : 0) + blur * random.next())
    const sum = weights.reduce((a, b) => a + b)
    return { from, to: from + 1, logP: weights.map(weight => Math.log((weight + 1e-9) / (sum + 1e-8))), line: 0 }
  })
  return { lattice: { nodes: number.length + 1, arcs } }
}

/** The least sum by trying every way to give rows different columns. */
function leastSum(
  costs: readonly (readonly number[])[],
  forbidden?: readonly [number, number],
  row = 0,
  used = 0,
): number {
  if (row === costs.length) return 0
  let least = Number.POSITIVE_INFINITY
  for (const [column, value] of costs[row]!.entries())
    if (!(used & (1 << column)) && !(forbidden?.[0] === row && forbidden[1] === column))
      least = Math.min(least, value + leastSum(costs, forbidden, row + 1, used | (1 << column)))
  return least
}

describe('assign', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'with unique is the best of all ways, and so are its margins, case %i',
    seed => {
      const random = createRandom(seed)
      const roster = ['101', '102', '103', '104', '110', '201']
      const sheets = ['101', '102', '102', '104', '999'].map(number => written(number, 1.2, random))
      const costs = sheets.map(({ lattice }, sheet) => {
        const listed = roster.map(number => -(logSpelled(lattice, number) + Math.log(0.999 / roster.length)))
        const unlisted = sheets.map((_, other) => (other === sheet ? -(Math.log(0.001) - 3 * Math.LN10) : 1e9))
        return [...listed, ...unlisted]
      })
      const found = assign(sheets, roster, { unique: true })
      const columns = found.map(({ entry }, sheet) => entry ?? roster.length + sheet)
      expect(new Set(columns).size).toBe(sheets.length)
      const sum = columns.reduce((total, column, sheet) => total + costs[sheet]![column]!, 0)
      expect(sum).toBeCloseTo(leastSum(costs), 6)
      for (const [sheet, { margin }] of found.entries())
        expect(margin).toBeCloseTo(leastSum(costs, [sheet, columns[sheet]!]) - leastSum(costs), 6)
    },
  )

  it('one by one gives each sheet its likeliest entry, with shares of all entries', () => {
    const random = createRandom(1)
    const roster = ['123', '124', '523']
    const [first, second] = assign([written('123', 0.5, random), written('523', 0.5, random)], roster)
    expect(first).toMatchObject({ number: '123', entry: 0 })
    expect(second).toMatchObject({ number: '523', entry: 2 })
    expect(first!.confidence).toBeGreaterThan(0.5)
    expect(first!.confidence).toBeLessThan(1)
    expect(first!.margin).toBeGreaterThan(0)
  })

  it('unique settles what one by one cannot: two sheets, two neighbours, one of them clear', () => {
    const random = createRandom(2)
    const clear = written('4711', 0.01, random)
    const torn = written('4711', 0.01, random)
    const logP = Array(10).fill(Math.log(0.01))
    logP[1] = Math.log(0.5)
    logP[2] = Math.log(0.4)
    const unclear = {
      lattice: { ...torn.lattice, arcs: torn.lattice.arcs.with(3, { ...torn.lattice.arcs[3]!, logP }) },
    }
    const roster = ['4711', '4712']
    expect(assign([clear, unclear], roster).map(({ number }) => number)).toEqual(['4711', '4711'])
    const unique = assign([clear, unclear], roster, { unique: true })
    expect(unique.map(({ number }) => number)).toEqual(['4711', '4712'])
  })

  it('leaves out who is not on the roster, and more sheets than entries', () => {
    const random = createRandom(3)
    const stranger = written('98765', 0.001, random)
    expect(assign([stranger], ['12345'])).toMatchObject([{ number: null, entry: null, second: '12345' }])
    const twins = [written('12345', 0.001, random), written('12345', 0.001, random)]
    const numbers = assign(twins, ['12345'], { unique: true }).map(({ number }) => number)
    expect(numbers.filter(number => number !== null)).toEqual(['12345'])
    expect(assign([{ lattice: { nodes: 1, arcs: [] } }], ['1', '2'])).toMatchObject([{ number: null }])
  })

  it('takes a number that stands twice for one, the first', () => {
    const random = createRandom(3)
    const sheets = ['41', '42'].map(number => written(number, 0.3, random))
    for (const unique of [false, true]) {
      const twice = assign(sheets, ['41', '41', '42', '41'], { unique })
      expect(twice.map(({ entry }) => entry)).toEqual([0, 2])
      const once = assign(sheets, ['41', '42'], { unique })
      expect(twice.map(({ confidence }) => confidence)).toEqual(once.map(({ confidence }) => confidence))
      expect(twice.every(({ number, second }) => second !== number)).toBe(true)
    }
  })

  it('takes numbers with and without zeros in front, if told so', () => {
    const sheet = written('412', 0.001, createRandom(4))
    expect(assign([sheet], ['00412', '00413'])[0]!.number).toBeNull()
    expect(assign([sheet], ['00412', '00413'], { leadingZeros: 'optional' })[0]!.number).toBe('00412')
  })

  it.each([[[]], [['12a']], [['']]])('refuses the roster %j', roster => {
    expect(() => assign([], roster)).toThrow(expect.objectContaining({ code: 'constraint-invalid' }))
  })
})

describe('logSpelled', () => {
  it('sums over all ways through a lattice', () => {
    const random = createRandom(6)
    const logP = () => Array.from({ length: 10 }, () => Math.log(random.next()))
    const lattice: Lattice = {
      nodes: 4,
      arcs: [
        { from: 1, to: 3, logP: logP(), line: 0 },
        { from: 0, to: 1, logP: logP(), line: 0 },
        { from: 0, to: 2, logP: logP(), line: 0 },
        { from: 2, to: 3, logP: logP(), line: 0 },
        { from: 1, to: 2, logP: logP(), line: 0 },
      ],
    }
    const [a, b, c, d] = lattice.arcs
    expect(Math.exp(logSpelled(lattice, '58'))).toBeCloseTo(
      Math.exp(b!.logP[5]! + a!.logP[8]!) + Math.exp(c!.logP[5]! + d!.logP[8]!),
      9,
    )
    expect(logSpelled(lattice, '5')).toBe(Number.NEGATIVE_INFINITY)
    for (const { text, logP } of decode(lattice, 5))
      expect(logSpelled(lattice, text)).toBeGreaterThanOrEqual(logP - 1e-9)
  })
})
