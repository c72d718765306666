// The digits of an IBAN, for countries whose account numbers are digits only. (ISO 13616-1; check digits of ISO 7064, MOD 97-10.)

import { type Constraint, type Form, invalid } from './constraint.ts'

/** Countries whose basic account number has only digits, and how many. (SWIFT, IBAN Registry, release 99.) */
export const ibanCountries: Readonly<Record<string, number>> = {
  AT: 16,
  BA: 16,
  BE: 12,
  CR: 18,
  CZ: 20,
  DE: 18,
  DK: 14,
  EE: 16,
  EG: 25,
  ES: 20,
  FI: 14,
  FO: 14,
  GL: 14,
  HR: 17,
  HU: 24,
  IL: 19,
  IS: 22,
  LT: 16,
  LY: 21,
  ME: 18,
  MN: 16,
  MR: 23,
  NO: 11,
  PL: 24,
  PT: 21,
  RS: 18,
  SD: 14,
  SE: 20,
  SI: 15,
  SK: 20,
  SO: 19,
  ST: 21,
  TL: 19,
  TN: 20,
  VA: 18,
  XK: 16,
}

/** States beyond the rests of 97: what the first digit was. */
const afterFirst = 100

/**
 * The digits of an IBAN after its two letters: two check digits and the account number. The letters are known, not read.
 *
 * @param country two letters, one of `ibanCountries`
 * @throws ConstraintError `constraint-invalid` for a country whose account numbers have letters, or that has no IBAN
 */
export function iban(country: string): Constraint {
  const code = country.toUpperCase()
  const account = Object.hasOwn(ibanCountries, code) ? ibanCountries[code]! : undefined
  if (account === undefined)
    return invalid(
      'iban',
      'a country whose IBAN has digits only',
      country,
      `Take one of ${Object.keys(ibanCountries).join(' ')}.`,
    )
  const length = account + 2
  // MOD 97-10 reads the account number, then the letters as 10 to 35, then the check digits, as one number.
  const letters = [...code].reduce((number, letter) => number * 100 + letter.charCodeAt(0) - 55, 0)
  const weights = Array.from({ length }, (_, position) =>
    position < 2 ? 10 ** (1 - position) : powerOfTen(account + 1 - position + 6),
  )
  return {
    name: `iban:${code}`,
    about: `the ${length} digits of an IBAN after ${code}`,
    automaton: {
      start: (letters * 100) % 97,
      next(state, digit, position) {
        if (position >= length) return -1
        if (position === 0) return afterFirst + digit
        if (position > 1) return (state + digit * weights[position]!) % 97
        const check = 10 * (state - afterFirst) + digit
        // 00, 01 and 99 leave the same rests as 97, 98 and 02; only the latter are given out.
        return check < 2 || check > 98 ? -1 : (((letters * 100) % 97) + check) % 97
      },
      accepts: (state, count) => count === length && state === 1,
    },
  }
}

/** 10ⁿ modulo 97. */
function powerOfTen(n: number): number {
  let power = 1
  for (let i = 0; i < n; i++) power = (power * 10) % 97
  return power
}

export const ibanForm: Form = {
  name: 'iban',
  usage: 'iban:DE',
  about: 'digits of an IBAN after the letters of its country',
  example: 'iban:DE',
  parse: text => iban(text ?? ''),
}
