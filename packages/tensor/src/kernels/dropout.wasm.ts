// The fast twin of dropout.ts: the same hash of (seed, index) on four indices at a time, so the same bits.

import { mix32 } from '../random.ts'
import type { Expression, Local } from '../wasm/assembler.ts'
import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import * as i32 from '../wasm/i32.ts'
import * as i32x4 from '../wasm/i32x4.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import * as v128 from '../wasm/v128.ts'
import type { LengthGeometry } from './elementwise.ts'

export const dropoutForward: Emitter<LengthGeometry> = ({ fn, g, buffers, number }) => {
  const [y, mask, x] = buffers as [number, number, number]
  const splatInteger = (value: Expression<'f64'>) => fn.local('v128', i32x4.splat(i32.fromUnsignedF64(value)))
  const key = splatInteger(number((_, seed) => mix32(seed!) >>> 0))
  const threshold = splatInteger(number(rate => Math.min(Math.floor(rate! * 2 ** 32), 2 ** 32 - 1)))
  const scale = fn.local('v128', f32x4.splatF64(number(rate => 1 / (1 - rate!))))
  const index = fn.local('v128', i32x4.const(0, 1, 2, 3))
  const [hash, kept] = fn.locals('v128', 2) as [Local<'v128'>, Local<'v128'>]

  eachVector(fn, g.length, (at, lanes) => {
    // The steps of mix32, with its constants.
    fn.set(hash, i32x4.add(v128.xor(index, key), every(0x9e3779b9)))
    fn.set(hash, i32x4.mul(shifted(hash, 16), every(0x85ebca6b)))
    fn.set(hash, i32x4.mul(shifted(hash, 13), every(0xc2b2ae35)))
    fn.set(hash, shifted(hash, 16))
    fn.set(kept, v128.andNot(scale, i32x4.lessThanUnsigned(hash, threshold)))
    storeLanes(fn, at, mask, kept, lanes)
    fn.set(kept, f32x4.mul(kept, loadLanes(at, x, lanes)))
    storeLanes(fn, at, y, kept, lanes)
    fn.set(index, i32x4.add(index, every(4)))
  })
}

export const dropoutBackward: Emitter<LengthGeometry> = ({ fn, g, buffers }) => {
  const [dx, dy, mask] = buffers as [number, number, number]
  const value = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(value, f32x4.mul(loadLanes(at, dy, lanes), loadLanes(at, mask, lanes)))
    storeLanes(fn, at, dx, value, lanes)
  })
}

const every = (value: number) => i32x4.const(value, value, value, value)

/** h XOR (h >>> bits) */
const shifted = (h: Local<'v128'>, bits: number) => v128.xor(h, i32x4.shiftRightUnsigned(h, bits))
