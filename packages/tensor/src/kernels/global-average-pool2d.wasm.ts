// The fast twin of global-average-pool2d.ts: column sums of each image.

import { eachColumnBlock, eachRow, sumRows } from '../wasm/columns.ts'
import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import * as i32 from '../wasm/i32.ts'
import { loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { GlobalAveragePool2dGeometry } from './global-average-pool2d.ts'

export const globalAveragePool2dForward: Emitter<GlobalAveragePool2dGeometry> = ({ fn, g, buffers }) => {
  const { N, H, W, C } = g
  const [y, x] = buffers as [number, number]
  const image = fn.pointer(x)
  const out = fn.pointer(y)
  fn.repeat(N, () => {
    eachColumnBlock(fn, C, block => {
      const matrix = { start: image, rows: H * W, columns: C }
      const sums = sumRows(fn, block, matrix, (row, i, lanes) => [loadLanes(row, i * 16, lanes)]).flat()
      const to = fn.pointer(i32.add(out, block.at))
      block.vectors.forEach((lanes, i) => {
        fn.set(sums[i]!, f32x4.div(sums[i]!, f32x4.const(H * W)))
        storeLanes(fn, to, i * 16, sums[i]!, lanes)
      })
    })
    fn.advance(image, H * W * C * 4)
    fn.advance(out, C * 4)
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
