import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Contender } from './contenders.ts'
import { compare, type Field, start } from './interleave.ts'
import { lossDisagreement } from './suites/training.ts'
import { encodeFloats } from './task.ts'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-interleave-'))
const diary = join(folder, 'diary')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A contender that writes down when it is measured; `answer` is what it says, `dies` the request that it does not survive. */
function fake(name: string, answer: readonly number[], { dies = 'never', wallMs = 10 } = {}): Contender {
  const script = `
    const say = answer => console.log('@@' + JSON.stringify(answer))
    console.log('a library says hello')
    say({ hello: { about: 'a fake' } })
    require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
      const { command } = JSON.parse(line)
      if (command === '${dies}') { console.error('out of luck'); process.exit(3) }
      if (command === 'prepare') return say({ prepared: { answer: '${encodeFloats(Float32Array.from(answer))}' } })
      require('node:fs').appendFileSync(${JSON.stringify(diary)}, '${name}')
      say({ measured: { p50Ms: 1, p99Ms: 2, calls: 5, wallMs: ${wallMs}, cpuMs: 4 } })
    })`
  return {
    name,
    group: 'javascript',
    tasks: ['inference'],
    command: () => [process.execPath, '-e', script],
    absence: () => undefined,
  }
}

function run({ runners }: Field, rounds: number) {
  return compare(
    runners.map(runner => ({
      runner,
      images: 8,
      task: { kind: 'inference', folder, net: 'M2', batch: 8 },
      judge: answer => (answer[0] === 7 ? { maxDifference: 0 } : `wrong: ${answer[0]}`),
    })),
    { rounds, ms: 10 },
  )
}

function stop({ runners }: Field): void {
  for (const { process } of runners) process.stop()
}

describe('contenders side by side', () => {
  it('are timed in turn, and who is wrong is not timed', async () => {
    const field = await start([fake('A', [7]), fake('B', [7.5]), fake('C', [7])])
    const rows = await run(field, 3)
    stop(field)
    expect(rows.map(({ contender, status, note }) => [contender, status, note])).toEqual([
      ['A', 'ok', undefined],
      ['B', 'wrong', 'wrong: 7.5'],
      ['C', 'ok', undefined],
    ])
    // Each warms up, four times because five calls are few; then three rounds.
    expect(readFileSync(diary, 'utf8')).toBe('AAAACCCCACACAC')
    expect(rows[0]!.metrics).toEqual({
      p50Ms: 1,
      p99Ms: 2,
      imagesPerSecond: 10_000,
      imagesPerSecondWall: 4000,
      maxDifference: 0,
    })
    expect(rows[1]!.metrics).toEqual({})
  })

  it('are given one round when one call takes longer than several', async () => {
    rmSync(diary, { force: true })
    const field = await start([fake('S', [7], { wallMs: 300 }), fake('A', [7])])
    await run(field, 3)
    stop(field)
    expect(readFileSync(diary, 'utf8')).toBe('SAAAASAAA')
  })

  it('that die are named with their last words, and the others go on', async () => {
    const field = await start([
      fake('D', [7], { dies: 'measure' }),
      fake('A', [7]),
      fake('E', [7], { dies: 'prepare' }),
    ])
    const [dead, alive, early] = await run(field, 2)
    stop(field)
    for (const row of [dead, early])
      expect(row).toMatchObject({ status: 'wrong', note: 'failed: ended with exit code 3: out of luck' })
    expect(alive).toMatchObject({ status: 'ok' })
  })

  it('that are not there, or do not start, are named with the reason', async () => {
    const field = await start([
      { ...fake('A', []), absence: () => 'not installed' },
      { ...fake('B', []), command: () => ['/no/such/program'] },
    ])
    expect(field.runners).toEqual([])
    expect(field.absent).toEqual([
      { contender: 'A', reason: 'not installed' },
      { contender: 'B', reason: expect.stringContaining('ENOENT') },
    ])
  })
})

describe('losses', () => {
  const wanted = Float32Array.of(2.5, 2.2, 1.9)
  it.each([
    ['the same', [2.5, 2.2, 1.9], undefined],
    ['rounding that grows', [2.5, 2.2041, 1.9055], undefined],
    ['fewer steps', [2.5, 2.2], undefined],
    ['more steps', [2.5, 2.2, 1.9, 1.7], undefined],
    ['another first loss', [2.503, 2.2, 1.9], /step 1/],
    ['another gradient', [2.5, 2.25, 1.9], /step 2 is 2.25/],
    ['NaN', [2.5, Number.NaN], /step 2 is NaN/],
    ['none', [], /gave no loss/],
  ])('%s', (_, losses, expected) => {
    const found = lossDisagreement(Float32Array.from(losses), wanted)
    if (expected) expect(found).toMatch(expected)
    else expect(found).toBeUndefined()
  })
})
