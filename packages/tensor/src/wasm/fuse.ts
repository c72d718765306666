// The rewriting of a program before it becomes code: calls that only touch the results of the call before them are drawn
// into it, so that results are stored once. A layer never knows whether it was fused.
// Next: compile.ts (what becomes of the result), wasm/multiply.ts (what the inner loops do with it).

import type { BatchNormGeometry } from '../kernels/batch-norm.ts'
import type { Conv2dGeometry } from '../kernels/conv2d.ts'
import type { KernelName } from '../kernels/kernel.ts'
import type { Pool2dGeometry } from '../kernels/pool2d.ts'
import { type Buffer, type Call, overlap, type Program } from '../program.ts'
import { mostRows } from './multiply.ts'

/** What is done to the results of a call before they are stored, in this order. */
export interface After {
  /**
   * Folded into weights and bias. Its gamma, beta, running mean and running variance stand behind the buffers of
   * the call itself.
   */
  readonly batchNorm?: { readonly epsilon: number }
  readonly relu: boolean
  readonly pool?: Pool2dGeometry
}

/** A call and what was drawn into it; its first buffer is the output of the last call of them. */
export interface FusedCall extends Call {
  readonly after: After
}

/** Which kernels draw in which others, and when. */
const rules: { readonly [name: string]: { readonly [Next in KernelName]?: Rule } } = {
  conv2dForward: { batchNormForward: drawBatchNorm, reluForward: drawRelu, maxPool2dForward: drawPool },
  denseForward: { batchNormForward: drawBatchNorm, reluForward: drawRelu },
}

/** What is done after the first call with the second drawn into it; nothing if that cannot be. */
type Rule = (first: FusedCall, next: Call) => Partial<After> | undefined

/** The phases of a program, as few calls as the rules allow. */
export function fuse(program: Program): Record<string, FusedCall[]> {
  const isPrivate = privateBuffers(program)
  return Object.fromEntries(
    Object.entries(program.phases).map(([phase, calls]) => {
      const fused: FusedCall[] = []
      for (const call of calls) {
        const last = fused.at(-1)
        const both = last && isPrivate(last.buffers[0]!) ? drawIn(last, call) : undefined
        if (both) fused[fused.length - 1] = both
        else fused.push({ ...call, after: { relu: false } })
      }
      return [phase, fused]
    }),
  )
}

/** Tells whether a buffer is known to the call that writes it and the one behind it alone. */
function privateBuffers({ phases, visible }: Program): (buffer: Buffer) => boolean {
  const calls = Object.values(phases).flat()
  return buffer =>
    visible !== undefined &&
    !visible.some(other => overlap(other, buffer)) &&
    calls.filter(({ buffers }) => buffers.some(other => overlap(other, buffer))).length === 2
}

/** The first call with the next one drawn into it: it writes the output of both, and reads the parameters of both. */
function drawIn(first: FusedCall, next: Call): FusedCall | undefined {
  const [output, input, ...parameters] = next.buffers
  const [between, ...own] = first.buffers
  const followsOn = input?.offset === between!.offset && input.length === between!.length
  // What is stored early must not be what the first call still reads.
  if (!followsOn || own.some(buffer => overlap(buffer, output!))) return undefined
  const more = rules[first.kernel.name]?.[next.kernel.name as KernelName]?.(first, next)
  return more && { ...first, buffers: [output!, ...own, ...parameters], after: { ...first.after, ...more } }
}

/** Only straight behind the sum, and of the same channels: a scale and a shift of each filter. */
function drawBatchNorm({ after, geometry }: FusedCall, next: Call) {
  const [epsilon] = next.scalars
  const sameChannels = (next.geometry as BatchNormGeometry).C === (geometry as { K: number }).K
  if (after.batchNorm || after.relu || after.pool || !sameChannels || typeof epsilon !== 'number') return undefined
  return { batchNorm: { epsilon } }
}

/** The largest of rectified numbers is the rectified largest: before or behind a pooling is the same. */
function drawRelu() {
  return { relu: true }
}

/** Windows that lie side by side inside the image, and small enough to be kept in registers. */
function drawPool({ after, geometry }: FusedCall, next: Call) {
  const pool = next.geometry as Pool2dGeometry
  const { OH, OW, K } = geometry as Conv2dGeometry
  const tiles = pool.R === pool.strideY && pool.S === pool.strideX && pool.padTop === 0 && pool.padLeft === 0
  const sameImage = pool.H === OH && pool.W === OW && pool.C === K
  if (after.pool || !tiles || !sameImage || pool.R * pool.S > mostRows) return undefined
  return { pool }
}
