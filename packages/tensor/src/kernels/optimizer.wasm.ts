// The fast twins of sgd.ts, momentum.ts and rmsprop.ts: one pass over the flat arrays. Adam has a file of its own.

import type { Local } from '../wasm/assembler.ts'
import type { CallSite, Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { add, div, mul, sqrt, sub } from '../wasm/f32x4.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { LengthGeometry } from './elementwise.ts'

type Vector = Local<'v128'>

/** The i-th scalar of the call, or what is made of it, in all four lanes. */
function splat({ fn, number }: CallSite<LengthGeometry>, i: number, compute = (value: number) => value): Vector {
  return fn.local('v128', f32x4.splatF64(number((...scalars) => compute(scalars[i]!))))
}

export const sgdStep: Emitter<LengthGeometry> = site => {
  const { fn, g, buffers } = site
  const [w, dw] = buffers as [number, number]
  const [rate, weightDecay] = [splat(site, 0), splat(site, 1)]
  const weight = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(weight, loadLanes(at, w, lanes))
    fn.set(weight, sub(weight, mul(rate, add(loadLanes(at, dw, lanes), mul(weightDecay, weight)))))
    storeLanes(fn, at, w, weight, lanes)
  })
}

export const momentumStep: Emitter<LengthGeometry> = site => {
  const { fn, g, buffers } = site
  const [w, velocity, dw] = buffers as [number, number, number]
  const [rate, momentum, weightDecay] = [splat(site, 0), splat(site, 1), splat(site, 2)]
  const [weight, speed] = fn.locals('v128', 2) as [Vector, Vector]
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(weight, loadLanes(at, w, lanes))
    const kept = mul(momentum, loadLanes(at, velocity, lanes))
    fn.set(speed, add(add(kept, loadLanes(at, dw, lanes)), mul(weightDecay, weight)))
    storeLanes(fn, at, velocity, speed, lanes)
    fn.set(weight, sub(weight, mul(rate, speed)))
    storeLanes(fn, at, w, weight, lanes)
  })
}

export const rmspropStep: Emitter<LengthGeometry> = site => {
  const { fn, g, buffers } = site
  const [w, meanSquare, dw] = buffers as [number, number, number]
  const [rate, keep, epsilon, weightDecay] = [0, 1, 2, 3].map(i => splat(site, i)) as [Vector, Vector, Vector, Vector]
  const rest = splat(site, 1, rho => 1 - rho)
  const [weight, slope, square] = fn.locals('v128', 3) as [Vector, Vector, Vector]
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(weight, loadLanes(at, w, lanes))
    fn.set(slope, add(loadLanes(at, dw, lanes), mul(weightDecay, weight)))
    fn.set(square, add(mul(keep, loadLanes(at, meanSquare, lanes)), mul(mul(rest, slope), slope)))
    storeLanes(fn, at, meanSquare, square, lanes)
    fn.set(weight, sub(weight, div(mul(rate, slope), add(sqrt(square), epsilon))))
    storeLanes(fn, at, w, weight, lanes)
  })
}
