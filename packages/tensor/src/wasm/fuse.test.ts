// Fused programs do what the plain kernels do one after the other; and what must not be fused is not.

import { describe, expect, test } from 'vitest'
import { referenceBackend } from '../backends/reference.ts'
import { wasmBackend } from '../backends/wasm.ts'
import { conv2dGeometry } from '../kernels/conv2d.ts'
import { compare, float32Sums, tileSums } from '../kernels/harness.cases.ts'
import {
  batchNormForward,
  conv2dForward,
  denseForward,
  maxPool2dForward,
  reluBackward,
  reluForward,
} from '../kernels/index.ts'
import { channelCount, randomWindow, whole } from '../kernels/operation.cases.ts'
import { pool2dGeometry } from '../kernels/pool2d.ts'
import { type Buffer, type Call, call, MemoryLayout, type Program } from '../program.ts'
import { createRandom, type Random } from '../random.ts'
import { fuse } from './fuse.ts'

type Part = 'batchNorm' | 'relu' | 'pool'

/** A convolution or dense layer and the parts behind it, each with a buffer of its own. */
function chain(random: Random, parts: readonly Part[], { dense = false, window = [2, 2] as [number, number] } = {}) {
  const layout = new MemoryLayout()
  const calls: Call[] = []
  const [N, C, K] = [whole(random, 1, 3), channelCount(random), channelCount(random)]
  const drawn = randomWindow(random)
  const g = conv2dGeometry({
    ...drawn,
    height: drawn.height + window[0] + 4,
    width: drawn.width + window[1] + 4,
    batch: N,
    channels: C,
    filters: K,
    kernel: drawn.window,
  })
  const rows = dense ? N : N * g.OH * g.OW
  const weights = dense ? C * K : g.R * g.S * C * K
  const [x, w, b] = [dense ? N * C : N * g.H * g.W * C, weights, K].map(n => layout.allocate(n)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const norm = [0, 1, 2, 3].map(() => layout.allocate(K))
  const parameters = { offset: w.offset, length: layout.floats - w.offset }
  let y = layout.allocate(rows * K)
  calls.push(dense ? call(denseForward, [y, x, w, b], { N, C, K }) : call(conv2dForward, [y, x, w, b], g))
  for (const part of parts) {
    const input = y
    if (part === 'pool') {
      const pool = pool2dGeometry({ batch: N, height: g.OH, width: g.OW, channels: K, window })
      y = layout.allocate(N * pool.OH * pool.OW * K)
      calls.push(call(maxPool2dForward, [y, input], pool))
    } else {
      y = layout.allocate(input.length)
      if (part === 'relu') calls.push(call(reluForward, [y, input], { length: y.length }))
      else calls.push(call(batchNormForward, [y, input, ...norm], { rows, C: K }, 0.01))
    }
  }
  const program: Program = {
    floats: layout.floats,
    phases: { forward: calls },
    visible: [x, y],
    constants: [parameters],
  }
  return { program, x, y, parameters }
}

const kernelsOf = (program: Program) => fuse(program).forward!.map(({ kernel }) => kernel.name)

const chains: { parts: Part[]; dense?: boolean; window?: [number, number] }[] = [
  { parts: [] },
  { parts: ['relu'] },
  { parts: ['pool'] },
  { parts: ['relu', 'pool'] },
  { parts: ['pool', 'relu'], window: [1, 3] },
  { parts: ['batchNorm', 'relu', 'pool'] },
  { parts: ['batchNorm', 'pool'], window: [2, 1] },
  { parts: ['relu'], dense: true },
  { parts: ['batchNorm', 'relu'], dense: true },
]

describe.each(chains)('$parts behind dense: $dense, pool $window', ({ parts, ...options }) => {
  test('is one call with the results of the plain kernels', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed)
      const { program, x, y, parameters } = chain(random, parts, options)
      expect(kernelsOf(program)).toHaveLength(1)
      const numbers = (length: number, least: number) => Float32Array.from({ length }, () => random.uniform(least, 1))
      const [input, weights] = [
        numbers(x.length, -1),
        numbers(parameters.length, parts.includes('batchNorm') ? 0.1 : -1),
      ]
      const results = [wasmBackend, referenceBackend].map(backend => {
        const session = backend.open(program)
        session.view(x).set(input)
        session.write(parameters, weights)
        session.run('forward')
        return session.view(y)
      })
      // Variances from 0.1 and gammas up to 1 let a batch norm make errors three times larger.
      const { atol, rtol } = options.dense ? float32Sums : tileSums
      const factor = parts.includes('batchNorm') ? 3 : 1
      const tolerance = { atol: factor * atol, rtol: factor * rtol }
      compare(`seed ${seed} ${JSON.stringify(program.phases)}`, results[0]!, results[1]!, [y.length], tolerance)
    }
  })

  test('runs without declared constants, reading weights at each run', () => {
    const random = createRandom(5)
    const { program, x, y, parameters } = chain(random, parts, options)
    const session = wasmBackend.open({ ...program, visible: [x, y, parameters], constants: [] })
    session.view(x).fill(0.5)
    session.view(parameters).fill(0.25)
    session.run('forward')
    const before = session.view(y).slice()
    session.view(parameters).fill(0.5)
    session.run('forward')
    expect(session.view(y)).not.toEqual(before)
  })
})

