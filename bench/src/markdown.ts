// Results as Markdown, for docs/performance.md: goals first, then a table for each suite, contenders as columns.

import { judgeGoals, verdictWords } from './goals.ts'
import { headings } from './headings.ts'
import { type BenchResult, metricTable, type Report } from './result.ts'

const begin = '<!-- bench: begin (made by npm run bench:docs; changes here are lost) -->'
const end = '<!-- bench: end -->'

/**
 * A page with what stands between its markers replaced.
 *
 * @throws Error when the page has not both markers, in order
 */
export function insertBetweenMarkers(page: string, text: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(
      `bench:docs: expected the lines '${begin}' and '${end}' in docs/performance.md, got a page without them.`,
    )
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`
}

/** A whole run. */
export function reportMarkdown(report: Report): string {
  const suites = [...new Set(report.results.map(({ suite }) => suite))].filter(suite => suite !== 'kernels')
  return [
    machineMarkdown(report),
    '### Goals\n\n' + goalsMarkdown(report),
    ...suites.map(suite => suiteMarkdown(suite, report)),
    contendersMarkdown(report),
  ].join('\n\n')
}

function machineMarkdown({ machine, load, started, commit, quick }: Report): string {
  const { cpu, cores, node, v8, system } = machine
  const warning = quick ? ' **A quick run: too rough to quote.**' : ''
  return `Measured ${started.slice(0, 10)} on ${cpu} × ${cores}, ${system}, Node ${node} (V8 ${v8}), load ${load.before} before and ${load.after} after, commit ${commit}. Contenders alternated in one run, one thread each; compare numbers only within a row.${warning}`
}

function goalsMarkdown(report: Report): string {
  const rows = judgeGoals(report).map(verdict => {
    const { wanted, got } = verdictWords(verdict)
    const words = { no: 'no', goal: 'yes', stretch: 'yes, stretch' }
    return [
      verdict.goal.title,
      verdict.goal.against,
      wanted,
      got,
      verdict.reached ? words[verdict.reached] : 'not measured',
      verdict.note,
    ]
  })
  return grid(['what', 'against', 'wanted', 'got', 'reached', 'peer'], rows)
}

function suiteMarkdown(suite: string, { results }: Report): string {
  const own = results.filter(result => result.suite === suite)
  const names = [...new Set(own.flatMap(({ rows }) => rows.map(({ contender }) => contender)))]
  const rows = own.map(result => [
    `${result.title}, ${metricTable[result.metric]!.title}`,
    ...names.map(name => cell(result, name)),
  ])
  return `### ${headings[suite] ?? suite}\n\n${grid(['', ...names], rows)}`
}

function cell({ rows, metric }: BenchResult, name: string): string {
  const row = rows.find(({ contender }) => contender === name)
  if (!row) return ''
  if (row.status !== 'ok') return row.status
  const value = row.metrics[metric]
  return value === undefined ? '–' : metricTable[metric]!.format(value)
}

function contendersMarkdown({ contenders, absent }: Report): string {
  const lines = [
    ...contenders.map(({ contender, about, native }) => {
      const kernels = native && native.length > 0 ? `; native kernels: ${native.join(', ')}` : ''
      return `- ${contender}: ${about}${kernels}`
    }),
    ...absent.map(({ contender, reason }) => `- ${contender}: absent, ${reason.split('\n')[0]}`),
  ]
  return `### Contenders\n\n${lines.join('\n')}`
}

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text => text.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map((_, i) => (i === 0 ? '---|' : '---:|')).join('')}`, ...rows.map(line)].join('\n')
}
