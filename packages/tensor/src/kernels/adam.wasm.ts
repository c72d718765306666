// The fast twin of adam.ts: one pass over the flat arrays, four numbers at a time.

import type { Expression, Local } from '../wasm/assembler.ts'
import type { CallSite, Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { add, div, mul, sqrt, sub } from '../wasm/f32x4.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { LengthGeometry } from './elementwise.ts'

type Vector = Local<'v128'>

export const adamStep: Emitter<LengthGeometry> = site => {
  const weightDecay = splat(site, ({ weightDecay }) => weightDecay)
  emitStep(site, {
    gradient: (dw, w) => add(dw, mul(weightDecay, w)),
    decayed: w => w,
  })
}

export const adamwStep: Emitter<LengthGeometry> = site => {
  const kept = splat(site, ({ learningRate, weightDecay }) => 1 - learningRate * weightDecay)
  emitStep(site, {
    gradient: dw => dw,
    decayed: w => mul(w, kept),
  })
}

/** What Adam and AdamW share; they differ in where weight decay enters. */
function emitStep(
  site: CallSite<LengthGeometry>,
  {
    gradient,
    decayed,
  }: {
    gradient(dw: Expression<'v128'>, w: Vector): Expression<'v128'>
    decayed(w: Vector): Expression<'v128'>
  },
): void {
  const { fn, g, buffers } = site
  const [w, m, v, dw] = buffers as [number, number, number, number]
  const keepMean = splat(site, ({ beta1 }) => beta1)
  const addMean = splat(site, ({ beta1 }) => 1 - beta1)
  const keepSquare = splat(site, ({ beta2 }) => beta2)
  const addSquare = splat(site, ({ beta2 }) => 1 - beta2)
  const rate = splat(site, ({ learningRate, beta1, step }) => learningRate / (1 - beta1 ** step))
  const correction = splat(site, ({ beta2, step }) => 1 / (1 - beta2 ** step))
  const epsilon = splat(site, ({ epsilon }) => epsilon)

  const [weight, slope, mean, square] = fn.locals('v128', 4) as [Vector, Vector, Vector, Vector]
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(weight, loadLanes(at, w, lanes))
    fn.set(slope, gradient(loadLanes(at, dw, lanes), weight))
    fn.set(mean, add(mul(keepMean, loadLanes(at, m, lanes)), mul(addMean, slope)))
    storeLanes(fn, at, m, mean, lanes)
    fn.set(square, add(mul(keepSquare, loadLanes(at, v, lanes)), mul(mul(addSquare, slope), slope)))
    storeLanes(fn, at, v, square, lanes)
    fn.set(weight, sub(decayed(weight), div(mul(rate, mean), add(sqrt(mul(square, correction)), epsilon))))
    storeLanes(fn, at, w, weight, lanes)
  })
}

interface AdamScalars {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
  readonly step: number
}

/** A number made from the scalars, by name, in all four lanes. */
function splat({ fn, number }: CallSite<LengthGeometry>, compute: (scalars: AdamScalars) => number): Vector {
  const value = number((...scalars) => {
    const [learningRate, beta1, beta2, epsilon, weightDecay, step] = scalars as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return compute({ learningRate, beta1, beta2, epsilon, weightDecay, step })
  })
  return fn.local('v128', f32x4.splatF64(value))
}