describe('what stays apart', () => {
  const open = (change: (program: Program) => Program, parts: Part[] = ['relu', 'pool']) => {
    const { program } = chain(createRandom(3), parts)
    return kernelsOf(change(program))
  }
  const forward = (program: Program) => program.phases.forward as Call[]

  test('everything, when the user may look at everything', () => {
    expect(open(({ floats, phases }) => ({ floats, phases }))).toEqual([
      'conv2dForward',
      'reluForward',
      'maxPool2dForward',
    ])
  })

  test('a result that the user reads', () => {
    const visible = open(p => ({ ...p, visible: [...p.visible!, forward(p)[0]!.buffers[0]!] }))
    expect(visible).toEqual(['conv2dForward', 'reluForward', 'maxPool2dForward'])
  })

  test('a result that another phase reads', () => {
    const kept = open(p => {
      const y = forward(p)[1]!.buffers[0]!
      return { ...p, phases: { ...p.phases, later: [call(reluBackward, [y, y, y], { length: y.length })] } }
    })
    expect(kept).toEqual(['conv2dForward', 'maxPool2dForward'])
  })

  test('a result that would overwrite what the convolution still reads', () => {
    const overwriting = open(
      p => {
        const [conv, relu] = forward(p) as [Call, Call]
        const x = { ...conv.buffers[1]!, length: relu.buffers[0]!.length }
        return { ...p, phases: { forward: [conv, { ...relu, buffers: [x, relu.buffers[1]!] }] } }
      },
      ['relu'],
    )
    expect(overwriting).toEqual(['conv2dForward', 'reluForward'])
  })

  test('windows that overlap, reach over the edge, or are too many pixels', () => {
    for (const change of [{ strideX: 1 }, { padLeft: 1 }, { R: 3, strideY: 3 }])
      expect(
        open(
          p => {
            const [conv, pool] = forward(p) as [Call, Call]
            const geometry = { ...pool.geometry, ...change }
            return { ...p, phases: { forward: [conv, { ...pool, geometry }] } }
          },
          ['pool'],
        ),
      ).toEqual(['conv2dForward', 'maxPool2dForward'])
  })

  test('batch norm behind a rectifier, of other channels, or with an epsilon given at run', () => {
    expect(open(p => p, ['relu', 'batchNorm'])).toEqual(['conv2dForward', 'batchNormForward'])
    for (const change of [{ scalars: ['epsilon'] }, { geometry: { rows: 1, C: 99 } }])
      expect(
        open(
          p => {
            const [conv, norm] = forward(p) as [Call, Call]
            return { ...p, phases: { forward: [conv, { ...norm, ...change }] } }
          },
          ['batchNorm'],
        ),
      ).toEqual(['conv2dForward', 'batchNormForward'])
  })
})

test('a bias that nobody can write counts as constant zeros', () => {
  const { program, x, y, parameters } = chain(createRandom(8), ['batchNorm', 'relu'])
  const [conv, ...rest] = program.phases.forward as [Call, ...Call[]]
  const noBias = { offset: program.floats, length: conv.buffers[3]!.length }
  const changed = { ...conv, buffers: [...conv.buffers.slice(0, 3), noBias] }
  const session = wasmBackend.open({ ...program, floats: program.floats + 64, phases: { forward: [changed, ...rest] } })
  session.view(x).fill(1)
  session.write(parameters, new Float32Array(parameters.length).fill(0.5))
  session.run('forward')
  expect(session.view(y).every(value => value > 0)).toBe(true)
})

test('what was fused away takes no memory, and the rest keeps its numbers', () => {
  const { program, x, y, parameters } = chain(createRandom(4), ['relu', 'pool'])
  const gap = 2 ** 20
  const moved = (buffer: Buffer) => (buffer.offset < y.offset ? buffer : { ...buffer, offset: buffer.offset + gap })
  const wide: Program = {
    ...program,
    floats: program.floats + gap,
    phases: { forward: program.phases.forward!.map(one => ({ ...one, buffers: one.buffers.map(moved) })) },
    visible: [x, moved(y)],
  }
  const [near, far] = [program, wide].map(opened => {
    const session = wasmBackend.open(opened)
    session.view(x).fill(0.3)
    session.write(
      parameters,
      Float32Array.from({ length: parameters.length }, (_, i) => Math.sin(i)),
    )
    session.run('forward')
    return session.view(opened === wide ? moved(y) : y)
  })
  expect(far).toEqual(near)
  expect(far!.buffer.byteLength).toBe(near!.buffer.byteLength)
  expect(near!.buffer.byteLength).toBeLessThan(gap)
})
