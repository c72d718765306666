// The plain way to run a program: one TypeScript kernel a call, in order.

import { type Backend, bindPlain, openSession } from '../program.ts'

/** Interprets a program with the plain TypeScript kernels. Slow, clear, and the judge of every other backend. */
export const referenceBackend: Backend = {
  name: 'reference',
  open(program) {
    const memory = new Float32Array(program.floats)
    return openSession(program, {
      backend: 'reference',
      native: [],
      view: ({ offset, length }) => memory.subarray(offset, offset + length),
      steps: (phase, view) => program.phases[phase]!.map(call => bindPlain(call, view)),
    })
  },
}
