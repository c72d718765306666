// Convolutions of 3×3 windows and stride 1 by Winograd's algorithm (wasm/winograd.ts): transform tiles of the input, one
// matrix product for each of the n² points, transform back.
//
//   input image -> V [n²][tiles][C]     -> M [n²][tiles][K] = V · U    -> tiles of the output
//   filters     -> U [n²] panels [C,K], prepared once
//
// The loops over points are loops in the code as well: straight-line code of n² vectors would spill.

import { type Expression, type FunctionBuilder, f32x4, type Int, i32, type Local } from '../wasm/assembler.ts'
import type { CallSite, Workplace } from '../wasm/emitter.ts'
import { keepLarger, rectify } from '../wasm/finish.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import { multiply, packPanels, panelBytes } from '../wasm/multiply.ts'
import { windowImage } from '../wasm/window-image.ts'
import { type Tile, type TileSize, TransformWriter, tiles } from '../wasm/winograd.ts'
import type { Conv2dGeometry } from './conv2d.ts'
import type { Pool2dGeometry } from './pool2d.ts'

/** Sizes of one convolution in tiles. */
interface Plan {
  readonly tile: Tile
  /** Tiles down and across one image. */
  readonly down: number
  readonly across: number
  /** Images that are transformed together, so that the products have enough rows. */
  readonly images: number
  /** Outputs that are wanted: all, or those that a pooling keeps. */
  readonly rows: number
  readonly columns: number
}

/**
 * What the transforms of one point cost besides its products, in multiply-adds a channel: 3 for each channel that goes
 * in, 5 for each that comes out. Measured on 1 to 64 channels.
 */
const transformCost = { C: 3, K: 5 }

/** What a product costs, by tile: larger tiles spill more. */
const productCost = { 4: 1, 5: 1.1 }

/** Blocks of one row wait for their sums: a single tile costs as much as this many. */
const leastTiles = 1.7

/** The tile that takes the least time for a convolution, or nothing where the direct way does. */
export function chooseTile(g: Conv2dGeometry, pool?: Pool2dGeometry): TileSize | undefined {
  const { C, K, OH, OW, R, S, strideY, strideX } = g
  if (R !== 3 || S !== 3 || strideY !== 1 || strideX !== 1) return undefined
  const [rows, columns] = pool ? [pool.OH * pool.R, pool.OW * pool.S] : [OH, OW]
  const eachPoint = C * K + transformCost.C * C + transformCost.K * K
  let best: { m?: TileSize; cost: number } = { cost: 9 * rows * columns * C * K }
  for (const m of [4, 5] as const) {
    const tiles = Math.max(Math.ceil(rows / m) * Math.ceil(columns / m), leastTiles)
    const cost = (m + 2) ** 2 * tiles * productCost[m] * eachPoint
    if (cost < best.cost) best = { m, cost }
  }
  return best.m
}

/** Forward, with tiles of m×m outputs. */
export function winogradForward(site: CallSite<Conv2dGeometry>, m: TileSize): void {
  const { fn, g, buffers, scratch, after } = site
  const { N, H, W, C, OH, OW, K, padTop, padLeft } = g
  const [y, x] = buffers as [number, number]
  const pool = after.pool ?? { OH, OW, R: 1, S: 1 }
  const plan = planTiles(g, m, pool.OH * pool.R, pool.OW * pool.S)
  const { tile, down, across, images } = plan
  const points = tile.n ** 2
  const count = down * across * images

  const { weights, bias } = foldedWeights(site, 9 * C, points * panelBytes(C, K), (place, to, from) =>
    transformFilters(place, tile, { to, from, C, K }),
  )
  const V = scratch(points * count * C * 4)
  const M = scratch(points * count * K * 4)
  const input = windowImage(site, {
    H,
    W,
    C,
    y: { first: -padTop, end: down * tile.m + 2 - padTop },
    x: { first: -padLeft, end: across * tile.m + 2 - padLeft },
  })
  const writer = new TransformWriter(fn, tile)
  const readTiles = inputReader(site, plan, writer, input.rowBytes, C, V)
  const writeTiles = outputWriter(site, plan, writer, K, bias)

  const image = fn.pointer(x)
  const out = fn.pointer(y)
  fn.repeat(N / images, () => {
    const to = fn.pointer(V)
    fn.repeat(images, () => {
      readTiles(input.read(image), to)
      fn.advance(image, H * W * C * 4)
      fn.advance(to, down * across * C * 4)
    })
    multiplyPoints(fn, { points, count, C, K }, V, weights, M)
    const from = fn.pointer(M)
    fn.repeat(images, () => {
      writeTiles(from, out)
      fn.advance(from, down * across * K * 4)
      fn.advance(out, pool.OH * pool.OW * K * 4)
    })
  })
}

