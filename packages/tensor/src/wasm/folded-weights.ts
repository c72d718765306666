// The weights and bias of a convolution or dense layer, as its inner loops want them; a batch norm behind it folded in.

import type { Expression, Int } from './assembler.ts'
import type { CallSite, Workplace } from './emitter.ts'
import * as f32x4 from './f32x4.ts'
import { add, div, mul, sqrt, sub } from './f32x4.ts'
import * as i32 from './i32.ts'
import { eachVector, loadLanes, storeLanes } from './lanes.ts'

type Vector = Expression<'v128'>

/** Places of weights, bias, and the batch norm's gamma, beta, mean and variance among a fused call's buffers. */
const places = { w: 2, b: 3, gamma: 4, beta: 5, mean: 6, variance: 7 }

/** What a batch norm multiplies by. */
export const normScale = (gamma: Vector, variance: Vector, epsilon: Vector) => div(gamma, sqrt(add(variance, epsilon)))

/**
 * Prepared weights, and the bias to add.
 *
 *   y = gamma·(x·w + b − mean)/√(variance + epsilon) + beta = x·(w·s) + ((b − mean)·s + beta),  s = gamma/√(variance + epsilon)
 *
 * @param site a call on buffers y, x, w [rows, K], b [K]
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
  const [w, b] = [site.buffers[places.w]!, site.buffers[places.b]!]
  if (!batchNorm) return { weights: site.prepared(bytes, [places.w], (place, to) => make(place, to, w)), bias: b }

  const biasBytes = Math.ceil(K / 4) * 16
  const bias = site.prepared(biasBytes + bytes, Object.values(places), (place, to) => {
    const scaled = place.scratch(rows * K * 4)
    fold(place, site.buffers, { rows, columns: K, epsilon: batchNorm.epsilon, scaled, bias: to })
    make(place, i32.add(to, biasBytes), scaled)
  })
  return { weights: i32.add(bias, biasBytes), bias }
}

/** Writes scaled weights and shifted bias, four columns at a time. */
function fold(
  { fn }: Workplace,
  buffers: readonly number[],
  {
    rows,
    columns,
    epsilon,
    scaled,
    bias,
  }: { rows: number; columns: number; epsilon: number; scaled: number; bias: Int },
): void {
  const [w, b, gamma, beta, mean, variance] = Object.values(places).map(i => buffers[i]!) as number[]
  const [scale, value] = [fn.local('v128'), fn.local('v128')]
  eachVector(fn, columns, (at, lanes) => {
    const load = (address: number) => loadLanes(at, address, lanes)
    fn.set(scale, normScale(load(gamma!), load(variance!), f32x4.const(epsilon)))
    fn.set(value, add(mul(sub(load(b!), load(mean!)), scale), load(beta!)))
    storeLanes(fn, i32.add(bias, at), 0, value, lanes)
    const row = fn.pointer(at)
    fn.repeat(rows, () => {
      fn.set(value, mul(loadLanes(row, w!, lanes), scale))
      storeLanes(fn, row, scaled, value, lanes)
      fn.advance(row, columns * 4)
    })
  })
}
