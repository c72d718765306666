import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { describe, expect, test, vi } from 'vitest'
import { wasmBackend } from '../backends/wasm.ts'
import { add, averageStep, denseForward, fill, meanSquaredErrorBackward, reluForward } from '../kernels/index.ts'
import { type Call, call, MemoryLayout, type Program } from '../program.ts'
import { createRandom } from '../random.ts'
import { openThreads } from './open-threads.ts'
import type { ThreadStart } from './start-worker.ts'
import { ThreadError } from './thread-error.ts'

/**
 * Three programs over one memory. `forward`: each makes p, the gradient of (2x − x)² (a native kernel, a plain one), and moves w
 * along it; `mix`: each adds a third of every p. So a phase that ran too soon, twice or not at all shows.
 */
function lanes(count = 3) {
  const memory = new MemoryLayout()
  const rows = [5, 7, 4, 6].slice(0, count)
  const parts = rows.map(N => {
    const [x, y, p, w] = [0, 0, 0, 0].map(() => memory.allocate(N * 11)) as [Buf, Buf, Buf, Buf]
    return { N, x, y, p, w, sum: memory.allocate(40) }
  })
  const programs = parts.map(({ N, x, y, p, w, sum }): Program => {
    const mix: Call[] = [call(fill, [sum], { length: 40 }, 0.5)]
    for (const other of parts) mix.push(call(add, [sum, sum, { ...other.w, length: 40 }], { length: 40 }))
    return {
      floats: memory.floats,
      phases: {
        forward: [
          call(add, [y, x, x], { length: N * 11 }),
          call(meanSquaredErrorBackward, [p, y, x], { N, K: 11 }),
          call(averageStep, [w, p], { length: N * 11 }, 'decay'),
        ],
        mix,
      },
    }
  })
  return { programs, parts }
}
type Buf = ReturnType<MemoryLayout['allocate']>

const code = (error: unknown) => (error instanceof ThreadError ? error.code : error)
const started: Worker[] = []
const watched = (source: string): Worker => {
  const worker = new Worker(source, { eval: true, execArgv: [] })
  started.push(worker)
  return worker
}

