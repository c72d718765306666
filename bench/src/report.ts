// How are results shown? A table for people, JSON for programs; both say on what they were measured.

import { cpus, loadavg } from 'node:os'
import { compared } from './case.ts'
import type { Measurement } from './measure.ts'

/** What the numbers depend on, besides the code. */
export interface Machine {
  readonly node: string
  readonly cpu: string
  /** Processes that wanted to run, mean of the last minute; far above 0 the numbers say little. */
  readonly load: number
}

/** This machine, now. */
export function thisMachine(): Machine {
  const [first] = cpus()
  return {
    node: process.version,
    cpu: `${first?.model.trim() || 'unknown'} × ${cpus().length}`,
    load: Math.round(loadavg()[0]! * 100) / 100,
  }
}

/** The lines above the table. */
export function head({ node, cpu, load }: Machine): string {
  return `node ${node}, ${cpu}, load ${load}\nbackends ${compared.join(', ')}; * marks rows that run native kernels`
}

/** One line for each title: time on each backend, and how many times faster than the first each other one is. */
export function table(measurements: readonly Measurement[]): string {
  const titles = [...new Set(measurements.map(({ title }) => title))]
  const [judge, ...others] = compared
  const columns = ['what', ...compared, ...others.map(name => `${name} is faster by`)]
  const rows = titles.map(title => {
    const on = (name: string) => measurements.find(one => one.title === title && one.backend === name)
    const first = on(judge)
    const ratio = (own?: Measurement) => (first && own ? `${(first.meanMs / own.meanMs).toFixed(1)}×` : '-')
    return [title, ...compared.map(name => cell(on(name))), ...others.map(name => ratio(on(name)))]
  })
  const widths = columns.map((column, i) => Math.max(...[column, ...rows.map(row => row[i]!)].map(text => text.length)))
  return [columns, ...rows]
    .map(row => row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '))
    .join('\n')
}

function cell(measurement: Measurement | undefined): string {
  if (!measurement) return '-'
  const { meanMs, errorPercent, native } = measurement
  return `${duration(meanMs)} ±${Math.round(errorPercent)}%${native.length > 0 ? ' *' : '  '}`
}

/** Three digits with a fitting unit. */
export function duration(ms: number): string {
  const [value, unit] = ms >= 1000 ? [ms / 1000, 's'] : ms >= 1 ? [ms, 'ms'] : [ms * 1000, 'µs']
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`
}

/** Results as JSON, with the machine. */
export function asJson(machine: Machine, quick: boolean, measurements: readonly Measurement[]): string {
  return `${JSON.stringify({ machine, quick, measurements }, null, 2)}\n`
}
