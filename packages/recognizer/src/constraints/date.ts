// A day of the calendar. There are only so many of them: all are listed, and the list becomes an automaton.

import type { Automaton } from '../decode.ts'
import { acyclic } from './acyclic.ts'
import { type Constraint, type Form, invalid, whole, wholeText } from './constraint.ts'

/** Parts of a format; the longer ones first. */
const parts = /yyyy|yy|y|dd|d|mm|m|[\s\S]/g

/**
 * Days of the Gregorian calendar, leap years included, written in one way. In the format `dd` and `mm` have two digits,
 * `d` and `m` one or two, `yyyy` four, `yy` the last two; the rest (`/`, `.`, `-`) is layout and is not read. Parts may
 * be left out: `mm/yy` is the end of a card's life.
 *
 * @param format such as 'dd/mm/yyyy'
 * @param years first and last year, at most 400 of them. @default 1900 to 2099
 * @throws ConstraintError `constraint-invalid` for a format without or with repeated parts, and years out of range
 */
export function date(format: string, years: { readonly from?: number; readonly to?: number } = {}): Constraint {
  const { from = 1900, to = 2099 } = years
  whole('date', from, 1, 9999)
  whole('date', to, from, Math.min(9999, from + 399))
  const write = writerOf(format)
  const name = `date:${format}${from === 1900 && to === 2099 ? '' : `:${from}..${to}`}`
  const automaton = built.get(name) ?? acyclic(days(from, to, write))
  remember(name, automaton)
  return { name, about: `a date written ${format}, ${from} to ${to}`, automaton }
}

/** Two centuries take a tenth of a second to list, so the calendars in use are kept; they never change. */
const built = new Map<string, Automaton>()

function remember(name: string, automaton: Automaton): void {
  built.delete(name)
  built.set(name, automaton)
  if (built.size > 8) built.delete(built.keys().next().value!)
}

type Write = (year: number, month: number, day: number) => string

function writerOf(format: string): Write {
  const found = (format.toLowerCase().match(parts) ?? []).filter(part => /[a-z\d]/.test(part))
  const letters = found.map(part => part[0]!)
  if (
    letters.length === 0 ||
    letters.some(letter => !'dmy'.includes(letter)) ||
    found.includes('y') ||
    new Set(letters).size < letters.length
  )
    invalid('date', "a format of dd, mm and yyyy, each once, such as 'dd/mm/yyyy'", format)
  return (year, month, day) =>
    found
      .map(part => {
        if (part[0] === 'y') return String(year).padStart(4, '0').slice(-part.length)
        return String(part[0] === 'd' ? day : month).padStart(part.length, '0')
      })
      .join('')
}

function* days(from: number, to: number, write: Write): Generator<string> {
  for (let year = from; year <= to; year++)
    for (let month = 1; month <= 12; month++)
      for (let day = 1; day <= daysIn(year, month); day++) yield write(year, month, day)
}

/** Days of a month, January being 1. */
function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2) return leap ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export const dateForm: Form = {
  name: 'date',
  usage: 'date:dd/mm/yyyy or date:yyyy-mm-dd:1990..2030',
  about: 'a real day; d or dd, m or mm, yy or yyyy, in any order',
  example: 'date:dd/mm/yyyy:2020..2030',
  parse(text) {
    const [, format, from, to] =
      /^([^:]+)(?::(\d+)\.\.(\d+))?$/.exec(text ?? '') ??
      invalid('date', "'dd/mm/yyyy' or 'dd/mm/yyyy:1990..2030'", text)
    if (from === undefined) return date(format!)
    return date(format!, { from: wholeText('date', from, 1, 9999), to: wholeText('date', to, 1, 9999) })
  },
}
