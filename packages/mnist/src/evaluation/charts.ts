// Charts as SVG text: no scripts, colours from the page's variables (light and dark), and a sentence for those who cannot
// see them. Every function takes plain numbers; none knows what a model is.

import { escapeMarkup } from '@digitrec/image'

/** Where a chart's numbers go on one axis. */
export interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  readonly title: string
  format(value: number): string
}

/** One line of a chart. */
export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Names the colour, `--series-1` and so on. */
  readonly colour: 1 | 2 | 3
  /** Dots at the points as well. */
  readonly dotted?: boolean
  readonly dashed?: boolean
  /** The value stays until the next point: a curve of steps. */
  readonly stepped?: boolean
}

const plot = { width: 560, height: 300, left: 58, right: 16, top: 14, bottom: 44 } as const

/** Lines over two linear axes; `mark` is a dashed line up from x with a word beside it. */
export function lineChart(options: {
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly mark?: { readonly x: number; readonly text: string }
}): string {
  const { label, x, y, series, mark } = options
  const floor = plot.height - plot.bottom
  const at = scales(x, y)
  const grid = [
    ...y.ticks.map(tick => {
      const py = round(at.y(tick))
      return `<line class="grid" x1="${plot.left}" x2="${plot.width - plot.right}" y1="${py}" y2="${py}"/><text class="tick end" x="${plot.left - 8}" y="${py + 4}">${escapeMarkup(y.format(tick))}</text>`
    }),
    ...x.ticks.map(
      tick =>
        `<text class="tick middle" x="${round(at.x(tick))}" y="${floor + 18}">${escapeMarkup(x.format(tick))}</text>`,
    ),
    `<text class="tick middle" x="${(plot.left + plot.width - plot.right) / 2}" y="${plot.height - 6}">${escapeMarkup(x.title)}</text>`,
    `<text class="tick" x="${plot.left}" y="10">${escapeMarkup(y.title)}</text>`,
  ]
  const lines = series.map(one => seriesPath(one, at))
  const marked = mark
    ? [
        `<line class="mark" x1="${round(at.x(mark.x))}" x2="${round(at.x(mark.x))}" y1="${plot.top}" y2="${floor}"/>`,
        `<text class="note${at.x(mark.x) > plot.width / 2 ? ' end' : ''}" x="${round(at.x(mark.x) + (at.x(mark.x) > plot.width / 2 ? -6 : 6))}" y="${plot.top + 12}">${escapeMarkup(mark.text)}</text>`,
      ]
    : []
  return svg(plot.width, plot.height, label, [...grid, ...lines, ...marked]) + legend(series)
}

function scales(x: Axis, y: Axis) {
  const wide = plot.width - plot.left - plot.right
  const high = plot.height - plot.top - plot.bottom
  return {
    x: (value: number) => plot.left + ((value - x.low) / (x.high - x.low)) * wide,
    y: (value: number) => plot.top + (1 - (value - y.low) / (y.high - y.low)) * high,
  }
}

function seriesPath({ points, colour, dotted, dashed, stepped }: Series, at: ReturnType<typeof scales>): string {
  const path = points
    .map(([x, y], i) => {
      if (i === 0) return `M${round(at.x(x))} ${round(at.y(y))}`
      return stepped ? `H${round(at.x(x))}V${round(at.y(y))}` : `L${round(at.x(x))} ${round(at.y(y))}`
    })
    .join('')
  const dots = dotted
    ? points.map(([x, y]) => `<circle class="s${colour} dot" cx="${round(at.x(x))}" cy="${round(at.y(y))}" r="3"/>`)
    : []
  return `<path class="s${colour} line${dashed ? ' dashed' : ''}" d="${path}"/>${dots.join('')}`
}

function legend(series: readonly Series[]): string {
  const named = series.filter(({ name }) => name !== '')
  if (named.length < 2) return ''
  const items = named.map(
    ({ name, colour, dashed }) =>
      `<li><svg viewBox="0 0 20 10" aria-hidden="true"><path class="s${colour} line${dashed ? ' dashed' : ''}" d="M0 5H20"/></svg>${escapeMarkup(name)}</li>`,
  )
  return `<ul class="legend">${items.join('')}</ul>`
}

/** A row of {@link dotChart}: some numbers on one line, in the order of its marks. */
export interface DotRow {
  readonly name: string
  readonly values: readonly (number | undefined)[]
  readonly note?: string
}

