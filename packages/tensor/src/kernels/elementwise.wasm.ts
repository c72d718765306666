// The fast twin of elementwise.ts.

import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { LengthGeometry } from './elementwise.ts'

export const add: Emitter<LengthGeometry> = ({ fn, g, buffers }) => {
  const [y, a, b] = buffers as [number, number, number]
  const sum = fn.local('v128')
  eachVector(fn, g.length, (at, lanes) => {
    fn.set(sum, f32x4.add(loadLanes(at, a, lanes), loadLanes(at, b, lanes)))
    storeLanes(fn, at, y, sum, lanes)
  })
}

export const copy: Emitter<LengthGeometry> = ({ fn, g, buffers }) => {
  const [y, x] = buffers as [number, number]
  fn.copy(y, x, g.length * 4)
}

export const fill: Emitter<LengthGeometry> = ({ fn, g, buffers, number }) => {
  const [y] = buffers as [number]
  const filler = fn.local('v128', f32x4.splatF64(number(value => value!)))
  eachVector(fn, g.length, (at, lanes) => storeLanes(fn, at, y, filler, lanes))
}
