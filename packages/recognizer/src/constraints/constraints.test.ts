import { createRandom } from '@digitrec/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConstraintError, obeys } from './constraint.ts'
import { ibanCountries } from './iban.ts'
import { constraints } from './index.ts'
import { constraintForms, parseConstraint } from './parse.ts'

const { length, pattern, range, amount, date, monotone, luhn, verhoeff, damm, isbn10, isbn13, ean, iban, lexicon } =
  constraints

/** Every text of up to `most` digits. */
function* texts(most: number): Generator<string> {
  for (let count = 1; count <= most; count++)
    for (let number = 0; number < 10 ** count; number++) yield String(number).padStart(count, '0')
}

/** Those that a constraint lets through, of up to `most` digits. */
function allowed(constraint: Parameters<typeof obeys>[1], most: number): string[] {
  return [...texts(most)].filter(text => obeys(text, constraint))
}

/** The check as textbooks write it, from the right; the automaton goes from the left. */
const luhnByHand = (text: string) =>
  [...text]
    .reverse()
    .reduce((sum, c, i) => sum + (i % 2 === 0 ? +c : [...String(2 * +c)].reduce((s, d) => s + +d, 0)), 0) %
    10 ===
  0
const eanByHand = (text: string) =>
  [...text].reverse().reduce((sum, c, i) => sum + +c * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0
/** Wikipedia's tables of Verhoeff's method, typed in. */
const d = ['0123456789', '1234067895', '2340178956', '3401289567', '4012395678', '5987604321', '6598710432', '7659821043', '8765932104', '9876543210'] // biome-ignore format: a table
const p = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'] // biome-ignore format: a table
const verhoeffByHand = (text: string) =>
  [...text].reverse().reduce((c, digit, i) => +d[c]![+p[i % 8]![+digit]!]!, 0) === 0

describe('known good numbers, and what becomes of them', () => {
  it.each([
    [luhn(16), ['4539148803436467', '4111111111111111', '5555555555554444', '6011111111111117']],
    [luhn(15), ['378282246310005', '490154203237518']],
    [luhn(), ['79927398713', '4111111111111111', '378282246310005', '18']],
    [verhoeff(4), ['2363']],
    [damm(4), ['5724']],
    [damm(), ['5724']],
    [isbn10(), ['0306406152', '0198526636']],
    [isbn13(), ['9780306406157', '9783161484100', '9791090636071']],
    [ean(), ['4006381333931', '5901234123457', '9780306406157']],
    [ean(8), ['73513537', '96385074']],
    [ean(12), ['036000291452', '042100005264']],
    [ean(14), ['10012345678902']],
    [iban('DE'), ['89370400440532013000']],
    [iban('AT'), ['611904300234573201']],
    [iban('BE'), ['68539007547034']],
    [iban('ES'), ['9121000418450200051332']],
    [iban('PL'), ['61109010140000071219812874']],
    [iban('NO'), ['9386011117947']],
    [iban('SE'), ['4550000000058398257466']],
    [iban('PT'), ['50000201231234567890154']],
    [iban('CZ'), ['6508000000192000145399']],
  ])('%s', (constraint, numbers) => {
    for (const number of numbers) {
      expect(obeys(number, constraint), number).toBe(true)
      for (let i = 0; i < number.length; i++)
        for (let digit = 0; digit < 10; digit++) {
          const wrong = number.slice(0, i) + digit + number.slice(i + 1)
          if (wrong !== number) expect(obeys(wrong, constraint), wrong).toBe(false)
        }
      expect(obeys(number.slice(1), constraint) && !/^luhn$|^damm$/.test(constraint.name)).toBe(false)
    }
  })

  it('Verhoeff, Damm, ISBN-10 and IBAN also find every swap of two neighbours', () => {
    for (const [number, constraint] of [
      ['2363', verhoeff(4)],
      ['5724', damm(4)],
      ['0306406152', isbn10()],
      ['89370400440532013000', iban('DE')],
    ] as const)
      for (let i = 1; i < number.length; i++) {
        const swapped = number.slice(0, i - 1) + number[i] + number[i - 1] + number.slice(i + 1)
        if (swapped !== number) expect(obeys(swapped, constraint), swapped).toBe(false)
      }
  })
})

describe('the automaton and the textbook agree on every number', () => {
  it.each([
    ['luhn', luhn(), (text: string) => text.length >= 2 && luhnByHand(text)],
    ['luhn:5', luhn(5), (text: string) => text.length === 5 && luhnByHand(text)],
    ['verhoeff:4', verhoeff(4), (text: string) => text.length === 4 && verhoeffByHand(text)],
    ['length:2..3', length(2, 3), (text: string) => text.length === 2 || text.length === 3],
    ['range:7..1250', range(7, 1250), (text: string) => /^[1-9]/.test(text) && +text >= 7 && +text <= 1250],
    ['range:0..30', range(0, 30), (text: string) => /^(0|[1-9]\d*)$/.test(text) && +text <= 30],
    ['range:0000..1250', range('0000', '1250'), (text: string) => text.length === 4 && +text <= 1250],
    ['range:0090..1250', range('0090', '1250'), (text: string) => text.length === 4 && +text >= 90 && +text <= 1250],
    ['range:500..500', range(500, 500), (text: string) => text === '500'],
    ['amount:2', amount(), (text: string) => /^(0|[1-9]\d*)\d\d$/.test(text)],
    ['amount:0', amount(0), (text: string) => /^(0|[1-9]\d*)$/.test(text)],
    ['pattern', pattern('[3-5]/#-[^02]7'), (text: string) => /^[3-5]\d[13-9]7$/.test(text)],
    ['pattern times', pattern('#{2}[01]{2}'), (text: string) => /^\d\d[01][01]$/.test(text)],
    [
      'monotone',
      monotone({ previous: '0985', maxStep: 40 }),
      (text: string) => text.length === 4 && +text >= 985 && +text <= 1025,
    ],
    [
      'monotone over the top',
      monotone({ previous: 9985, maxStep: 40 }),
      (text: string) => text.length === 4 && (+text >= 9985 || +text <= 25),
    ],
    [
      'monotone of one digit',
      monotone({ previous: 8, maxStep: 3 }),
      (text: string) => ['8', '9', '0', '1'].includes(text),
    ],
    ['lexicon', lexicon(['007', '7', '4711', '12']), (text: string) => ['007', '7', '4711', '12'].includes(text)],
    [
      'lexicon, zeros as you like',
      lexicon(['007', '4711'], { leadingZeros: 'optional' }),
      (text: string) => ['7', '07', '007', '0007', '4711'].includes(text),
    ],
    [
      'and',
      constraints.and(luhn(4), range(5000, 5999), pattern('##0#')),
      (text: string) => /^5.0.$/.test(text) && luhnByHand(text),
    ],
    [
      'or',
      constraints.or(luhn(3), range(10, 12)),
      (text: string) => (text.length === 3 && luhnByHand(text)) || ['10', '11', '12'].includes(text),
    ],
  ] as const)('%s', (_, constraint, byHand) => {
    expect(allowed(constraint, 5)).toEqual([...texts(5)].filter(byHand))
  })

  it('EAN, on random numbers', () => {
    for (const count of [8, 12, 13, 14])
      fc.assert(
        fc.property(
          fc.stringMatching(new RegExp(`^\\d{${count}}$`)),
          text => obeys(text, ean(count)) === eanByHand(text),
        ),
        { seed: 1 },
      )
  })

  it('Verhoeff of twelve digits, on random numbers and their checked versions', () => {
    const random = createRandom(3)
    for (let n = 0; n < 200; n++) {
      const body = Array.from({ length: 11 }, () => random.int(10)).join('')
      const valid = Array.from({ length: 10 }, (_, check) => `${body}${check}`).filter(text =>
        obeys(text, verhoeff(12)),
      )
      expect(valid).toHaveLength(1)
      expect(verhoeffByHand(valid[0]!)).toBe(true)
    }
  })

  it('IBAN, by remainders of big numbers, for every country', () => {
    const random = createRandom(5)
    for (const [country, digits] of Object.entries(ibanCountries)) {
      const account = Array.from({ length: digits }, () => random.int(10)).join('')
      const letters = [...country].map(letter => letter.charCodeAt(0) - 55).join('')
      const check = 98n - (BigInt(`${account}${letters}00`) % 97n)
      const valid = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).filter(two =>
        obeys(`${two}${account}`, iban(country)),
      )
      expect(valid, country).toEqual([String(check).padStart(2, '0')])
    }
  })
})