const dots = { width: 640, left: 150, right: 70, row: 22, top: 22, bottom: 12 } as const

/** Rows of dots over one linear axis: of several numbers of one thing, which is the largest, and how far are they apart? */
export function dotChart(options: {
  readonly label: string
  readonly axis: Axis
  readonly rows: readonly DotRow[]
}): string {
  const { label, axis, rows } = options
  const height = dots.top + rows.length * dots.row + dots.bottom
  const wide = dots.width - dots.left - dots.right
  const x = (value: number) => round(dots.left + (Math.min(1, (value - axis.low) / (axis.high - axis.low)) || 0) * wide)
  const grid = axis.ticks.map(
    tick =>
      `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${dots.top}" y2="${height - dots.bottom}"/><text class="tick middle" x="${x(tick)}" y="14">${escapeMarkup(axis.format(tick))}</text>`,
  )
  const lines = rows.map(({ name, values, note }, i) => {
    const y = dots.top + (i + 0.5) * dots.row
    const known = values.filter(value => value !== undefined)
    const lead = `<line class="lead" x1="${x(Math.min(...known))}" x2="${x(Math.max(...known))}" y1="${y}" y2="${y}"/>`
    const marks = values.map((value, n) => (value === undefined ? '' : shapes[n % shapes.length]!(x(value), y)))
    const words = note
      ? `<text class="tick" x="${dots.width - dots.right + 10}" y="${y + 4}">${escapeMarkup(note)}</text>`
      : ''
    return `<text class="name end" x="${dots.left - 10}" y="${y + 4}">${escapeMarkup(name)}</text>${lead}${marks.join('')}${words}`
  })
  return svg(dots.width, height, label, [...grid, ...lines])
}

/** Marks differ in shape as well as in colour. */
const shapes: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `<circle class="mild" cx="${x}" cy="${y}" r="3.5"/>`,
  (x, y) => `<circle class="s1 dot" cx="${x}" cy="${y}" r="5"/>`,
  (x, y) => `<rect class="strong" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`,
  (x, y) => `<path class="s2 dot" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`,
]

/** What the marks of {@link dotChart} mean, in their order. */
export function dotLegend(names: readonly string[]): string {
  const items = names.map(
    (name, n) => `<li><svg viewBox="0 0 14 14" aria-hidden="true">${shapes[n]!(7, 7)}</svg>${escapeMarkup(name)}</li>`,
  )
  return `<ul class="legend">${items.join('')}</ul>`
}

const cell = 34

/** A confusion matrix: rows are truths, columns answers; the more mistakes, the darker. */
export function confusionChart(confusion: readonly (readonly number[])[], label: string): string {
  const size = confusion.length
  const edge = 40
  const most = Math.max(1, ...confusion.flatMap((row, i) => row.filter((_, k) => k !== i)))
  const heads = confusion.flatMap((_, k) => {
    const middle = edge + (k + 0.5) * cell
    return [
      `<text class="name middle" x="${middle}" y="${edge - 8}">${k}</text>`,
      `<text class="name middle" x="${edge - 14}" y="${middle + 5}">${k}</text>`,
    ]
  })
  const cells = confusion.flatMap((row, truth) =>
    row.map((n, answer) => {
      const [x, y] = [edge + answer * cell, edge + truth * cell]
      const right = truth === answer
      const strength = right || n === 0 ? 0 : 0.12 + 0.68 * Math.sqrt(n / most)
      const words = right ? `${n} of ${truth} read right` : `${truth} read as ${answer}: ${n}`
      const fill = right ? '<rect class="right"' : `<rect class="wrong" fill-opacity="${round(strength)}"`
      return `<g><title>${words}</title>${fill} x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="3"/>${
        n === 0
          ? ''
          : `<text class="${right ? 'tick' : 'count'} middle" x="${x + cell / 2}" y="${y + cell / 2 + 4}">${n}</text>`
      }</g>`
    }),
  )
  const side = edge + size * cell + 4
  const titles = [
    `<text class="tick middle" x="${edge + (size * cell) / 2}" y="12">read as</text>`,
    `<text class="tick middle" transform="translate(10 ${edge + (size * cell) / 2}) rotate(-90)">is</text>`,
  ]
  return svg(side, side, label, [...titles, ...heads, ...cells])
}

/** Round ticks from 0 to at least `most`, four to six of them. */
function ticksTo(most: number): number[] {
  const rough = Math.max(most, 1e-9) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(one => one >= rough * 0.999)!
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, n) => n * step)
}