/** Most floats of V and M together: what a second-level cache holds beside the weights. */
const mostFloats = 200_000

function planTiles({ N, C, K }: Conv2dGeometry, m: TileSize, rows: number, columns: number): Plan {
  const tile = tiles[m]
  const [down, across] = [Math.ceil(rows / m), Math.ceil(columns / m)]
  const count = down * across
  const fits = (images: number) => N % images === 0 && tile.n ** 2 * count * images * (C + K) <= mostFloats
  // Blocks of four rows are the fastest; from a dozen rows on, a rest hardly matters.
  const images = [1, 2, 4, 8].find(i => fits(i) && (count * i >= 12 || (count * i) % 4 === 0)) ?? 1
  return { tile, down, across, images, rows, columns }
}

/** U: for each point, its [C,K] matrix in panels. */
function transformFilters(
  { fn, scratch }: Workplace,
  tile: Tile,
  { to, from, C, K }: { to: Int; from: number; C: number; K: number },
): void {
  const { n } = tile
  const matrixBytes = C * K * 4
  const plain = scratch(n * n * matrixBytes)
  const half = scratch(n * 3 * 16)
  const writer = new TransformWriter(fn, tile)
  const taps = fn.locals('v128', 3)
  const value = fn.local('v128')
  eachVector(fn, C * K, (at, lanes) => {
    const column = fn.pointer(at)
    const halfColumn = fn.pointer(half)
    fn.repeat(3, () => {
      taps.forEach((tap, r) => {
        fn.set(tap, loadLanes(column, from + r * 3 * matrixBytes, lanes))
      })
      writer.filter(taps, (i, sum) => fn.store(halfColumn, i * 3 * 16, sum))
      fn.advance(column, matrixBytes)
      fn.advance(halfColumn, 16)
    })
    const row = fn.pointer(at)
    const halfRow = fn.pointer(half)
    fn.repeat(n, () => {
      taps.forEach((tap, s) => {
        fn.set(tap, loadLanes(halfRow, s * 16, 4))
      })
      writer.filter(taps, (j, sum) => {
        fn.set(value, sum)
        storeLanes(fn, row, plain + j * matrixBytes, value, lanes)
      })
      fn.advance(halfRow, 3 * 16)
      fn.advance(row, n * matrixBytes)
    })
  })
  const matrix = fn.pointer(plain)
  const panels = fn.pointer(to)
  fn.repeat(n * n, () => {
    packPanels(fn, { to: panels, from: matrix, rows: [{ count: C, step: K * 4 }], columns: K, columnStep: 4 })
    fn.advance(matrix, matrixBytes)
    fn.advance(panels, panelBytes(C, K))
  })
}

/**
 * Code that transforms the tiles of one image. Along the columns first, on a whole row of tiles at once: what two
 * tiles share is transformed once.
 */
function inputReader(
  { fn, scratch }: Workplace,
  { tile, down, across, images }: Plan,
  writer: TransformWriter,
  rowBytes: number,
  C: number,
  V: number,
) {
  const { m, n } = tile
  const bandRow = (across * m + 2) * C * 4
  const band = scratch(n * bandRow)
  const pointBytes = down * across * images * C * 4
  const d = fn.locals('v128', n)
  const value = fn.local('v128')
  return (image: Int, to: Local<'i32'>) => {
    const top = fn.pointer(image)
    const first = fn.pointer(i32.sub(to, V))
    fn.repeat(down, () => {
      eachVector(fn, bandRow / 4, (at, lanes) => {
        const from = fn.pointer(i32.add(top, at))
        d.forEach((local, i) => {
          fn.set(local, loadLanes(from, i * rowBytes, lanes))
        })
        writer.input(d, (i, sum) => {
          fn.set(value, sum)
          storeLanes(fn, at, band + i * bandRow, value, lanes)
        })
      })
      const left = fn.pointer(band)
      fn.repeat(across, () => {
        const row = fn.pointer(left)
        const points = fn.pointer(first)
        fn.repeat(n, () => {
          eachVector(fn, C, (at, lanes) => {
            const from = fn.pointer(i32.add(row, at))
            const target = fn.pointer(i32.add(points, at))
            d.forEach((local, j) => {
              fn.set(local, loadLanes(from, j * C * 4, lanes))
            })
            writer.input(d, (j, sum) => {
              fn.set(value, sum)
              storeLanes(fn, target, V + j * pointBytes, value, lanes)
            })
          })
          fn.advance(row, bandRow)
          fn.advance(points, n * pointBytes)
        })
        fn.advance(left, m * C * 4)
        fn.advance(first, C * 4)
      })
      fn.advance(top, m * rowBytes)
    })
  }
}

