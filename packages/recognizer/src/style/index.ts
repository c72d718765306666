// What can be said of the way a digit and a number are written.

export { type Allograph, allographs } from './allographs.ts'
export type { OddOneOut, StyleHint } from './consistency.ts'
export { type Compared, type DigitStyle, describeStyle } from './describe-style.ts'
export type { InkLook } from './ink-look.ts'
export { type Measures, measureFrame } from './measure.ts'
export { describeNumberStyle, type NumberStyle } from './number-style.ts'