describe('programs on threads', () => {
  test.each([1, 2, 3, 4])('%i programs side by side give the bits of one after the other', async count => {
    const { programs, parts } = lanes(count)
    const session = await openThreads(programs)
    // One program that holds them all, on one thread.
    const together: Program = {
      floats: programs[0]!.floats,
      phases: Object.fromEntries(
        ['forward', 'mix'].map(phase => [phase, programs.flatMap(program => program.phases[phase]!)]),
      ),
    }
    const alone = wasmBackend.open(together)
    const random = createRandom(4)
    for (const { x } of parts) {
      const values = Array.from({ length: x.length }, () => random.uniform(-2, 2))
      session.view(x).set(values)
      alone.view(x).set(values)
    }
    for (const decay of [0.25, 0.75, 0.5]) {
      await session.run('forward', { decay })
      await session.run('mix')
      alone.run('forward', { decay })
      alone.run('mix')
    }
    for (const { w, sum } of parts) {
      expect(session.view(w)).toEqual(alone.view(w))
      expect(session.view(sum)).toEqual(alone.view(sum))
      expect(session.view(sum).some(value => value > 0.5)).toBe(true)
    }
    expect(session.native).toEqual(['add', 'averageStep', 'fill'])
    expect(session.threads).toBe(count)
    await session.close()
  })

  test('what is made of constants is made once after a write, on every thread; what is between calls is hidden', async () => {
    const memory = new MemoryLayout()
    const [w, b] = [memory.allocate(24 * 10), memory.allocate(10)]
    const parts = [3, 5].map(N => ({ N, ...allocate({ x: N * 24, sums: N * 10, y: N * 10 }) }))
    function allocate<Names extends string>(lengths: Record<Names, number>) {
      const entries = Object.entries<number>(lengths).map(([name, length]) => [name, memory.allocate(length)])
      return Object.fromEntries(entries) as Record<Names, Buf>
    }
    const programs = parts.map(({ N, x, sums, y }): Program => {
      const forward = [
        call(denseForward, [sums, x, w, b], { N, C: 24, K: 10 }),
        call(reluForward, [y, sums], { length: N * 10 }),
      ]
      return { floats: memory.floats, phases: { forward }, visible: [x, y], constants: [w, b] }
    })
    const session = await openThreads(programs)
    const alone = programs.map(program => wasmBackend.open(program))
    const random = createRandom(9)
    const normal = (length: number) => Float32Array.from({ length }, () => random.normal())
    for (let round = 0; round < 3; round++) {
      const [weights, bias] = [normal(w.length), normal(b.length)]
      session.write(w, weights)
      session.write(b, bias)
      for (const [i, { x, y }] of parts.entries()) {
        const values = normal(x.length)
        session.view(x).set(values)
        session.view(y).fill(-1)
        alone[i]!.view(x).set(values)
        alone[i]!.write(w, weights)
        alone[i]!.write(b, bias)
        alone[i]!.run('forward')
      }
      await session.run('forward')
      for (const [i, { y }] of parts.entries()) expect(session.view(y)).toEqual(alone[i]!.view(y))
      expect(session.view(parts[1]!.y).some(value => value > 0)).toBe(true)
    }
    expect(() => session.view(w)).toThrow(expect.objectContaining({ code: 'constant-buffer' }))
    expect(() => session.view(parts[1]!.sums)).toThrow(expect.objectContaining({ code: 'hidden-buffer' }))
    expect(() => session.write(parts[0]!.sums, [1])).toThrow(expect.objectContaining({ code: 'hidden-buffer' }))
    await session.close()
    const writes = { ...programs[1]!, phases: { forward: [call(fill, [w], { length: w.length }, 1)] }, constants: [] }
    await expect(openThreads([programs[0]!, writes])).rejects.toMatchObject({ code: 'constant-buffer' })
  })

  test('a worker that is woken without work does none', async () => {
    const { programs, parts } = lanes(2)
    let control!: ThreadStart['control']
    const session = await openThreads(programs, {
      startWorker(source) {
        const worker = watched(source)
        const postMessage = (message: unknown) => {
          control = (message as ThreadStart).control
          worker.postMessage(message)
        }
        return { postMessage, terminate: () => worker.terminate(), on: (event, listener) => worker.on(event, listener) }
      },
    })
    const [x, w] = [session.view(parts[1]!.x).fill(1), session.view(parts[1]!.w)]
    await session.run('forward', { decay: 0.5 })
    const once = w.slice()
    // Until it sleeps; then a call that comes late, as from a thread that was held up between its two commands.
    while (Atomics.notify(control, 0) === 0) await new Promise(resolve => setTimeout(resolve, 1))
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(w).toEqual(once)
    await session.run('forward', { decay: 0.5 })
    expect(w).not.toEqual(once)
    expect(x[0]).toBe(1)
    await session.close()
  })

  test('what is missing has the name it has on one thread', async () => {
    const session = await openThreads(lanes().programs)
    await expect(session.run('backward')).rejects.toMatchObject({ code: 'unknown-phase' })
    await expect(session.run('forward')).rejects.toMatchObject({ code: 'missing-scalar' })
    await session.run('forward', { decay: 1 })
    await session.close()
  })

  test('a worker that ends is an error with a name, at once and ever after', async () => {
    const session = await openThreads(lanes().programs, { startWorker: watched })
    await session.run('forward', { decay: 0.5 })
    await started.at(-1)!.terminate()
    const since = performance.now()
    await expect(session.run('forward', { decay: 0.5 }).catch(code)).resolves.toBe('worker-lost')
    await expect(session.run('mix').catch(code)).resolves.toBe('worker-lost')
    expect(performance.now() - since).toBeLessThan(5000)
    await session.close()
  })

  /** Runs a phase with a worker that does something else in its turn. */
  async function sabotaged(code: string): Promise<unknown> {
    const startWorker = (source: string) => watched(source.replace('if (name)', `${code}; if (name)`))
    const session = await openThreads(lanes().programs, { startWorker })
    try {
      return await session.run('mix').catch(error => `${error.code}: ${error.message}`)
    } finally {
      await session.close()
    }
  }

  // Sooner than the time limit for silence, which would end the wait too.
  test('a worker that ends or fails in the middle of a phase is an error at once', { timeout: 8000 }, async () => {
    expect(await sabotaged('process.exit(3)')).toMatch(/^worker-lost: .*ended with exit code 3/)
    expect(await sabotaged('throw new RangeError("no")')).toMatch(/^worker-lost: .*worker \d of 2 failed/)
  })

  test('a worker that falls silent is an error after a while', async () => {
    expect(await sabotaged('Atomics.wait(control, 1, control[1])')).toMatch(/^worker-lost: .*an answer within 10 s/)
  })

  test('a worker that fails, or that never starts, is an error with its cause', async () => {
    const failing = openThreads(lanes().programs, { startWorker: () => watched('throw new RangeError("no")') })
    await expect(failing).rejects.toMatchObject({ code: 'worker-lost', cause: { message: 'no' } })
    const refused = openThreads(lanes().programs, {
      startWorker: () => {
        throw new Error('forbidden')
      },
    })
    await expect(refused).rejects.toMatchObject({ code: 'worker-lost', cause: { message: 'forbidden' } })
  })

  test('closing ends the workers, and what was computed stays', async () => {
    const { programs, parts } = lanes()
    const session = await openThreads(programs, { startWorker: watched })
    await session.run('mix')
    const ended = started.slice(-2).map(worker => new Promise(resolve => worker.once('exit', resolve)))
    await session.close()
    await Promise.all(ended)
    expect(session.view(parts[1]!.sum)).toContain(0.5)
    await expect(session.run('mix').catch(code)).resolves.toBe('worker-lost')
  })

  test('without SharedArrayBuffer threads are refused by name', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    try {
      await expect(openThreads(lanes().programs)).rejects.toMatchObject({
        code: 'threads-unsupported',
        message: expect.stringContaining('cross-origin isolated'),
      })
    } finally {
      vi.unstubAllGlobals()
    }
  })

  test('a process that forgets to close ends all the same, and silently', async () => {
    const script = `
      import { openThreads } from '${new URL('open-threads.ts', import.meta.url)}'
      const session = await openThreads([0, 1, 2].map(() => ({ floats: 4, phases: { nothing: [] } })))
      await session.run('nothing')
      console.log(session.threads)`
    const argv = ['--import', 'tsx', '--conditions=@digitrec/source', '--input-type=module', '-e', script]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, { timeout: 30_000 })
    expect({ stdout, stderr }).toEqual({ stdout: '3\n', stderr: '' })
  })
})
