// The weights and bias of a convolution or dense layer, as its inner loops want them; a batch norm behind it folded in.

import type { Expression, Int, Local } from './assembler.ts'
import type { CallSite, Workplace } from './emitter.ts'
import * as f32x4 from './f32x4.ts'
import { add, div, mul, sqrt, sub } from './f32x4.ts'
import * as i32 from './i32.ts'
import { eachVector, loadLanes, storeLanes } from './lanes.ts'

type Vector = Expression<'v128'>
/** y, x, w, b, gamma, beta, mean, variance. */
type Addresses = readonly [number, number, number, number, number, number, number, number]

/** What a batch norm multiplies by. */
export const normScale = (gamma: Vector, variance: Vector, epsilon: Vector) => div(gamma, sqrt(add(variance, epsilon)))

/**
 * Prepared weights, and the bias to add.
 *
 *   y = gamma·(x·w + b − mean)/√(variance + epsilon) + beta = x·(w·s) + ((b − mean)·s + beta),  s = gamma/√(variance + epsilon)
 *
 * @param site a call on buffers y, x, w [rows, K], b [K], and behind them those of the batch norm
 * @param bytes how many bytes the prepared weights take
 * @param make writes the code that makes them, from weights at an address
 */
export function foldedWeights(
  site: CallSite<{ readonly K: number }>,
  rows: number,
  bytes: number,
  make: (place: Workplace, to: Int, from: number) => void,
): { weights: Int; bias: Int } {
  const { K } = site.g
  const { batchNorm } = site.after
  const [, , w, b, gamma, beta, mean, variance] = site.buffers as Addresses
  if (!batchNorm) return { weights: site.prepared(bytes, [2], (place, to) => make(place, to, w)), bias: b }

  const biasBytes = Math.ceil(K / 4) * 16
  const bias = site.prepared(biasBytes + bytes, [2, 3, 4, 5, 6, 7], (place, to) => {
    const { fn } = place
    const scaled = place.scratch(rows * K * 4)
    const [scale, value] = fn.locals('v128', 2) as [Local<'v128'>, Local<'v128'>]
    eachVector(fn, K, (at, lanes) => {
      const load = (address: number) => loadLanes(at, address, lanes)
      fn.set(scale, normScale(load(gamma), load(variance), f32x4.const(batchNorm.epsilon)))
      fn.set(value, add(mul(sub(load(b), load(mean)), scale), load(beta)))
      storeLanes(fn, i32.add(to, at), 0, value, lanes)
      const row = fn.pointer(at)
      fn.repeat(rows, () => {
        fn.set(value, mul(loadLanes(row, w, lanes), scale))
        storeLanes(fn, row, scaled, value, lanes)
        fn.advance(row, K * 4)
      })
    })
    make(place, i32.add(to, biasBytes), scaled)
  })
  return { weights: i32.add(bias, biasBytes), bias }
}
