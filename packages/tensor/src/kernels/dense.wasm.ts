// The fast twin of dense.ts: three products of packed matrices. The inner loops are in wasm/multiply.ts.

import { addColumnSums } from '../wasm/columns.ts'
import { dotBytes, multiplyDots, packDots } from '../wasm/dots.ts'
import type { Emitter } from '../wasm/emitter.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import {
  matrixGrid,
  multiply,
  multiplyTransposed,
  packMatrix,
  packPanels,
  panelBytes,
  wholeRow,
} from '../wasm/multiply.ts'
import type { DenseGeometry } from './dense.ts'

/** Each row times the packed weights; where panels of columns would be half empty, dot by dot. */
export const denseForward: Emitter<DenseGeometry> = site => {
  const { fn, g, buffers, after } = site
  const { N, C, K } = g
  const [y, x] = buffers as [number, number]
  if (C >= 16 && (N === 1 || (K % 8 > 0 && K % 8 <= 4))) {
    const { weights, bias } = foldedWeights(site, C, dotBytes(g), ({ fn }, to, from) => packDots(fn, g, to, from))
    multiplyDots(fn, g, { x, y, weights, bias }, after.relu)
    return
  }
  const { weights, bias } = foldedWeights(site, C, panelBytes(C, K), ({ fn }, to, from) =>
    packMatrix(fn, to, from, C, K),
  )
  const relu = after.relu
  multiply(fn, matrixGrid(x, N, C), wholeRow(C), weights, matrixGrid(y, N, K), K, { bias, relu })
}

export const denseBackwardInput: Emitter<DenseGeometry> = ({ fn, g: { N, C, K }, buffers, scratch }) => {
  const [dx, dy, w] = buffers as [number, number, number]
  const panels = scratch(panelBytes(K, C))
  packPanels(fn, { to: panels, from: w, rows: [{ count: K, step: 4 }], columns: C, columnStep: K * 4 })
  multiply(fn, matrixGrid(dy, N, K), wholeRow(K), panels, matrixGrid(dx, N, C), C)
}

export const denseBackwardParams: Emitter<DenseGeometry> = ({ fn, g: { N, C, K }, buffers, scratch }) => {
  const [dw, db, dy, x] = buffers as [number, number, number, number]
  const panels = scratch(panelBytes(N, K))
  addColumnSums(fn, db, dy, N, K)
  packMatrix(fn, panels, dy, N, K)
  multiplyTransposed(fn, matrixGrid(x, N, C), wholeRow(C), panels, dw, K)
}
