// Where the buffers of a rewritten program stand: what fusing has left without a reader takes no memory.

import { type Buffer, type Program, within } from '../program.ts'
import type { FusedCall } from './fuse.ts'

/** Floats of the program's memory that are kept, and where they begin now. */
interface Kept extends Buffer {
  readonly to: number
}

/** The part of a program's memory that its calls and its user touch, moved together. */
export class Placement {
  readonly #kept: Kept[] = []
  #floats = 0

  constructor({ floats, visible, constants = [] }: Program, calls: readonly FusedCall[]) {
    const whole = { offset: 0, length: floats }
    const used = visible ? [...visible, ...constants, ...calls.flatMap(({ buffers }) => buffers)] : [whole]
    for (const { offset, length } of joined(used)) {
      this.#kept.push({ offset, length, to: this.#floats })
      this.#floats += length
    }
  }

  /** Bytes of all that is kept. */
  get bytes(): number {
    return this.#floats * 4
  }

  /** Where a buffer begins, in bytes. */
  address(buffer: Buffer): number {
    const part = this.#kept.find(kept => within(buffer, [kept]))
    // Only an empty buffer can lie outside of everything that is used.
    return part ? (part.to + buffer.offset - part.offset) * 4 : 0
  }
}

/** Buffers in order, widened to whole vectors, those that touch or overlap as one. */
function joined(buffers: readonly Buffer[]): Buffer[] {
  const result: Buffer[] = []
  for (const { offset, length } of buffers.toSorted((a, b) => a.offset - b.offset)) {
    const start = Math.floor(offset / 4) * 4
    const end = Math.ceil((offset + length) / 4) * 4
    const last = result.at(-1)
    if (last && start <= last.offset + last.length)
      result[result.length - 1] = { offset: last.offset, length: Math.max(last.length, end - last.offset) }
    else result.push({ offset: start, length: end - start })
  }
  return result
}
