// The largest numbers of windows over one image, in code: for max pooling, and for what is pooled where it is made.

import type { FunctionBuilder, Int, Local } from './assembler.ts'
import { keepLarger } from './finish.ts'
import * as i32 from './i32.ts'
import { eachVector, type Lanes, loadLanes, storeLanes } from './lanes.ts'

/** Windows of R rows by S columns, OH of them down and OW across an image of C channels, that lie inside of it. */
interface Windows {
  readonly OH: number
  readonly OW: number
  readonly R: number
  readonly S: number
  readonly strideY: number
  readonly strideX: number
  readonly C: number
}

/** Changes a result before it is stored. */
export type Finish = (value: Local<'v128'>) => void

/** Most pixels of a window that are visited without loops. */
const mostUnrolled = 16

/**
 * Writes the code that pools one image; NaN passes through.
 *
 * @param finish asked for what finishes the channels at a distance in bytes
 */
export function poolImage(
  fn: FunctionBuilder,
  { OH, OW, R, S, strideY, strideX, C }: Windows,
  { from, rowBytes, to }: { from: Int; rowBytes: number; to: Int },
  finish?: (at: Int, lanes: Lanes) => Finish,
): void {
  const pixel = C * 4
  const out = fn.pointer(to)
  const [max, other] = fn.locals('v128', 2) as [Local<'v128'>, Local<'v128'>]
  fn.walk(OH, [[from, strideY * rowBytes]], top => {
    fn.walk(OW, [[top, strideX * pixel]], left => {
      eachVector(fn, C, (at, lanes) => {
        const finishOne = finish?.(at, lanes)
        const keep = (address: Int, offset: number) => {
          fn.set(other, loadLanes(address, offset, lanes))
          keepLarger(fn, max, other)
        }
        const corner = fn.pointer(i32.add(left, at))
        fn.set(max, loadLanes(corner, 0, lanes))
        if (R * S > mostUnrolled)
          fn.walk(R, [[corner, rowBytes]], row => {
            fn.walk(S, [[row, pixel]], place => keep(place, 0))
          })
        else for (let i = 1; i < R * S; i++) keep(corner, Math.floor(i / S) * rowBytes + (i % S) * pixel)
        finishOne?.(max)
        storeLanes(fn, i32.add(out, at), 0, max, lanes)
      })
      fn.advance(out, pixel)
    })
  })
}
