// The fast twin of relu.ts. The tests are those of the definition (≤ 0), so that NaN passes through.

import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { rectify } from '../wasm/finish.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import * as v128 from '../wasm/v128.ts'
import type { LengthGeometry } from './elementwise.ts'

export const reluForward: Emitter<LengthGeometry> = ({ fn, g, buffers }) => {
  const [y, x] = buffers as [number, number]
  const value = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(value, loadLanes(at, x, lanes))
    rectify(fn, value)
    storeLanes(fn, at, y, value, lanes)
  })
}

export const reluBackward: Emitter<LengthGeometry> = ({ fn, g, buffers }) => {
  const [dx, dy, y] = buffers as [number, number, number]
  const value = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(value, v128.andNot(loadLanes(at, dy, lanes), f32x4.lessEqual(loadLanes(at, y, lanes), f32x4.const(0))))
    storeLanes(fn, at, dx, value, lanes)
  })
}
