// Convolutions of 3×3 windows and stride 1, and their gradients, by Winograd's algorithm (wasm/winograd.ts): transform tiles
// of the input, one matrix product for each of the n² points, transform back.
//
//   input image -> V [n²][tiles][C]     -> M [n²][tiles][K] = V · U    -> tiles of the output
//   filters     -> U [n²] panels [C,K], prepared once
//
// The loops over points are loops in the code as well: straight-line code of n² vectors would spill.

import type { Expression, FunctionBuilder, Int, Local } from '../wasm/assembler.ts'
import { addColumnSums } from '../wasm/columns.ts'
import type { CallSite, Workplace } from '../wasm/emitter.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { keepLarger, rectify } from '../wasm/finish.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import type { After } from '../wasm/fuse.ts'
import * as i32 from '../wasm/i32.ts'
import { eachVector, type Lanes, loadLanes, storeLanes } from '../wasm/lanes.ts'
import { multiply, multiplyTransposed, packPanels, panelBytes } from '../wasm/multiply.ts'
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

/** A convolution of 3×3 windows and stride 1, wherever it comes from. */
interface Convolution {
  /** Sizes: images of [H,W,C] become [OH,OW,K]. */
  readonly g: Sizes
  /** Addresses of the images. */
  readonly x: number
  readonly y: number
  /** U, and the bias, if there is one. */
  readonly weights: Int
  readonly bias?: Int
  readonly after: After
}

type Sizes = Omit<Conv2dGeometry, 'R' | 'S' | 'strideY' | 'strideX'>

/** Forward, with tiles of m×m outputs. */
export function winogradForward(site: CallSite<Conv2dGeometry>, m: TileSize): void {
  const { g, buffers, after } = site
  const { C, K } = g
  const tile = tiles[m]
  const [y, x] = buffers as [number, number]
  const { weights, bias } = foldedWeights(site, 9 * C, tile.n ** 2 * panelBytes(C, K), (place, to, from) =>
    transformFilters(place, tile, { to, from, C, K }),
  )
  convolve(site, m, { g, x, y, weights, bias, after })
}

/** The input's gradient: a convolution of dy with the filters turned around. */
export function winogradBackwardInput(site: CallSite<Conv2dGeometry>, m: TileSize): void {
  const { C, K } = site.g
  const tile = tiles[m]
  const [dx, dy, w] = site.buffers as [number, number, number]
  const weights = site.prepared(tile.n ** 2 * panelBytes(K, C), [2], (place, to) =>
    transformFilters(place, tile, { to, from: w, C, K, turned: true }),
  )
  convolve(site, m, { g: backwardSizes(site.g), x: dy, y: dx, weights, after: { relu: false } })
}

/** Sizes of the convolution that gives the input's gradient. */
export function backwardSizes(g: Conv2dGeometry): Conv2dGeometry {
  const { H, W, C, OH, OW, K, padTop, padLeft } = g
  return { ...g, H: OH, W: OW, C: K, OH: H, OW: W, K: C, padTop: 2 - padTop, padLeft: 2 - padLeft }
}

