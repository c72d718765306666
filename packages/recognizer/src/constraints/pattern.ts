// A number of a fixed shape: `##/##/####`, `978##########`, `[6-9]#{9}`.

import { type Constraint, type Form, invalid, longest } from './constraint.ts'

/** Marks of a pattern: a class with or without how often, a digit or #, or something that is only layout. */
const marks = /\[([^\]]*)\](?:\{(\d+)\})?|([#\d])(?:\{(\d+)\})?|([\s\S])/g

/**
 * Numbers of one shape. `#` stands for any digit, a digit for itself, `[1-47]` for one of these and `[^0]` for one of the
 * others; `{9}` repeats what stands before it. Everything else (`/`, `-`, `.`, spaces) is layout: it is not read, and
 * must not be in the picture as ink.
 *
 * @throws ConstraintError `constraint-invalid` for a class that is none, or more than 64 digits
 * @example
 * constraints.pattern('[1-9]#####')    // an Indian PIN code
 */
export function pattern(shape: string): Constraint {
  const allowed = digitsOf(shape)
  return {
    name: `pattern:${shape}`,
    about: `the shape ${shape}`,
    automaton: {
      start: 0,
      next: (_, digit, position) => (position < allowed.length && allowed[position]! & (1 << digit) ? 0 : -1),
      accepts: (_, count) => count === allowed.length,
    },
  }
}

/** For every digit of the shape the set of digits it may be, as bits. */
function digitsOf(shape: string): number[] {
  const sets: number[] = []
  for (const [, klass, klassTimes, digit, digitTimes, layout] of shape.matchAll(marks)) {
    if (layout !== undefined) {
      if (/[[\]{}]/.test(layout)) invalid('pattern', 'brackets and braces in pairs, after what they belong to', shape)
      continue
    }
    const set = digit === undefined ? setOf(klass!, shape) : digit === '#' ? 0x3ff : 1 << Number(digit)
    const times = Number(klassTimes ?? digitTimes ?? 1)
    if (sets.length + times > longest) invalid('pattern', `at most ${longest} digits`, shape)
    for (let i = 0; i < times; i++) sets.push(set)
  }
  if (sets.length === 0) invalid('pattern', 'at least one # or digit', shape)
  return sets
}

function setOf(klass: string, shape: string): number {
  const [, not, list] =
    /^(\^?)((?:\d-\d|\d)+)$/.exec(klass) ?? invalid('pattern', 'classes such as [0-37] or [^0]', shape)
  let set = 0
  for (const [, from, to = from] of list!.matchAll(/(\d)(?:-(\d))?/g)) {
    if (Number(from) > Number(to)) invalid('pattern', 'ranges that go up', shape)
    for (let digit = Number(from); digit <= Number(to); digit++) set |= 1 << digit
  }
  const allowed = not ? 0x3ff & ~set : set
  return allowed === 0 ? invalid('pattern', 'classes that leave a digit', shape) : allowed
}

export const patternForm: Form = {
  name: 'pattern',
  usage: 'pattern:##/##/#### or pattern:[6-9]#{9}',
  about: '# any digit, a digit itself, [0-4] a class, {9} times; the rest is layout',
  example: 'pattern:[6-9]#{9}',
  parse: text => pattern(text ?? ''),
}
