import { describe, expect, test } from 'vitest'
import { conv2dGeometry } from '../kernels/conv2d.ts'
import { averageStep, clipByNorm, conv2dForward, copy } from '../kernels/index.ts'
import { call, MemoryLayout, type Program } from '../program.ts'
import { createRandom } from '../random.ts'
import { referenceBackend } from './reference.ts'
import { wasmBackend } from './wasm.ts'

/** y = conv(x), p = the clipped y, w moves along p: a native, a plain and again a native kernel. */
function smallProgram() {
  const layout = new MemoryLayout()
  const g = conv2dGeometry({ batch: 2, height: 5, width: 7, channels: 3, filters: 6, kernel: [3, 2], padding: 'same' })
  const [x, w, b] = [2 * 5 * 7 * 3, 3 * 2 * 3 * 6, 6].map(length => layout.allocate(length)) as [Buf, Buf, Buf]
  const [y, p] = [2 * 5 * 7 * 6, 2 * 5 * 7 * 6].map(length => layout.allocate(length)) as [Buf, Buf]
  const program: Program = {
    floats: layout.floats,
    phases: {
      forward: [
        call(conv2dForward, [y, x, w, b], g),
        call(copy, [p, y], { length: p.length }),
        call(clipByNorm, [p], { length: p.length }, 3),
        call(averageStep, [w, { ...p, length: w.length }], { length: w.length }, 'decay'),
      ],
      nothing: [],
    },
  }
  return { program, x, w, b, y, p }
}
type Buf = ReturnType<MemoryLayout['allocate']>

function opened(backend = wasmBackend) {
  const small = smallProgram()
  const session = backend.open(small.program)
  const random = createRandom(11)
  for (const buffer of [small.x, small.w, small.b])
    session.view(buffer).set(Array.from({ length: buffer.length }, () => random.uniform(-1, 1)))
  return { ...small, session }
}

describe('a program on wasm', () => {
  test('native and plain kernels share one memory and say which they are', () => {
    const [fast, plain] = [opened(), opened(referenceBackend)]
    for (const { session } of [fast, plain]) session.run('forward', { decay: 0.25 })
    expect(fast.session.backend).toBe('wasm')
    expect(fast.session.native).toEqual(['conv2dForward', 'copy', 'averageStep'])
    for (const name of ['y', 'p', 'w'] as const) {
      const [a, b] = [fast.session.view(fast[name]), plain.session.view(plain[name])]
      for (const [i, value] of b.entries()) expect(a[i]).toBeCloseTo(value, 5)
    }
  })

  test('the same program gives the same bits, in every session and in every run', () => {
    const [one, two] = [opened(), opened()]
    for (const { session } of [one, two]) session.run('forward', { decay: 0.5 })
    expect(one.session.view(one.p)).toEqual(two.session.view(two.p))
    const first = one.session.view(one.y).slice()
    one.session.view(one.w).set(opened().session.view(one.w))
    one.session.run('forward', { decay: 0.5 })
    expect(one.session.view(one.y)).toEqual(first)
  })

  test('scalars are read at each run', () => {
    const { session, w } = opened()
    const before = session.view(w).slice()
    session.run('forward', { decay: 1, unknown: 3 })
    expect(session.view(w)).toEqual(before)
    session.run('forward', { decay: 0.5 })
    expect(session.view(w)).not.toEqual(before)
  })

  test('memory starts at zero and views stay alive', () => {
    const small = smallProgram()
    const session = wasmBackend.open(small.program)
    const y = session.view(small.y)
    expect(y.every(value => value === 0)).toBe(true)
    session.view(small.b).fill(3)
    session.run('forward', { decay: 1 })
    expect(y.every(value => value === 3)).toBe(true)
  })

  test('a phase without calls does nothing', () => opened().session.run('nothing'))

  test('asks for what is missing, by name', () => {
    const { session } = opened()
    expect(() => session.run('backwards')).toThrow(expect.objectContaining({ code: 'unknown-phase' }))
    expect(() => session.run('forward')).toThrow(expect.objectContaining({ code: 'missing-scalar' }))
  })

  test('an empty program opens', () => {
    expect(wasmBackend.open({ floats: 0, phases: {} }).native).toEqual([])
  })
})