function convolve(place: Workplace, m: TileSize, convolution: Convolution): void {
  const { fn, scratch } = place
  const { g, x, y, weights, after } = convolution
  const { N, H, W, C, OH, OW, K } = g
  const pool = after.pool ?? { OH, OW, R: 1, S: 1 }
  const plan = planTiles(g, m, pool.OH * pool.R, pool.OW * pool.S)
  const { tile, down, across, images } = plan
  const points = tile.n ** 2
  const count = down * across * images
  const V = scratch(points * count * C * 4)
  const M = scratch(points * count * K * 4)
  const input = windowImage(place, { H, W, C, ...tileExtents(g, plan) })
  const writer = new TransformWriter(fn, tile)
  const readTiles = inputReader(place, plan, writer, input.rowBytes, C, V)
  const writeTiles = outputWriter(place, plan, writer, convolution)

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

/**
 * The filters' gradient: V as in forward, D the transformed tiles of dy, and for each point the product Vᵀ·D, summed over all
 * images; at the end, Gᵀ·P·G is added to dw.
 */
export function winogradBackwardParams(site: CallSite<Conv2dGeometry>, m: TileSize): void {
  const { fn, g, buffers, scratch } = site
  const { N, H, W, C, OH, OW, K } = g
  const [dw, db, dy, x] = buffers as [number, number, number, number]
  const plan = planTiles(g, m, OH, OW, 36)
  const { tile, down, across, images } = plan
  const points = tile.n ** 2
  const count = down * across * images
  const V = scratch(points * count * C * 4)
  const D = scratch(points * count * K * 4)
  const P = scratch(points * C * K * 4)
  const panels = scratch(panelBytes(count, K))
  const input = windowImage(site, { H, W, C, ...tileExtents(g, plan) })
  const gradient = windowImage(site, {
    H: OH,
    W: OW,
    C: K,
    y: { first: 0, end: down * m },
    x: { first: 0, end: across * m },
  })
  const writer = new TransformWriter(fn, tile)
  const readTiles = inputReader(site, plan, writer, input.rowBytes, C, V)
  const readGradients = gradientReader(site, plan, writer, gradient.rowBytes, K)

  fn.zero(P, points * C * K * 4)
  const image = fn.pointer(x)
  const out = fn.pointer(dy)
  fn.repeat(N / images, () => {
    const [toV, toD] = [fn.pointer(V), fn.pointer(D)]
    fn.repeat(images, () => {
      addColumnSums(fn, db, out, OH * OW, K)
      readTiles(input.read(image), toV)
      readGradients(gradient.read(out), toD)
      fn.advance(image, H * W * C * 4)
      fn.advance(out, OH * OW * K * 4)
      fn.advance(toV, down * across * C * 4)
      fn.advance(toD, down * across * K * 4)
    })
    const [left, right, sum] = [fn.pointer(V), fn.pointer(D), fn.pointer(P)]
    fn.repeat(points, () => {
      packPanels(fn, { to: panels, from: right, rows: [{ count, step: K * 4 }], columns: K, columnStep: 4 })
      const rows = { start: left, rows: 1, columns: count, rowStep: 0, columnStep: C * 4 }
      multiplyTransposed(fn, rows, { count: 1, step: 0, length: C }, panels, sum, K)
      fn.advance(left, count * C * 4)
      fn.advance(right, count * K * 4)
      fn.advance(sum, C * K * 4)
    })
  })
  addFilterGradients(site, writer, { from: P, to: dw, C, K })
}

/** The part of the input that tiles touch. */
function tileExtents({ padTop, padLeft }: Sizes, { tile, down, across }: Plan) {
  return {
    y: { first: -padTop, end: down * tile.m + 2 - padTop },
    x: { first: -padLeft, end: across * tile.m + 2 - padLeft },
  }
}

/** Most floats of V and M together: what a second-level cache holds beside the weights. */
const mostFloats = 200_000

/** @param enough tiles that make the products fast, if they fit: a dozen, or any multiple of four, fill blocks of four rows */
function planTiles({ N, C, K }: Sizes, m: TileSize, rows: number, columns: number, enough = 12): Plan {
  const tile = tiles[m]
  const [down, across] = [Math.ceil(rows / m), Math.ceil(columns / m)]
  const count = down * across
  const fits = (images: number) => N % images === 0 && tile.n ** 2 * count * images * (C + K) <= mostFloats
  const isGood = (images: number) => count * images >= enough || (enough === 12 && (count * images) % 4 === 0)
  const fitting = [1, 2, 4, 8].filter(fits)
  const images = fitting.find(isGood) ?? fitting.at(-1) ?? 1
  return { tile, down, across, images, rows, columns }
}

/** U: for each point, its [C,K] matrix in panels; or of filters turned by 180°, its [K,C] matrix. */
function transformFilters(
  { fn, scratch }: Workplace,
  tile: Tile,
  { to, from, C, K, turned = false }: { to: Int; from: number; C: number; K: number; turned?: boolean },
): void {
  const { n } = tile
  const matrixBytes = C * K * 4
  const plain = scratch(n * n * matrixBytes)
  const half = scratch(n * 3 * 16)
  const writer = new TransformWriter(fn, tile)
  const taps = fn.locals('v128', 3)
  const value = fn.local('v128')
  eachVector(fn, C * K, (at, lanes) => {
    const column = fn.pointer(i32.add(at, turned ? 2 * matrixBytes : 0))
    const halfColumn = fn.pointer(half)
    fn.repeat(3, () => {
      taps.forEach((tap, r) => {
        fn.set(tap, loadLanes(column, from + (turned ? 2 - r : r) * 3 * matrixBytes, lanes))
      })
      writer.filter(taps, (i, sum) => fn.store(halfColumn, i * 3 * 16, sum))
      fn.advance(column, turned ? -matrixBytes : matrixBytes)
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
    if (turned)
      packPanels(fn, { to: panels, from: matrix, rows: [{ count: K, step: 4 }], columns: C, columnStep: K * 4 })
    else packPanels(fn, { to: panels, from: matrix, rows: [{ count: C, step: K * 4 }], columns: K, columnStep: 4 })
    fn.advance(matrix, matrixBytes)
    fn.advance(panels, turned ? panelBytes(K, C) : panelBytes(C, K))
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
  { fn, scratch }: Workplace,
  { tile, down, across, images, rows, columns }: Plan,
  writer: TransformWriter,
  { g, bias, after }: Convolution,
) {
  const { m, n } = tile
  const { OH, OW, K } = g
  const pool = after.pool ?? { OH, OW, R: 1, S: 1 }
  const isDirect = after.pool === undefined && down * m === rows && across * m === columns
  const rowBytes = across * m * K * 4
  const whole = isDirect ? 0 : scratch(down * m * rowBytes)
  const half = scratch(m * n * 16)
  const pointBytes = down * across * images * K * 4
  const p = fn.locals('v128', n)
  const [value, other] = [fn.local('v128'), fn.local('v128')]
  const biasAt = (at: Int, lanes: Lanes) => (bias === undefined ? undefined : loadLanes(i32.add(bias, at), 0, lanes))
  const finish = (biases: Expression<'v128'> | undefined) => {
    if (biases) fn.set(value, f32x4.add(value, biases))
    if (after.relu) rectify(fn, value)
  }
  const writeTile = (from: Local<'i32'>, to: Local<'i32'>) =>
    eachVector(fn, K, (at, lanes) => {
      const loaded = isDirect ? biasAt(at, lanes) : undefined
      const biases = loaded && fn.local('v128', loaded)
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
          if (isDirect) finish(biases)
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
          finish(biasAt(at, lanes))
          storeLanes(fn, i32.add(to, at), 0, value, lanes)
        })
        fn.advance(window, pool.S * K * 4)
        fn.advance(to, K * 4)
      })
      fn.advance(windowTop, pool.R * rowBytes)
    })
  }
}

