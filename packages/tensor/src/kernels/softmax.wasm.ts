// The fast twin of softmax.ts: rows by vectors of four, with an exponential of its own.

import type { Expression, FunctionBuilder, Local } from '../wasm/assembler.ts'
import type { Emitter } from '../wasm/emitter.ts'
import * as f32 from '../wasm/f32.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { add, mul, sub } from '../wasm/f32x4.ts'
import * as i32 from '../wasm/i32.ts'
import * as i32x4 from '../wasm/i32x4.ts'
import { acrossLanes, eachVector, type Lanes, loadLanes, storeLanes } from '../wasm/lanes.ts'
import * as v128 from '../wasm/v128.ts'
import type { RowsGeometry } from './softmax.ts'

type Vector = Expression<'v128'>

/** Three sweeps over each row: maximum, exponentials and their sum, quotients. */
export const softmaxForward: Emitter<RowsGeometry> = ({ fn, g: { N, K }, buffers }) => {
  const [p, logits] = buffers as [number, number]
  const [max, sum, value] = fn.locals('v128', 3) as [Local<'v128'>, Local<'v128'>, Local<'v128'>]
  const exponential = exponentialWriter(fn)
  const row = fn.pointer(0)
  fn.repeat(N, () => {
    fn.set(max, f32x4.const(-Infinity))
    eachVector(fn, K, (at, lanes) => {
      fn.set(max, f32x4.max(max, orLowest(loadLanes(i32.add(row, at), logits, lanes), lanes)))
    })
    fn.set(max, f32x4.splat(acrossLanes(max, f32.max)))
    fn.set(sum, f32x4.const(0))
    eachVector(fn, K, (at, lanes) => {
      const place = fn.pointer(i32.add(row, at))
      fn.set(value, sub(orLowest(loadLanes(place, logits, lanes), lanes), max))
      exponential(value)
      fn.set(sum, add(sum, value))
      storeLanes(fn, place, p, value, lanes)
    })
    fn.set(sum, f32x4.splat(f32.div(f32.const(1), acrossLanes(sum, f32.add))))
    eachVector(fn, K, (at, lanes) => {
      const place = fn.pointer(i32.add(row, at))
      fn.set(value, mul(loadLanes(place, p, lanes), sum))
      storeLanes(fn, place, p, value, lanes)
    })
    fn.advance(row, K * 4)
  })
}

export const softmaxBackward: Emitter<RowsGeometry> = ({ fn, g: { N, K }, buffers }) => {
  const [dx, dy, p] = buffers as [number, number, number]
  const [dot, value] = [fn.local('v128'), fn.local('v128')]
  const row = fn.pointer(0)
  fn.repeat(N, () => {
    fn.set(dot, f32x4.const(0))
    eachVector(fn, K, (at, lanes) => {
      const place = fn.pointer(i32.add(row, at))
      fn.multiplyAdd(dot, loadLanes(place, dy, lanes), loadLanes(place, p, lanes))
    })
    fn.set(dot, f32x4.splat(acrossLanes(dot, f32.add)))
    eachVector(fn, K, (at, lanes) => {
      const place = fn.pointer(i32.add(row, at))
      fn.set(value, mul(loadLanes(place, p, lanes), sub(loadLanes(place, dy, lanes), dot)))
      storeLanes(fn, place, dx, value, lanes)
    })
    fn.advance(row, K * 4)
  })
}

/** Minus infinity in lanes that are not in use: never the largest, and nothing to the sum. */
function orLowest(vector: Vector, lanes: Lanes): Vector {
  if (lanes === 4) return vector
  const [used, unused] = [-1, 0]
  const mask = i32x4.const(used, lanes > 1 ? used : unused, lanes > 2 ? used : unused, unused)
  return v128.select(vector, f32x4.const(-Infinity), mask)
}

/**
 * Code that replaces numbers of 0 and less by their exponential: eˣ = 2ᵏ·eʳ with k = round(x / ln 2), and the Taylor series of
 * eʳ up to r⁷, which for |r| ≤ ln 2 / 2 leaves 5e-9. Below −87 the result is 0 (float32 would have a subnormal
 * number); NaN stays.
 */
function exponentialWriter(fn: FunctionBuilder): (x: Local<'v128'>) => void {
  const [k, r, series] = fn.locals('v128', 3) as [Local<'v128'>, Local<'v128'>, Local<'v128'>]
  const reciprocals = [5040, 720, 120, 24, 6, 2, 1, 1].map(factorial => f32x4.const(1 / factorial))
  // ln 2 in two parts, the first with few enough bits that k times it is exact.
  const high = 0.693359375
  const low = Math.LN2 - high
  return x => {
    fn.set(k, f32x4.nearest(mul(x, f32x4.const(Math.LOG2E))))
    fn.set(r, sub(sub(x, mul(k, f32x4.const(high))), mul(k, f32x4.const(low))))
    fn.set(series, reciprocals[0]!)
    for (const reciprocal of reciprocals.slice(1)) fn.set(series, add(mul(series, r), reciprocal))
    const power = i32x4.shiftLeft(i32x4.add(i32x4.fromF32(k), i32x4.const(127, 127, 127, 127)), 23)
    fn.set(x, v128.andNot(mul(series, power), f32x4.lessEqual(x, f32x4.const(-87))))
  }
}
