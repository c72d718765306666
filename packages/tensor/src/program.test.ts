// Programs on every backend: phases, scalars given at run, one memory; and what is refused.

import { describe, expect, test } from 'vitest'
import { backends } from './kernels/harness.cases.ts'
import { add, denseForward, fill, reluForward } from './kernels/index.ts'
import { type Buffer, call, MemoryLayout, type Program, programErrorCodes } from './program.ts'

/** y = a + b, then y = relu(y), in two phases; and a fill whose value is named. */
function smallProgram() {
  const layout = new MemoryLayout()
  const [a, b, y] = [layout.allocate(5), layout.allocate(5), layout.allocate(5)]
  const g = { length: 5 }
  const program: Program = {
    floats: layout.floats,
    phases: {
      forward: [call(add, [y, a, b], g), call(reluForward, [y, y], g)],
      clear: [call(fill, [y], g, 'value')],
      nothing: [],
    },
  }
  return { program, a, b, y }
}

/** y = x·w + b, with w and b constant. */
function constantProgram() {
  const layout = new MemoryLayout()
  const [x, w, b, y] = [3, 3, 1, 1].map(length => layout.allocate(length)) as [Buffer, Buffer, Buffer, Buffer]
  const program: Program = {
    floats: layout.floats,
    phases: { forward: [call(denseForward, [y, x, w, b], { N: 1, C: 3, K: 1 })] },
    visible: [x, y],
    constants: [w, b],
  }
  return { program, x, w, b, y }
}

test('buffers lie side by side and start on 16 bytes', () => {
  const layout = new MemoryLayout()
  const offsets = [5, 0, 4, 1, 9].map(length => layout.allocate(length).offset)
  expect(offsets).toEqual([0, 8, 8, 12, 16])
  expect(layout.floats).toBe(28)
})

describe.each(backends)('$name', backend => {
  test('starts with zeros and runs a phase in order', () => {
    const { program, a, b, y } = smallProgram()
    const session = backend.open(program)
    expect(session.backend).toBe(backend.name)
    expect([...session.view(y)]).toEqual([0, 0, 0, 0, 0])
    session.view(a).set([1, -2, 3, -4, 5])
    session.view(b).set([1, 1, -9, 9, 1])
    session.run('forward')
    expect([...session.view(y)]).toEqual([2, 0, 0, 5, 6])
    session.run('nothing')
    session.run('clear', { value: 7, unused: 1 })
    session.run('clear', { value: 8 })
    expect([...session.view(y)]).toEqual([8, 8, 8, 8, 8])
  })

  test('views stay live', () => {
    const { program, a, y } = smallProgram()
    const session = backend.open(program)
    const [input, output] = [session.view(a), session.view(y)]
    for (const value of [3, 4]) {
      input.fill(value)
      session.run('forward')
      expect([...output]).toEqual([value, value, value, value, value])
    }
  })

  test('two sessions of one program know nothing of each other', () => {
    const { program, a, y } = smallProgram()
    const [first, second] = [backend.open(program), backend.open(program)]
    first.view(a).fill(3)
    first.run('forward')
    second.run('forward')
    expect([first.view(y)[0], second.view(y)[0]]).toEqual([3, 0])
  })

  test('what was written to a constant counts at the next run', () => {
    const { program, x, w, y } = constantProgram()
    const session = backend.open(program)
    session.view(x).set([1, 2, 3])
    for (const weight of [2, -1]) {
      session.write(w, [weight, weight, weight])
      session.run('forward')
      expect([...session.view(y)]).toEqual([6 * weight])
    }
  })

  test('hides what the program hides, and lets nobody hold a constant', () => {
    const { program, w, b, x, y } = constantProgram()
    const session = backend.open({ ...program, visible: [y] })
    const part = { offset: w.offset + 1, length: 1 }
    for (const act of [() => session.view(w), () => session.view(part)])
      expect(act).toThrow(expect.objectContaining({ code: 'constant-buffer' }))
    for (const act of [() => session.view(x), () => session.write(x, [1])])
      expect(act).toThrow(expect.objectContaining({ code: 'hidden-buffer' }))
    expect(() => session.view(x)).toThrow(/got floats 0 to 3. Add it to 'visible'/)
    session.write(part, [4])
    expect(() => backend.open({ ...program, constants: [w, b, y] })).toThrow(
      expect.objectContaining({ code: 'constant-buffer', message: expect.stringContaining('denseForward') }),
    )
  })

  test('names the phases it has, and the scalar it misses', () => {
    const session = backend.open(smallProgram().program)
    expect(() => session.run('backward')).toThrow(
      expect.objectContaining({
        code: 'unknown-phase',
        message: "run: expected one of the phases forward, clear, nothing, got 'backward'.",
      }),
    )
    expect(() => session.run('clear')).toThrow(
      expect.objectContaining({
        code: 'missing-scalar',
        message: "fill: expected a scalar 'value', got none. Pass it to run().",
      }),
    )
  })
})

test('every code is explained', () => {
  for (const text of Object.values(programErrorCodes)) expect(text).toMatch(/\.$/)
})