/** A linear axis from 0 that holds `most`. */
export function axisTo(most: number, title: string, format: (value: number) => string): Axis {
  const ticks = ticksTo(most)
  return { low: 0, high: ticks.at(-1)!, ticks, title, format }
}

function svg(width: number, height: number, label: string, parts: readonly string[]): string {
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(label)}">${parts.join('')}</svg>`
}

/** A chart as a file of its own, to be shown by an `img`: its colours and shapes come along. @param chart what a function above gives */
export function chartFile(chart: string): string {
  const end = chart.indexOf('>')
  const head = chart.slice(0, end).replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
  return `${head}><style>${colours}${chartStyle}.chart { background: var(--card); }</style>${chart.slice(end + 1)}\n`
}

/** Two decimals are a fiftieth of a pixel. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** A whole page: no scripts, nothing fetched, light and dark. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}

/** Names of colours, light and dark. */
const colours = `
:root { color-scheme: light dark; --ground: #f6f5f1; --card: #fffefb; --ink: #1b2130; --muted: #565c6b; --line: #dfdad0;
  --series-1: #2b4acb; --series-2: #b3541e; --series-3: #17695a; --bad: #a1232f; --good: #1a6746; --right: #e9eefc; }
@media (prefers-color-scheme: dark) { :root { --ground: #11141b; --card: #191d27; --ink: #eceae4; --muted: #a9afbd; --line: #2d3341;
  --series-1: #a9b9ff; --series-2: #ffae7d; --series-3: #86dcc8; --bad: #ff8f8c; --good: #86dcb0; --right: #222b45; } }
`

/** What charts look like. */
const chartStyle = `
.chart { display: block; width: 100%; max-width: 44rem; height: auto; font: 12.5px system-ui, sans-serif; }
.chart text { fill: var(--ink); font-variant-numeric: tabular-nums; } .chart .tick { fill: var(--muted); font-size: 11.5px; } .chart .count { font-weight: 650; }
.chart .middle { text-anchor: middle; } .chart .end { text-anchor: end; } .chart .note { fill: var(--bad); font-weight: 600; }
.grid, .lead { stroke: var(--line); } .lead { stroke-width: 2; } .mark { stroke: var(--bad); stroke-dasharray: 4 3; }
.line { fill: none; stroke-width: 2; } .dashed { stroke-dasharray: 5 4; }
.s1.line { stroke: var(--series-1); } .s2.line { stroke: var(--series-2); } .s3.line { stroke: var(--series-3); }
.s1.dot { fill: var(--series-1); } .s2.dot { fill: var(--series-2); } .s3.dot { fill: var(--series-3); }
.mild { fill: none; stroke: var(--series-1); stroke-width: 1.5; } .strong { fill: none; stroke: var(--series-1); stroke-width: 1.5; }
.right { fill: var(--right); } .wrong { fill: var(--bad); stroke: var(--line); stroke-width: 0.5; }
`

const style = `${colours}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 4rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; } h2 { margin: 2.75rem 0 0.75rem; font-size: 1.35rem; } h3 { margin: 0 0 0.5rem; font-size: 1rem; }
p { max-width: 46rem; margin: 0.4rem 0; } .muted { color: var(--muted); font-size: 0.875rem; }
.facts, .legend { list-style: none; margin: 0.6rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--muted); font-size: 0.9rem; }
.legend li { display: flex; align-items: center; gap: 0.4rem; } .legend svg { width: 1.25rem; height: 0.9rem; overflow: visible; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0 0; padding: 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 0.7rem; padding: 0.8rem 1rem; } .tile dt { color: var(--muted); font-size: 0.85rem; }
.tile dd { margin: 0; font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; } .tile dd small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--muted); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1rem; align-items: start; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 0.7rem; padding: 0.9rem 1rem; min-width: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { padding: 0.28rem 0.7rem 0.28rem 0; text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: baseline; }
thead th { color: var(--muted); } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .good { color: var(--good); } .bad { color: var(--bad); }
.gallery { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 0.75rem; }
.gallery li { display: flex; gap: 0.8rem; } .gallery img { width: 84px; height: 84px; image-rendering: pixelated; border-radius: 0.4rem; border: 1px solid var(--line); flex: none; }
.gallery p { margin: 0; font-size: 0.85rem; line-height: 1.4; } details { margin-top: 0.6rem; } summary { cursor: pointer; color: var(--muted); font-size: 0.9rem; }
${chartStyle}`
