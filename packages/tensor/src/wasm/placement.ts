// Where the buffers of a rewritten program stand: what fusing has left without a reader takes no memory.

import { type Buffer, type Program, within } from '../program.ts'
import type { FusedCall } from './fuse.ts'

/** Moves together the part of a program's memory that its calls and its user touch. */
export function placeBuffers({ floats, visible, constants = [] }: Program, calls: readonly FusedCall[]) {
  const whole = { offset: 0, length: floats }
  const used = visible ? [...visible, ...constants, ...calls.flatMap(({ buffers }) => buffers)] : [whole]
  let end = 0
  const kept = joined(used).map(part => {
    const to = end
    end += part.length
    return { ...part, to }
  })
  return {
    /** Bytes of all that is kept. */
    bytes: end * 4,
    /** Where a buffer begins, in bytes. */
    addressOf(buffer: Buffer): number {
      const part = kept.find(one => within(buffer, [one]))
      // Only an empty buffer can lie outside of everything that is used.
      return part ? (part.to + buffer.offset - part.offset) * 4 : 0
    },
  }
}

/** Buffers in order, widened to whole vectors, those that touch or overlap as one. */
function joined(buffers: readonly Buffer[]): Buffer[] {
  const result: { offset: number; length: number }[] = []
  for (const buffer of buffers.toSorted((a, b) => a.offset - b.offset)) {
    const offset = Math.floor(buffer.offset / 4) * 4
    const length = Math.ceil((buffer.offset + buffer.length) / 4) * 4 - offset
    const last = result.at(-1)
    if (last && offset <= last.offset + last.length) last.length = Math.max(last.length, offset + length - last.offset)
    else result.push({ offset, length })
  }
  return result
}
