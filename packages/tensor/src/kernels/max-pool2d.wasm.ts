// The fast twin of max-pool2d.ts: four channels at a time, window by window.

import type { FunctionBuilder, Int, Local } from '../wasm/assembler.ts'
import type { Emitter } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import * as i32 from '../wasm/i32.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import { poolImage } from '../wasm/pool-image.ts'
import * as v128 from '../wasm/v128.ts'
import { windowExtents, windowImage } from '../wasm/window-image.ts'
import type { Pool2dGeometry } from './pool2d.ts'

export const maxPool2dForward: Emitter<Pool2dGeometry> = site => {
  const { fn, g, buffers } = site
  const { N, H, W, C, OH, OW } = g
  const [y, x] = buffers as [number, number]
  const { rowBytes, read } = windowImage(site, { H, W, C, ...windowExtents(g) }, -Infinity)
  const paths = [
    [x, H * W * C * 4],
    [y, OH * OW * C * 4],
  ] as const
  fn.walk(N, paths, (image, to) => poolImage(fn, g, { from: read(image), rowBytes, to }))
}

export const maxPool2dBackward: Emitter<Pool2dGeometry> = ({ fn, g, buffers }) => {
  const { N, H, W, C, OH, OW, R, S, strideY, strideX } = g
  const [dx, dy, x, y] = buffers as [number, number, number, number]
  const overlaps = strideY < R || strideX < S
  const tilesImage = !overlaps && R === strideY && S === strideX && OH * R === H && OW * S === W
  if (!tilesImage) fn.zero(dx, N * H * W * C * 4)

  const [value, max, gradient, maxIsNaN, open, hit] = fn.locals('v128', 6) as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ]
  eachWindow(fn, g, ({ out, taps }) => {
    eachVector(fn, C, (at, lanes) => {
      const pixel = fn.pointer(i32.add(out, at))
      fn.set(max, loadLanes(pixel, y, lanes))
      fn.set(gradient, loadLanes(pixel, dy, lanes))
      fn.set(maxIsNaN, f32x4.notEqual(max, max))
      fn.set(open, f32x4.equal(f32x4.const(0), f32x4.const(0)))
      taps(at, (position, offset) => {
        fn.set(value, loadLanes(position, x + offset, lanes))
        const wins = v128.or(f32x4.equal(value, max), v128.and(maxIsNaN, f32x4.notEqual(value, value)))
        fn.set(hit, v128.and(open, wins))
        fn.set(open, v128.andNot(open, hit))
        fn.set(hit, v128.and(hit, gradient))
        if (overlaps) fn.set(hit, f32x4.add(hit, loadLanes(position, dx + offset, lanes)))
        storeLanes(fn, position, dx + offset, hit, lanes)
      })
    })
  })
}

type Vector = Local<'v128'>

/** One window, in code. Places are distances in bytes from the start of the input and of the output. */
interface Window {
  /** Where its result belongs. */
  readonly out: Local<'i32'>
  /** Visits its pixels inside the image, in row order, at the channel `at`. */
  taps(at: Int, visit: (position: Local<'i32'>, offset: number) => void): void
}

/** Most pixels of a window that are visited without loops. */
const mostUnrolled = 16

function eachWindow(fn: FunctionBuilder, g: Pool2dGeometry, body: (window: Window) => void): void {
  const { N, H, W, C, OH, OW, R, S, strideY, strideX, padTop, padLeft } = g
  const [pixelBytes, rowBytes] = [C * 4, W * C * 4]
  const bottom = (OH - 1) * strideY + R - padTop
  const right = (OW - 1) * strideX + S - padLeft
  const isInside = padTop === 0 && padLeft === 0 && bottom <= H && right <= W
  const image = fn.pointer(0)
  const out = fn.pointer(0)
  const position = fn.pointer()
  fn.repeat(N, () => {
    const top = fn.pointer(-padTop)
    fn.repeat(OH, () => {
      const left = fn.pointer(-padLeft)
      fn.repeat(OW, () => {
        body({
          out,
          taps(at, visit) {
            if (isInside && R * S <= mostUnrolled) {
              const corner = i32.add(i32.mul(top, rowBytes), i32.mul(left, pixelBytes))
              fn.set(position, i32.add(i32.add(image, corner), at))
              for (let r = 0; r < R; r++) for (let s = 0; s < S; s++) visit(position, r * rowBytes + s * pixelBytes)
              return
            }
            const from = i32.mul(i32.max(left, 0), pixelBytes)
            const to = i32.mul(i32.min(i32.add(left, S), W), pixelBytes)
            const row = fn.pointer(i32.add(i32.add(image, at), i32.mul(i32.max(top, 0), rowBytes)))
            const lastRow = fn.pointer(i32.add(i32.add(image, at), i32.mul(i32.min(i32.add(top, R), H), rowBytes)))
            const end = fn.pointer()
            fn.loop(row, row, lastRow, rowBytes, () => {
              fn.set(end, i32.add(row, to))
              fn.loop(position, i32.add(row, from), end, pixelBytes, () => visit(position, 0))
            })
          },
        })
        fn.advance(left, strideX)
        fn.advance(out, pixelBytes)
      })
      fn.advance(top, strideY)
    })
    fn.advance(image, H * rowBytes)
  })
}