describe('date', () => {
  const byCalendar = (year: number, month: number, day: number) => {
    const at = new Date(Date.UTC(2000, month - 1, day))
    at.setUTCFullYear(year, month - 1, day)
    return month >= 1 && month <= 12 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  }

  it('lets through the days that the calendar has, and no other', () => {
    const constraint = date('yyyy-mm-dd', { from: 1899, to: 2001 })
    for (let year = 1895; year <= 2004; year++)
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const text = [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('')
          const expected = year >= 1899 && year <= 2001 && byCalendar(year, month, day)
          if (obeys(text, constraint) !== expected) expect.fail(`${text} should be ${expected}`)
        }
  })

  it.each([
    ['dd/mm/yyyy', ['29022024', '31121999'], ['29022023', '31042024', '00012024', '29021900', '2902202']],
    ['mm/dd/yy', ['022900', '123199'], ['023000', '130199']],
    ['d.m.yyyy', ['112024', '3112024', '31122024', '1112024'], ['0112024', '3222024']],
    ['mm/yy', ['0125', '1299'], ['1325', '0025']],
    ['dd.mm.', ['2902', '3112'], ['3002', '3104']],
  ])('%s', (format, right, wrong) => {
    const constraint = date(format)
    expect(right.filter(text => !obeys(text, constraint))).toEqual([])
    expect(wrong.filter(text => obeys(text, constraint))).toEqual([])
  })

  it('stays small', () => {
    expect((date('dd/mm/yyyy').automaton as unknown as { states: number }).states).toBeLessThan(120)
  })
})

