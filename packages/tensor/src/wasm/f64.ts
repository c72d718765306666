// Constants of double precision: numbers that were computed from scalars.

import { byte, type Expression, raw } from './encoding.ts'

const constant = (value: number) => (byte(0x44) + raw(Float64Array.of(value))) as Expression<'f64'>

export { constant as const }
