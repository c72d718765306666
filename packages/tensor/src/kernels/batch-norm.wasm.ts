// The fast twin of batch-norm.ts: vectors of four channels, swept down the rows.

import type { Expression, Local } from '../wasm/assembler.ts'
import { eachColumnBlock, eachRow, sumRows } from '../wasm/columns.ts'
import type { Emitter } from '../wasm/emitter.ts'
import { tee } from '../wasm/encoding.ts'
import * as f32x4 from '../wasm/f32x4.ts'
import { add, div, mul, sub } from '../wasm/f32x4.ts'
import { normScale } from '../wasm/folded-weights.ts'
import * as i32 from '../wasm/i32.ts'
import { eachVector, loadLanes, storeLanes } from '../wasm/lanes.ts'
import type { BatchNormGeometry } from './batch-norm.ts'

type Vector = Local<'v128'>
type Addresses = [number, number, number, number, number, number, number, number]

/** Three sweeps, as in the definition: mean, variance around it, result. */
export const batchNormTrainForward: Emitter<BatchNormGeometry> = ({ fn, g: { rows, C }, buffers, number }) => {
  const [y, mean, inverseStd, runningMean, runningVariance, x, gamma, beta] = buffers as Addresses
  const momentum = fn.local('v128', f32x4.splatF64(number(momentum => momentum!)))
  const rest = fn.local('v128', f32x4.splatF64(number(momentum => 1 - momentum!)))
  const epsilon = fn.local('v128', f32x4.splatF64(number((_, epsilon) => epsilon!)))

  eachColumnBlock(fn, C, block => {
    const { at, vectors } = block
    const matrix = { start: 0, rows, columns: C }
    const centers = sumRows(fn, block, matrix, (row, i, lanes) => [loadLanes(row, x + i * 16, lanes)]).flat()
    for (const center of centers) fn.set(center, div(center, f32x4.const(rows)))

    const difference = fn.local('v128')
    const variances = sumRows(fn, block, matrix, (row, i, lanes) => [
      mul(tee(difference, sub(loadLanes(row, x + i * 16, lanes), centers[i]!)), difference),
    ]).flat()

    const scales = fn.locals('v128', vectors.length)
    const moved = fn.local('v128')
    vectors.forEach((lanes, i) => {
      const [center, variance, scale, offset] = [centers[i]!, variances[i]!, scales[i]!, i * 16]
      const move = (running: number, batch: Expression<'v128'>) => {
        fn.set(moved, add(mul(momentum, loadLanes(at, running + offset, lanes)), mul(rest, batch)))
        storeLanes(fn, at, running + offset, moved, lanes)
      }
      fn.set(variance, div(variance, f32x4.const(rows)))
      fn.set(scale, div(f32x4.const(1), f32x4.sqrt(add(variance, epsilon))))
      storeLanes(fn, at, mean + offset, center, lanes)
      storeLanes(fn, at, inverseStd + offset, scale, lanes)
      move(runningMean, center)
      move(runningVariance, variance)
      fn.set(scale, mul(scale, loadLanes(at, gamma + offset, lanes)))
    })
    const shifts = vectors.map((lanes, i) => fn.local('v128', loadLanes(at, beta + i * 16, lanes)))
    eachRow(fn, block, rows, C, row => {
      vectors.forEach((lanes, i) => {
        fn.set(difference, sub(loadLanes(row, x + i * 16, lanes), centers[i]!))
        fn.set(difference, add(mul(difference, scales[i]!), shifts[i]!))
        storeLanes(fn, row, y + i * 16, difference, lanes)
      })
    })
  })
}

export const batchNormForward: Emitter<BatchNormGeometry> = ({ fn, g: { rows, C }, buffers, number, prepared }) => {
  const [y, x, gamma, beta, mean, variance] = buffers as Addresses
  const scale = prepared(Math.ceil(C / 4) * 16, [2, 5], ({ fn }, to) => {
    const epsilon = fn.local('v128', f32x4.splatF64(number(epsilon => epsilon!)))
    const value = fn.local('v128')
    eachVector(fn, C, (at, lanes) => {
      fn.set(value, normScale(loadLanes(at, gamma, lanes), loadLanes(at, variance, lanes), epsilon))
      storeLanes(fn, i32.add(to, at), 0, value, lanes)
    })
  })
  const paths = [
    [x, C * 4],
    [y, C * 4],
  ] as const
  const value = fn.local('v128')
  fn.walk(rows, paths, (from, to) => {
    eachVector(fn, C, (at, lanes) => {
      fn.set(value, sub(loadLanes(i32.add(from, at), 0, lanes), loadLanes(at, mean, lanes)))
      fn.set(value, add(mul(value, loadLanes(i32.add(scale, at), 0, lanes)), loadLanes(at, beta, lanes)))
      storeLanes(fn, i32.add(to, at), 0, value, lanes)
    })
  })
}

/** Two sweeps: the sums of dy and of dy·(x − mean), then dx = a·dy − b − c·(x − mean). */
export const batchNormBackward: Emitter<BatchNormGeometry> = ({ fn, g: { rows, C }, buffers }) => {
  const [dx, dgamma, dbeta, dy, x, gamma, mean, inverseStd] = buffers as Addresses

  eachColumnBlock(fn, C, block => {
    const { at, vectors } = block
    const parameter = (address: number) =>
      vectors.map((lanes, i) => fn.local('v128', loadLanes(at, address + i * 16, lanes)))
    const centers = parameter(mean)
    const scales = parameter(inverseStd)
    const gradient = fn.local('v128')
    const sums = sumRows(fn, block, { start: 0, rows, columns: C }, (row, i, lanes) => [
      tee(gradient, loadLanes(row, dy + i * 16, lanes)),
      mul(gradient, sub(loadLanes(row, x + i * 16, lanes), centers[i]!)),
    ])

    const total = fn.local('v128')
    const factors = parameter(gamma)
    vectors.forEach((lanes, i) => {
      const [sum, sumCentered] = sums[i] as [Vector, Vector]
      const [scale, factor, offset] = [scales[i]!, factors[i]!, i * 16]
      fn.set(sumCentered, mul(sumCentered, scale))
      fn.set(total, add(sumCentered, loadLanes(at, dgamma + offset, lanes)))
      storeLanes(fn, at, dgamma + offset, total, lanes)
      fn.set(total, add(sum, loadLanes(at, dbeta + offset, lanes)))
      storeLanes(fn, at, dbeta + offset, total, lanes)
      fn.set(factor, mul(factor, scale))
      fn.set(sum, div(mul(sum, factor), f32x4.const(rows)))
      fn.set(sumCentered, div(mul(mul(sumCentered, scale), factor), f32x4.const(rows)))
    })
    eachRow(fn, block, rows, C, row => {
      vectors.forEach((lanes, i) => {
        const [sum, sumCentered] = sums[i] as [Vector, Vector]
        const centered = sub(loadLanes(row, x + i * 16, lanes), centers[i]!)
        const own = mul(loadLanes(row, dy + i * 16, lanes), factors[i]!)
        fn.set(gradient, sub(sub(own, sum), mul(centered, sumCentered)))
        storeLanes(fn, row, dx + i * 16, gradient, lanes)
      })
    })
  })
}
