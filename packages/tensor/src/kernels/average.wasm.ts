// The fast twin of average.ts.

import type { Emitter } from '../wasm/emitter.ts'
import { add, mul, splatF64 } from '../wasm/f32x4.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { LengthGeometry } from './elementwise.ts'

export const averageStep: Emitter<LengthGeometry> = ({ fn, g, buffers, number }) => {
  const [average, w] = buffers as [number, number]
  const old = fn.local('v128', splatF64(number(decay => decay!)))
  const fresh = fn.local('v128', splatF64(number(decay => 1 - decay!)))
  const sum = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(sum, add(mul(old, loadLanes(at, average, lanes)), mul(fresh, loadLanes(at, w, lanes))))
    storeLanes(fn, at, average, sum, lanes)
  })
}
