// Results as text for a terminal.

import { judgeGoals, ourBest, verdictWords } from './goals.ts'
import { type BenchResult, metricTable, type Report, type Row, timesBetter } from './result.ts'

/** The whole run. */
export function reportText(report: Report): string {
  const isKernel = ({ suite }: BenchResult) => suite === 'kernels'
  return [
    head(report),
    ...report.results.filter(result => !isKernel(result)).map(resultText),
    ...kernelText(report.results.filter(isKernel)),
    ...goalsText(report),
    ...absentText(report),
  ].join('\n\n')
}

/** Kernels are many: one line each, a column for each backend. */
function kernelText(results: readonly BenchResult[]): string[] {
  if (results.length === 0) return []
  const names = [...new Set(results.flatMap(({ rows }) => rows.map(({ contender }) => contender)))]
  const rows = results.map(result => {
    const cells = names.map(name => {
      const row = result.rows.find(({ contender }) => contender === name)
      return row ? `${metricTable.meanMs!.format(row.metrics.meanMs!)}${row.note ? ' (plain)' : ''}` : '–'
    })
    const plain = result.rows[0]
    return [result.title, ...cells, plain ? ratioText(result, plain, ourBest(result)) : '']
  })
  return [`kernels, mean\n${grid([['', ...names, 'best over the first'], ...rows])}`]
}

/** The lines above everything: what the numbers depend on. */
export function head({ machine, load, contenders, quick, started, seconds, commit }: Report): string {
  const { cpu, cores, node, v8, system } = machine
  return [
    `${started}, ${Math.round(seconds)} s, commit ${commit}${quick ? ', --quick: too rough to quote' : ''}`,
    `${cpu} × ${cores}, ${system}, node ${node}, V8 ${v8}, load ${load.before} before and ${load.after} after`,
    ...contenders.map(({ contender, about, native }) => {
      const kernels = native && native.length > 0 ? `; native kernels ${native.join(', ')}` : ''
      return `${contender}: ${about}${kernels}`
    }),
  ].join('\n')
}

/** One case: a line for each contender, best first, with how many times better ours is. */
export function resultText(result: BenchResult): string {
  const names = [...new Set(result.rows.flatMap(({ metrics }) => Object.keys(metrics)))].filter(
    name => metricTable[name],
  )
  const own = ourBest(result)
  const columns = ['', ...names.map(name => metricTable[name]!.title), 'ours is better by', '']
  const rows = ranked(result).map(row => [
    row.contender,
    ...names.map(name => (row.metrics[name] === undefined ? '–' : metricTable[name]!.format(row.metrics[name]!))),
    ratioText(result, row, own),
    row.status === 'ok' ? (row.note ?? '') : `${row.status.toUpperCase()}: ${row.note}`,
  ])
  return `${result.suite} · ${result.title}\n${grid([columns, ...rows])}`
}

/** Rows by the metric that decides, best first; what was not timed comes last. */
export function ranked({ rows, metric }: BenchResult): Row[] {
  const value = (row: Row) => (row.status === 'ok' ? row.metrics[metric] : undefined)
  const missing = Number.POSITIVE_INFINITY
  const sign = metricTable[metric]?.better === 'higher' ? -1 : 1
  return [...rows].sort((a, b) => {
    const [first, second] = [a, b].map(row => (value(row) === undefined ? missing : sign * value(row)!))
    return first === second ? 0 : first! - second!
  })
}

/** How many times better our best is than a row; empty for ours and for what was not timed. */
export function ratioText(result: BenchResult, row: Row, own: Row | undefined): string {
  const [a, b] = [own?.metrics[result.metric], row.metrics[result.metric]]
  if (!own || row === own || row.status !== 'ok' || a === undefined || b === undefined) return ''
  const ratio = timesBetter(result.metric, a, b)
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3)}×`
}

/** Goals that this run measured, and how many it did not. */
function goalsText(report: Report): string[] {
  const verdicts = judgeGoals(report)
  const measured = verdicts.filter(({ reached }) => reached !== undefined)
  const rows = measured.map(verdict => {
    const { wanted, got } = verdictWords(verdict)
    return [verdict.goal.title, verdict.goal.against, wanted, got, verdict.reached ?? '', verdict.note]
  })
  if (rows.length === 0) return []
  const rest = verdicts.length - measured.length
  const table = grid([['', 'against', 'wanted', 'got', 'reached', ''], ...rows])
  return [`goals${rest > 0 ? ` (${rest} more were not measured in this run)` : ''}\n${table}`]
}

function absentText({ absent }: Report): string[] {
  return absent.length === 0
    ? []
    : [absent.map(({ contender, reason }) => `without ${contender}: ${reason}`).join('\n')]
}

function grid(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map(line => line[column]!.length)))
  return lines
    .map(line =>
      `  ${line.map((text, i) => (i === 0 || i === line.length - 1 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ')}`.trimEnd(),
    )
    .join('\n')
}
