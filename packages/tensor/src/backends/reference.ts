// The plain way to run a program: one TypeScript kernel a call, in order.

import { type Backend, checkConstants, checkView, checkWrite, phaseCalls, resolveScalars } from '../program.ts'

/** Interprets a program with the plain TypeScript kernels. Slow, clear, and the judge of every other backend. */
export const referenceBackend: Backend = {
  name: 'reference',
  open(program) {
    checkConstants(program)
    const memory = new Float32Array(program.floats)
    const view = (buffer: { offset: number; length: number }) =>
      memory.subarray(buffer.offset, buffer.offset + buffer.length)
    // Views are made once, here, so that running allocates nothing per number.
    const bound = new Map(
      Object.keys(program.phases).map(phase => [
        phase,
        phaseCalls(program, phase).map(call => ({
          call,
          kernel: call.kernel.plain as (...args: unknown[]) => void,
          views: call.buffers.map(view),
        })),
      ]),
    )
    return {
      backend: 'reference',
      native: [],
      view(buffer) {
        checkView(program, buffer)
        return view(buffer)
      },
      write(buffer, values) {
        checkWrite(program, buffer)
        view(buffer).set(values)
      },
      run(phase, scalars = {}) {
        const calls = bound.get(phase) ?? (phaseCalls(program, phase) as never)
        for (const { call, kernel, views } of calls) kernel(...views, call.geometry, ...resolveScalars(call, scalars))
      },
    }
  },
}
