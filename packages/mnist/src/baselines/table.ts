// How does a comparison look as a table? The same cells for terminals, Markdown and the page in docs.

import { type Claim, claims } from './claims.ts'
import type { Compared } from './compare.ts'

/** What stands over the columns of {@link comparisonRow}. */
export const comparisonHead = [
  'method',
  'right',
  '95 % interval',
  'fit',
  'answer',
  'size',
  'claimed elsewhere',
] as const

/** One method in a line: accuracy and interval, seconds of learning, microseconds an answer, size, and what others claim of it. */
export function comparisonRow({
  name,
  accuracy,
  interval,
  fitSeconds,
  predictMicroseconds,
  bytes,
}: Compared): readonly string[] {
  return [
    name,
    percent(accuracy),
    interval.map(percent).join(' to '),
    fitSeconds === undefined ? 'trained before' : `${fitSeconds.toPrecision(3)} s`,
    `${rounded(predictMicroseconds)} µs`,
    bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`,
    claimsOf(name)
      .flatMap(({ percent: values }) => values)
      .map(value => `${value} %`)
      .join(', '),
  ]
}

/** What others published of a method. */
export function claimsOf(name: string): readonly Claim[] {
  return claims.filter(claim => claim.of === name)
}

/** The table in Markdown, a line each. */
export function comparisonMarkdown(rows: readonly Compared[]): string {
  const table = [comparisonHead, comparisonHead.map(() => '---'), ...rows.map(comparisonRow)]
  return table.map(row => `| ${row.join(' | ')} |\n`).join('')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

/** Three digits, never with an exponent. */
function rounded(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toPrecision(3)
}