/** M = V · U, point by point. */
function multiplyPoints(
  fn: FunctionBuilder,
  { points, count, C, K }: { points: number; count: number; C: number; K: number },
  V: number,
  weights: Int,
  M: number,
): void {
  const left = fn.pointer(V)
  const right = fn.pointer(weights)
  const out = fn.pointer(M)
  fn.repeat(points, () => {
    multiply(
      fn,
      { start: left, rows: 1, columns: count, rowStep: 0, columnStep: C * 4 },
      { count: 1, step: 0, length: C },
      right,
      { start: out, rowStep: 0, columnStep: K * 4 },
      K,
    )
    fn.advance(left, count * C * 4)
    fn.advance(right, panelBytes(C, K))
    fn.advance(out, count * K * 4)
  })
}

/**
 * Code that writes the tiles of one image, with bias, ReLU and pooling. Where tiles reach beyond the image, or pooling
 * windows beyond tiles, all tiles go to a scratch image first.
 */
function outputWriter(
  { fn, g, scratch, after }: CallSite<Conv2dGeometry>,
  { tile, down, across, images, rows, columns }: Plan,
  writer: TransformWriter,
  K: number,
  bias: Int,
) {
  const { m, n } = tile
  const pool = after.pool ?? { OH: g.OH, OW: g.OW, R: 1, S: 1 }
  const isDirect = after.pool === undefined && down * m === rows && across * m === columns
  const rowBytes = across * m * K * 4
  const whole = isDirect ? 0 : scratch(down * m * rowBytes)
  const half = scratch(m * n * 16)
  const pointBytes = down * across * images * K * 4
  const p = fn.locals('v128', n)
  const [value, other] = [fn.local('v128'), fn.local('v128')]
  const finish = (biases: Expression<'v128'>) => {
    fn.set(value, f32x4.add(value, biases))
    if (after.relu) rectify(fn, value)
  }
  const writeTile = (from: Local<'i32'>, to: Local<'i32'>) =>
    eachVector(fn, K, (at, lanes) => {
      const biases = isDirect ? fn.local('v128', loadLanes(i32.add(bias, at), 0, lanes)) : undefined
      const column = fn.pointer(i32.add(from, at))
      const halfColumn = fn.pointer(half)
      fn.repeat(n, () => {
        p.forEach((local, i) => {
          fn.set(local, loadLanes(column, i * n * pointBytes, lanes))
        })
        writer.output(p, (i, sum) => fn.store(halfColumn, i * n * 16, sum))
        fn.advance(column, pointBytes)
        fn.advance(halfColumn, 16)
      })
      const halfRow = fn.pointer(half)
      const row = fn.pointer(i32.add(to, at))
      fn.repeat(m, () => {
        p.forEach((local, j) => {
          fn.set(local, loadLanes(halfRow, j * 16, 4))
        })
        writer.output(p, (j, sum) => {
          fn.set(value, sum)
          if (biases) finish(biases)
          storeLanes(fn, row, j * K * 4, value, lanes)
        })
        fn.advance(halfRow, n * 16)
        fn.advance(row, rowBytes)
      })
    })
  return (from: Local<'i32'>, out: Local<'i32'>) => {
    const tileAt = fn.pointer(from)
    const top = fn.pointer(isDirect ? out : whole)
    fn.repeat(down, () => {
      const left = fn.pointer(top)
      fn.repeat(across, () => {
        writeTile(tileAt, left)
        fn.advance(tileAt, K * 4)
        fn.advance(left, m * K * 4)
      })
      fn.advance(top, m * rowBytes)
    })
    if (isDirect) return
    const windowTop = fn.pointer(whole)
    const to = fn.pointer(out)
    fn.repeat(pool.OH, () => {
      const window = fn.pointer(windowTop)
      fn.repeat(pool.OW, () => {
        eachVector(fn, K, (at, lanes) => {
          const corner = fn.pointer(i32.add(window, at))
          fn.set(value, loadLanes(corner, 0, lanes))
          for (let i = 1; i < pool.R * pool.S; i++) {
            const offset = Math.floor(i / pool.S) * rowBytes + (i % pool.S) * K * 4
            fn.set(other, loadLanes(corner, offset, lanes))
            keepLarger(fn, value, other)
          }
          finish(loadLanes(i32.add(bias, at), 0, lanes))
          storeLanes(fn, i32.add(to, at), 0, value, lanes)
        })
        fn.advance(window, pool.S * K * 4)
        fn.advance(to, K * 4)
      })
      fn.advance(windowTop, pool.R * rowBytes)
    })
  }
}
