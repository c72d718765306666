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
import { rectify } from '../wasm/finish.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import type { After } from '../wasm/fuse.ts'
import * as i32 from '../wasm/i32.ts'
import { eachVector, type Lanes, loadLanes, storeLanes } from '../wasm/lanes.ts'
import {
  matrixGrid,
  multiply,
  multiplyTransposed,
  packMatrix,
  packPanels,
  panelBytes,
  wholeRow,
} from '../wasm/multiply.ts'
import { type Finish, poolImage } from '../wasm/pool-image.ts'
import * as v128 from '../wasm/v128.ts'
import { windowImage } from '../wasm/window-image.ts'
import {
  type Tile,
  type TileSize,
  type Transform,
  tiles,
  toOutputs,
  toPoints,
  toTapGradients,
  transpose,
} from '../wasm/winograd.ts'
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
  const readTiles = inputReader(place, plan, input.rowBytes, C)
  const writeTiles = outputWriter(place, plan, convolution)

  const [image, out] = [fn.pointer(x), fn.pointer(y)]
  fn.repeat(N / images, () => {
    fn.walk(images, [[V, down * across * C * 4]], to => {
      readTiles(input.read(image), to)
      fn.advance(image, H * W * C * 4)
    })
    multiplyPoints(fn, { points, count, C, K }, V, weights, M)
    fn.walk(images, [[M, down * across * K * 4]], from => {
      writeTiles(from, out)
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
  const readTiles = inputReader(site, plan, input.rowBytes, C)
  const readGradients = gradientReader(site, plan, gradient.rowBytes, K)

  fn.zero(P, points * C * K * 4)
  const [image, out] = [fn.pointer(x), fn.pointer(dy)]
  fn.repeat(N / images, () => {
    const paths = [
      [V, down * across * C * 4],
      [D, down * across * K * 4],
    ] as const
    fn.walk(images, paths, (toV, toD) => {
      addColumnSums(fn, db, out, OH * OW, K)
      readTiles(input.read(image), toV)
      readGradients(gradient.read(out), toD)
      fn.advance(image, H * W * C * 4)
      fn.advance(out, OH * OW * K * 4)
    })
    const products = [
      [V, count * C * 4],
      [D, count * K * 4],
      [P, C * K * 4],
    ] as const
    fn.walk(points, products, (left, right, sum) => {
      packMatrix(fn, panels, right, count, K)
      multiplyTransposed(fn, matrixGrid(left, count, C), wholeRow(C), panels, sum, K)
    })
  })
  addFilterGradients(site, tile, { from: P, to: dw, C, K })
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

/** A square of vectors in memory; an address may be an offset from a pointer. */
interface Square {
  readonly at: Local<'i32'>
  readonly offset?: number
  readonly rowStep: number
  readonly columnStep: number
}

/**
 * Code that transforms squares of `from`×`to` vectors along both axes: columns into scratch, then its rows.
 *
 * @returns writes it for one square; `finish` may change a result before it is stored at an address
 */
function squareWriter(
  { fn, scratch }: Workplace,
  { from, to, transform }: { from: number; to: number; transform: Transform },
): (
  source: Square,
  target: Square,
  lanes: Lanes,
  finish?: (value: Local<'v128'>, at: Int, offset: number) => void,
) => void {
  const half = scratch(from * to * 16)
  const line = lineWriter(fn, from, transform)
  return (source, target, lanes, finish) => {
    const columns = [
      [source.at, source.columnStep],
      [half, 16],
    ] as const
    fn.walk(from, columns, (column, halfColumn) => {
      line(
        i => loadLanes(column, (source.offset ?? 0) + i * source.rowStep, lanes),
        (i, value) => fn.store(halfColumn, i * from * 16, value),
      )
    })
    const rows = [
      [half, from * 16],
      [target.at, target.rowStep],
    ] as const
    fn.walk(to, rows, (halfRow, row) => {
      line(
        j => v128.load(halfRow, j * 16),
        (j, value) => {
          const offset = (target.offset ?? 0) + j * target.columnStep
          finish?.(value, row, offset)
          storeLanes(fn, row, offset, value, lanes)
        },
      )
    })
  }
}

/** Code that transforms `length` vectors: loads them, and hands on each result. */
function lineWriter(fn: FunctionBuilder, length: number, transform: Transform) {
  const vectors = fn.locals('v128', length)
  const value = fn.local('v128')
  return (load: (i: number) => Expression<'v128'>, put: (i: number, value: Local<'v128'>) => void) => {
    vectors.forEach((vector, i) => {
      fn.set(vector, load(i))
    })
    transform(vectors, (i, result) => {
      fn.set(value, result)
      put(i, value)
    })
  }
}

/** U: for each point, its [C,K] matrix in panels; or of filters turned by 180°, its [K,C] matrix. */
function transformFilters(
  place: Workplace,
  tile: Tile,
  { to, from, C, K, turned = false }: { to: Int; from: number; C: number; K: number; turned?: boolean },
): void {
  const { fn } = place
  const { n } = tile
  const matrixBytes = C * K * 4
  const plain = place.scratch(n * n * matrixBytes)
  const transform = squareWriter(place, { from: 3, to: n, transform: toPoints(fn, tile, tile.filter) })
  // Turned filters are read from their last tap on. An offset may not be negative: rows are counted down from one.
  const [column, offset, step] = turned
    ? [2 * matrixBytes, from + 6 * matrixBytes, -matrixBytes]
    : [0, from, matrixBytes]
  eachVector(fn, C * K, (at, lanes) => {
    transform(
      { at: fn.pointer(i32.add(at, column)), offset, rowStep: 3 * step, columnStep: step },
      { at: fn.pointer(at), offset: plain, rowStep: n * matrixBytes, columnStep: matrixBytes },
      lanes,
    )
  })
  const [rows, columns] = turned ? [K, C] : [C, K]
  const [rowStep, columnStep] = turned ? [4, K * 4] : [K * 4, 4]
  const matrices = [
    [plain, matrixBytes],
    [to, panelBytes(rows, columns)],
  ] as const
  fn.walk(n * n, matrices, (matrix, panels) => {
    packPanels(fn, { to: panels, from: matrix, rows: [{ count: rows, step: rowStep }], columns, columnStep })
  })
}

/**
 * Code that transforms the tiles of one image. Along the columns first, on a whole row of tiles at once: what two
 * tiles share is transformed once.
 */
function inputReader({ fn, scratch }: Workplace, { tile, down, across, images }: Plan, rowBytes: number, C: number) {
  const { m, n } = tile
  const bandRow = (across * m + 2) * C * 4
  const band = scratch(n * bandRow)
  const pointBytes = down * across * images * C * 4
  const line = lineWriter(fn, n, toPoints(fn, tile, tile.input))
  return (image: Int, to: Local<'i32'>) => {
    const first = fn.pointer(to)
    fn.walk(down, [[image, m * rowBytes]], top => {
      eachVector(fn, bandRow / 4, (at, lanes) => {
        const from = fn.pointer(i32.add(top, at))
        line(
          i => loadLanes(from, i * rowBytes, lanes),
          (i, value) => storeLanes(fn, at, band + i * bandRow, value, lanes),
        )
      })
      fn.walk(across, [[band, m * C * 4]], left => {
        const paths = [
          [left, bandRow],
          [first, n * pointBytes],
        ] as const
        fn.walk(n, paths, (row, points) => {
          eachVector(fn, C, (at, lanes) => {
            const from = fn.pointer(i32.add(row, at))
            const target = fn.pointer(i32.add(points, at))
            line(
              j => loadLanes(from, j * C * 4, lanes),
              (j, value) => storeLanes(fn, target, j * pointBytes, value, lanes),
            )
          })
        })
        fn.advance(first, C * 4)
      })
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
  const paths = [
    [V, count * C * 4],
    [weights, panelBytes(C, K)],
    [M, count * K * 4],
  ] as const
  fn.walk(points, paths, (left, right, out) => {
    multiply(fn, matrixGrid(left, count, C), wholeRow(C), right, matrixGrid(out, count, K), K)
  })
}

/**
 * Code that writes the tiles of one image, with bias, ReLU and pooling. Where tiles reach beyond the image, or pooling
 * windows beyond tiles, all tiles go to a scratch image first.
 */
function outputWriter(
  place: Workplace,
  { tile, down, across, images, rows, columns }: Plan,
  { g, bias, after }: Convolution,
) {
  const { fn } = place
  const { m, n } = tile
  const { OH, OW, K } = g
  const isDirect = after.pool === undefined && down * m === rows && across * m === columns
  const rowBytes = across * m * K * 4
  const whole = isDirect ? 0 : place.scratch(down * m * rowBytes)
  const pointBytes = down * across * images * K * 4
  const transform = squareWriter(place, { from: n, to: m, transform: toOutputs(fn, tile) })
  const finish = (at: Int, lanes: Lanes): Finish => {
    const shift = bias !== undefined && fn.local('v128', loadLanes(i32.add(bias, at), 0, lanes))
    return value => {
      if (shift) fn.set(value, f32x4.add(value, shift))
      if (after.relu) rectify(fn, value)
    }
  }
  const writeTile = (from: Local<'i32'>, to: Local<'i32'>) =>
    eachVector(fn, K, (at, lanes) => {
      transform(
        { at: fn.pointer(i32.add(from, at)), rowStep: n * pointBytes, columnStep: pointBytes },
        { at: fn.pointer(i32.add(to, at)), rowStep: rowBytes, columnStep: K * 4 },
        lanes,
        isDirect ? finish(at, lanes) : undefined,
      )
    })
  return (from: Local<'i32'>, to: Local<'i32'>) => {
    const tileAt = fn.pointer(from)
    fn.walk(down, [[isDirect ? to : whole, m * rowBytes]], top => {
      fn.walk(across, [[top, m * K * 4]], left => {
        writeTile(tileAt, left)
        fn.advance(tileAt, K * 4)
      })
    })
    const windows = after.pool ?? { OH, OW, R: 1, S: 1, strideY: 1, strideX: 1 }
    if (!isDirect) poolImage(fn, { ...windows, C: K }, { from: whole, rowBytes, to }, finish)
  }
}

/** Code that transforms the tiles of dy of one image, both ways tile by tile: they do not overlap. */
function gradientReader(place: Workplace, { tile, down, across, images }: Plan, rowBytes: number, K: number) {
  const { fn } = place
  const { m, n } = tile
  const pointBytes = down * across * images * K * 4
  const transform = squareWriter(place, { from: m, to: n, transform: toPoints(fn, tile, transpose(tile.output)) })
  return (image: Int, to: Local<'i32'>) => {
    const tileAt = fn.pointer(to)
    fn.walk(down, [[image, m * rowBytes]], top => {
      fn.walk(across, [[top, m * K * 4]], left => {
        eachVector(fn, K, (at, lanes) => {
          transform(
            { at: fn.pointer(i32.add(left, at)), rowStep: rowBytes, columnStep: K * 4 },
            { at: fn.pointer(i32.add(tileAt, at)), rowStep: n * pointBytes, columnStep: pointBytes },
            lanes,
          )
        })
        fn.advance(tileAt, K * 4)
      })
    })
  }
}

/** dw += Gᵀ·P·G. */
function addFilterGradients(
  place: Workplace,
  tile: Tile,
  { from, to, C, K }: { from: number; to: number; C: number; K: number },
): void {
  const { fn } = place
  const { n } = tile
  const matrixBytes = C * K * 4
  const transform = squareWriter(place, { from: n, to: 3, transform: toTapGradients(fn, tile) })
  eachVector(fn, C * K, (at, lanes) => {
    const start = fn.pointer(at)
    transform(
      { at: start, offset: from, rowStep: n * matrixBytes, columnStep: matrixBytes },
      { at: start, offset: to, rowStep: 3 * matrixBytes, columnStep: matrixBytes },
      lanes,
      (value, row, offset) => fn.set(value, f32x4.add(value, loadLanes(row, offset, lanes))),
    )
  })
}
