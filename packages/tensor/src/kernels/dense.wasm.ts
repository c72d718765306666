// The fast twin of dense.ts: three products of packed matrices. The inner loops are in wasm/multiply.ts.

import { addColumnSums } from '../wasm/columns.ts'
import { dotBytes, multiplyDots, packDots } from '../wasm/dots.ts'
import type { Emitter } from '../wasm/emitter.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import { multiply, multiplyTransposed, packPanels, panelBytes } from '../wasm/multiply.ts'
import type { DenseGeometry } from './dense.ts'

/** The rows of a batch, as the one row of positions that the inner loops walk. */
const batch = (start: number, N: number, C: number) => ({ start, rows: 1, columns: N, rowStep: 0, columnStep: C * 4 })

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
    packPanels(fn, { to, from, rows: [{ count: C, step: K * 4 }], columns: K, columnStep: 4 }),
  )
  const out = { start: y, rowStep: 0, columnStep: K * 4 }
  multiply(fn, batch(x, N, C), { count: 1, step: 0, length: C }, weights, out, K, { bias, relu: after.relu })
}

export const denseBackwardInput: Emitter<DenseGeometry> = ({ fn, g: { N, C, K }, buffers, scratch }) => {
  const [dx, dy, w] = buffers as [number, number, number]
  const panels = scratch(panelBytes(K, C))
  packPanels(fn, { to: panels, from: w, rows: [{ count: K, step: 4 }], columns: C, columnStep: K * 4 })
  const out = { start: dx, rowStep: 0, columnStep: C * 4 }
  multiply(fn, batch(dy, N, K), { count: 1, step: 0, length: K }, panels, out, C)
}

export const denseBackwardParams: Emitter<DenseGeometry> = ({ fn, g: { N, C, K }, buffers, scratch }) => {
  const [dw, db, dy, x] = buffers as [number, number, number, number]
  const panels = scratch(panelBytes(N, K))
  addColumnSums(fn, db, dy, N, K)
  packPanels(fn, { to: panels, from: dy, rows: [{ count: N, step: K * 4 }], columns: K, columnStep: 4 })
  multiplyTransposed(fn, batch(x, N, C), { count: 1, step: 0, length: C }, panels, dw, K)
}
