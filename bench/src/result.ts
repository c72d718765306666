// What a run of the bench comes to: cases of rows, with the machine they were measured on. Everything that is printed,
// drawn or written reads this.

/** Who a contender is: `wasm` and `javascript` need no native code, `native` does. */
export type Group = 'ours' | 'wasm' | 'javascript' | 'native'

/** Numbers by name; the unit is the end of the name, as in `p50Ms`. */
export type Metrics = Readonly<Record<string, number>>

/** One contender in one case. */
export interface Row {
  readonly contender: string
  readonly group: Group
  /** `wrong`: its answer was not the judge's, so it was not timed. `skipped`: it cannot do this, or not here. */
  readonly status: 'ok' | 'wrong' | 'skipped'
  /** Why it is wrong or skipped, or what is special about it. */
  readonly note?: string
  readonly metrics: Metrics
}

/** One thing that is measured. */
export interface BenchResult {
  readonly suite: string
  /** Names network and batch, or the shape. */
  readonly title: string
  /** The metric that decides; see {@link metricTable}. */
  readonly metric: string
  readonly rows: readonly Row[]
}

/** What the numbers depend on, besides the code. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  readonly v8: string
  readonly system: string
}

/** A contender as it introduced itself. */
export interface Introduction {
  readonly contender: string
  readonly group: Group
  /** Versions and configuration. */
  readonly about: string
  /** Kernels that run as native code, of our backends. */
  readonly native?: readonly string[]
}

/** A whole run. */
export interface Report {
  readonly version: 1
  /** ISO 8601, when the run began. */
  readonly started: string
  readonly seconds: number
  readonly commit: string
  readonly quick: boolean
  readonly machine: Machine
  /** Processes that wanted to run, mean of the last minute; far above 1 the absolute numbers say little. */
  readonly load: { readonly before: number; readonly after: number }
  readonly contenders: readonly Introduction[]
  /** Contenders that did not take part, with the reason. */
  readonly absent: readonly { readonly contender: string; readonly reason: string }[]
  readonly results: readonly BenchResult[]
}

interface MetricFacts {
  readonly title: string
  readonly better: 'lower' | 'higher'
  readonly format: (value: number) => string
}

/** Every metric: its heading, which way is better, and how it is written. */
export const metricTable: Readonly<Record<string, MetricFacts>> = {
  meanMs: { title: 'mean', better: 'lower', format: duration },
  errorPercent: { title: '±', better: 'lower', format: value => `${value.toFixed(0)} %` },
  p50Ms: { title: 'p50', better: 'lower', format: duration },
  p99Ms: { title: 'p99', better: 'lower', format: duration },
  imagesPerSecond: { title: 'images/s (CPU)', better: 'higher', format: count },
  imagesPerSecondWall: { title: 'images/s (wall)', better: 'higher', format: count },
  cpuMs: { title: 'CPU', better: 'lower', format: duration },
  addedCpuMs: { title: 'CPU over bare node', better: 'lower', format: duration },
  wallMs: { title: 'wall', better: 'lower', format: duration },
  bytes: { title: 'bytes', better: 'lower', format: count },
  gzipBytes: { title: 'bytes gz', better: 'lower', format: count },
  maxDifference: { title: 'max difference', better: 'lower', format: value => value.toExponential(1) },
  checkedSteps: { title: 'steps checked', better: 'higher', format: count },
}

/** How many times better than `b` `a` is, by a metric: above 1 is better, whichever way the metric points. */
export function timesBetter(metric: string, a: number, b: number): number {
  return metricTable[metric]?.better === 'higher' ? a / b : b / a
}

/** The best timed row among some. */
export function best(result: BenchResult, among: (row: Row) => boolean): Row | undefined {
  return result.rows
    .filter(row => row.status === 'ok' && among(row) && Number.isFinite(row.metrics[result.metric]))
    .reduce<Row | undefined>(
      (first, row) =>
        first && timesBetter(result.metric, first.metrics[result.metric]!, row.metrics[result.metric]!) >= 1
          ? first
          : row,
      undefined,
    )
}

/** Three digits with a fitting unit. */
export function duration(ms: number): string {
  const [value, unit] = Math.abs(ms) >= 1000 ? [ms / 1000, 's'] : Math.abs(ms) >= 1 ? [ms, 'ms'] : [ms * 1000, 'µs']
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`
}

/** A whole number with thousands set apart, or three digits of a small one. */
export function count(value: number): string {
  return Math.abs(value) < 100 && !Number.isInteger(value)
    ? value.toPrecision(3)
    : Math.round(value).toLocaleString('en-US')
}
