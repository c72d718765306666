// The fast twin of global-average-pool2d.ts: sums over each image.

import type { Local } from '../wasm/assembler.ts'
import { eachColumnBlock, eachRow } from '../wasm/columns.ts'
import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import * as i32 from '../wasm/i32.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { GlobalAveragePool2dGeometry } from './global-average-pool2d.ts'

export const globalAveragePool2dForward: Emitter<GlobalAveragePool2dGeometry> = ({ fn, g, buffers }) => {
  const { N, H, W, C } = g
  const [y, x] = buffers as [number, number]
  const [total, part] = fn.locals('v128', 2) as [Local<'v128'>, Local<'v128'>]
  const paths = [
    [x, H * W * C * 4],
    [y, C * 4],
  ] as const
  fn.walk(N, paths, (image, out) => {
    eachVector(fn, C, (at, lanes) => {
      const pixel = fn.pointer(i32.add(image, at))
      fn.set(total, f32x4.const(0))
      // A row by itself first: rounding errors grow with the numbers in one sum.
      fn.repeat(H, () => {
        fn.set(part, f32x4.const(0))
        fn.repeat(W, () => {
          fn.set(part, f32x4.add(part, loadLanes(pixel, 0, lanes)))
          fn.advance(pixel, C * 4)
        })
        fn.set(total, f32x4.add(total, part))
      })
      fn.set(total, f32x4.div(total, f32x4.const(H * W)))
      storeLanes(fn, i32.add(out, at), 0, total, lanes)
    })
  })
}

export const globalAveragePool2dBackward: Emitter<GlobalAveragePool2dGeometry> = ({ fn, g, buffers }) => {
  const { N, H, W, C } = g
  const [dx, dy] = buffers as [number, number]
  const image = fn.pointer(dx)
  const gradient = fn.pointer(dy)
  fn.repeat(N, () => {
    eachColumnBlock(fn, C, block => {
      const from = fn.pointer(i32.add(gradient, block.at))
      const shares = block.vectors.map((lanes, i) =>
        fn.local('v128', f32x4.div(loadLanes(from, i * 16, lanes), f32x4.const(H * W))),
      )
      const start = fn.pointer(i32.add(image, block.at))
      eachRow(fn, { ...block, at: start }, H * W, C, row => {
        block.vectors.forEach((lanes, i) => {
          storeLanes(fn, row, i * 16, shares[i]!, lanes)
        })
      })
    })
    fn.advance(image, H * W * C * 4)
    fn.advance(gradient, C * 4)
  })
}
