// How does long work show where it stands? One line on stderr, redrawn; nothing at all when nobody is looking.

import type { TextSink } from './terminal.ts'

/** A progress line. */
export interface ProgressLine {
  /**
   * Draws the line, at most ten times a second.
   *
   * @param done part of the work that is done, 0 to 1
   * @param note short text behind the bar
   * @param etaMs time left; worked out from the pace so far when not given
   */
  update(done: number, note: string, etaMs?: number): void
  /** Wipes the line, so that text can follow. */
  clear(): void
}

/** Shortest time between two drawings, in milliseconds. */
const pauseMs = 100
/** Characters of the bar. */
const barWidth = 24

/**
 * @param sink where to draw
 * @param now clock in milliseconds; tests hand in their own
 */
export function createProgressLine(sink: TextSink, now: () => number = () => performance.now()): ProgressLine {
  const started = now()
  let drawn = Number.NEGATIVE_INFINITY
  let isVisible = false
  return {
    update(done, note, etaMs) {
      if (!sink.isTerminal) return
      const time = now()
      if (time - drawn < pauseMs && done < 1) return
      drawn = time
      const left = etaMs ?? (done > 0 ? ((time - started) / done) * (1 - done) : Number.NaN)
      const text = `${bar(done)} ${String(Math.floor(done * 100)).padStart(3)} %  ${formatDuration(left)} left  ${note}`
      // One column stays free: a full line would wrap, and could not be redrawn.
      sink.write(`\r\u001b[K${text.slice(0, (sink.columns ?? 80) - 1)}`)
      isVisible = true
    },
    clear() {
      if (isVisible) sink.write('\r\u001b[K')
      isVisible = false
    },
  }
}

function bar(done: number): string {
  const full = Math.round(Math.min(1, Math.max(0, done)) * barWidth)
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`
}

/** Milliseconds as people say them: 45 s, 3 min 20 s, 2 h 05 min; unknown for NaN. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?'
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