describe('parseConstraint', () => {
  it.each(constraintForms.map(form => [form.example, form] as const))('%s, and back from its name', example => {
    const constraint = parseConstraint(example)
    expect(parseConstraint(constraint.name).name).toBe(constraint.name)
    expect(constraint.about).not.toBe('')
  })

  it('has a name that means the same again, also for "and" of "or"', () => {
    const { and, or, length, range } = constraints
    const both = and(or(length(3), length(4)), range(0, 100))
    const again = parseConstraint(both.name)
    for (const number of ['7', '42', '099', '100', '500', '0012', '0500', '99999'])
      expect(obeys(number, again), number).toBe(obeys(number, both))
    expect(obeys('100', both)).toBe(true)
    expect(obeys('500', both)).toBe(false)
  })

  it.each(['date:y', 'date:d.m.y', 'pattern:[^0-9]###', 'pattern:[^0123456789]#'])('refuses %s', text => {
    expect(() => parseConstraint(text)).toThrow(expect.objectContaining({ code: 'constraint-invalid' }))
  })

  it('takes all makers, and joins rules', () => {
    const makers = Object.keys(constraints).filter(name => name !== 'and' && name !== 'or')
    expect(constraintForms.map(({ name }) => name).sort()).toEqual(makers.sort())
    const joined = parseConstraint('luhn:4 & pattern:5### | range:10..12')
    expect(joined.name).toBe('luhn:4 & pattern:5### | range:10..12')
    expect(allowed(joined, 4)).toEqual(
      [...texts(4)].filter(text => ['10', '11', '12'].includes(text) || (/^5...$/.test(text) && luhnByHand(text))),
    )
  })

  it.each([
    ['mod11:9', 'constraint-unknown', 'mod11'],
    ['', 'constraint-unknown', 'luhn'],
    ['luhn:1', 'constraint-invalid', '2 to 64'],
    ['luhn:x', 'constraint-invalid', "'x'"],
    ['verhoeff', 'constraint-invalid', 'whole number'],
    ['length:6..4', 'constraint-invalid', '6 to 64'],
    ['length:100', 'constraint-invalid', '1 to 64'],
    ['pattern:[a]', 'constraint-invalid', 'classes'],
    ['pattern:[5-3]', 'constraint-invalid', 'go up'],
    ['pattern:##}', 'constraint-invalid', 'pairs'],
    ['pattern:#{65}', 'constraint-invalid', '64'],
    ['pattern://', 'constraint-invalid', 'at least one'],
    ['range:5..2', 'constraint-invalid', 'smaller'],
    ['range:05..200', 'constraint-invalid', 'leading zeros'],
    ['range:5', 'constraint-invalid', '0..100'],
    ['date:hh.mm', 'constraint-invalid', 'dd, mm'],
    ['date:dd/dd', 'constraint-invalid', 'once'],
    ['date:dd/mm/yyyy:1..9999', 'constraint-invalid', '400'],
    ['ean:9', 'constraint-invalid', 'lengths'],
    ['isbn13:5', 'constraint-invalid', 'nothing'],
    ['iban:GB', 'constraint-invalid', 'digits only'],
    ['iban:__proto__', 'constraint-invalid', 'digits only'],
    ['amount:9', 'constraint-invalid', '0 to 4'],
    ['monotone:99', 'constraint-invalid', '424951+500'],
    ['monotone:99+100', 'constraint-invalid', '0 to 99'],
    ['lexicon:', 'constraint-invalid', 'at least one'],
    ['lexicon:12,1a', 'constraint-invalid', "'1a'"],
    ['lexicon:@/etc/passwd', 'constraint-invalid', 'command line'],
    [Array(9).fill('luhn').join(' & '), 'constraint-invalid', 'at most 8'],
  ])("refuses '%s'", (text, code, part) => {
    let thrown: ConstraintError | undefined
    try {
      parseConstraint(text)
    } catch (error) {
      thrown = error as ConstraintError
    }
    expect(thrown).toMatchObject({ name: 'ConstraintError', code })
    expect(thrown!.message).toContain(part)
  })

  it('refuses anything or takes it, and never fails otherwise', () => {
    const pieces = fc.constantFrom(...constraintForms.map(({ name }) => name), ':', '..', '&', '|', '#', '[', ']', '{', '}', '9', '00', '^', '/', 'yy', '@', '+', ',') // biome-ignore format: a list
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), list => {
        try {
          obeys('12', parseConstraint(list.join('')))
        } catch (error) {
          expect((error as Error).name).toBe('ConstraintError')
        }
      }),
      { seed: 2, numRuns: 2000 },
    )
  })
})