/** Code that transforms the tiles of dy of one image, both ways tile by tile: they do not overlap. */
function gradientReader(
  { fn, scratch }: Workplace,
  { tile, down, across, images }: Plan,
  writer: TransformWriter,
  rowBytes: number,
  K: number,
) {
  const { m, n } = tile
  const half = scratch(m * n * 16)
  const pointBytes = down * across * images * K * 4
  const dy = fn.locals('v128', m)
  const value = fn.local('v128')
  return (image: Int, to: Local<'i32'>) => {
    const top = fn.pointer(image)
    const tileAt = fn.pointer(to)
    fn.repeat(down, () => {
      const left = fn.pointer(top)
      fn.repeat(across, () => {
        eachVector(fn, K, (at, lanes) => {
          const column = fn.pointer(i32.add(left, at))
          const halfColumn = fn.pointer(half)
          fn.repeat(m, () => {
            dy.forEach((local, i) => {
              fn.set(local, loadLanes(column, i * rowBytes, lanes))
            })
            writer.outputGradient(dy, (i, sum) => fn.store(halfColumn, i * m * 16, sum))
            fn.advance(column, K * 4)
            fn.advance(halfColumn, 16)
          })
          const halfRow = fn.pointer(half)
          const points = fn.pointer(i32.add(tileAt, at))
          fn.repeat(n, () => {
            dy.forEach((local, j) => {
              fn.set(local, loadLanes(halfRow, j * 16, 4))
            })
            writer.outputGradient(dy, (j, sum) => {
              fn.set(value, sum)
              storeLanes(fn, points, j * pointBytes, value, lanes)
            })
            fn.advance(halfRow, m * 16)
            fn.advance(points, n * pointBytes)
          })
        })
        fn.advance(left, m * K * 4)
        fn.advance(tileAt, K * 4)
      })
      fn.advance(top, m * rowBytes)
    })
  }
}

/** dw += Gᵀ·P·G. */
function addFilterGradients(
  { fn, scratch }: Workplace,
  writer: TransformWriter,
  { from, to, C, K }: { from: number; to: number; C: number; K: number },
): void {
  const { n } = writer.tile
  const matrixBytes = C * K * 4
  const half = scratch(n * 3 * 16)
  const p = fn.locals('v128', n)
  const value = fn.local('v128')
  eachVector(fn, C * K, (at, lanes) => {
    const column = fn.pointer(at)
    const halfColumn = fn.pointer(half)
    fn.repeat(n, () => {
      p.forEach((local, i) => {
        fn.set(local, loadLanes(column, from + i * n * matrixBytes, lanes))
      })
      writer.filterGradient(p, (i, sum) => fn.store(halfColumn, i * n * 16, sum))
      fn.advance(column, matrixBytes)
      fn.advance(halfColumn, 16)
    })
    const row = fn.pointer(at)
    const halfRow = fn.pointer(half)
    fn.repeat(3, () => {
      p.forEach((local, j) => {
        fn.set(local, loadLanes(halfRow, j * 16, 4))
      })
      writer.filterGradient(p, (j, sum) => {
        fn.set(value, f32x4.add(sum, loadLanes(row, to + j * matrixBytes, lanes)))
        storeLanes(fn, row, to + j * matrixBytes, value, lanes)
      })
      fn.advance(halfRow, n * 16)
      fn.advance(row, 3 * matrixBytes)
    })
  })
}
