// Numbers of double precision: those that were computed from scalars.

import { access, base, byte, type Expression, type Int, raw } from './encoding.ts'

type Double = Expression<'f64'>

const constant = (value: number) => (byte(0x44) + raw(Float64Array.of(value))) as Double

export { constant as const }

export const load = (address: Int, offset = 0) => (base(address) + byte(0x2b) + access(address, offset)) as Double
