import { expect, test } from 'vitest'
import { createProgressLine, formatDuration } from './progress.ts'

function drawn(isTerminal: boolean, steps: readonly (readonly [timeMs: number, done: number])[]): string[] {
  const lines: string[] = []
  let time = 0
  const sink = { isTerminal, columns: 70, write: (text: string) => void lines.push(text) }
  const line = createProgressLine(sink, () => time)
  for (const [timeMs, done] of steps) {
    time = timeMs
    line.update(done, 'note')
  }
  line.clear()
  return lines
}

test('draws bar, part, time left and note, and wipes them in the end', () => {
  expect(drawn(true, [[3000, 0.25]])).toEqual([
    '\r\u001b[K[######..................]  25 %  9 s left  note',
    '\r\u001b[K',
  ])
})

test('draws at most ten times a second, but always the end', () => {
  const lines = drawn(true, [
    [1000, 0.1],
    [1050, 0.2],
    [1099, 0.3],
    [1100, 0.4],
    [1101, 1],
  ])
  expect(lines.map(line => line.match(/(\d+) %/)?.[1])).toEqual(['10', '40', '100', undefined])
})

test('never fills the last column', () => {
  const lines: string[] = []
  const line = createProgressLine({ isTerminal: true, columns: 30, write: text => void lines.push(text) })
  line.update(0.5, 'a note that is longer than the terminal is wide')
  expect(lines[0]!.length - '\r\u001b[K'.length).toBe(29)
})

test('is silent when nobody looks', () => {
  expect(drawn(false, [[1000, 0.5]])).toEqual([])
})

test.each([
  [0, '0 s'],
  [59_001, '1 min 00 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 05 min'],
  [Number.NaN, '?'],
  [Number.POSITIVE_INFINITY, '?'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
