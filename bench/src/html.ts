// Results as one page: no scripts, nothing fetched, light and dark. Charts are dots on a logarithmic axis, because
// contenders lie factors of ten apart and a bar has no honest length there.

import { escapeMarkup } from '@digitrec/image'
import { judgeGoals, ourBest, verdictWords } from './goals.ts'
import { headings } from './headings.ts'
import { type BenchResult, type Group, metricTable, type Report, type Row } from './result.ts'
import { ranked, ratioText } from './table.ts'

/** The page. */
export function reportHtml(report: Report): string {
  const suites = [...new Set(report.results.map(({ suite }) => suite))]
  const sections = suites.map(suite => {
    const results = report.results.filter(result => result.suite === suite)
    const body =
      suite === 'kernels' ? kernelTable(results) : `<div class="charts">${results.map(figure).join('')}</div>`
    return `<section id="${suite}"><h2>${headings[suite] ?? suite}</h2>${body}</section>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>digitrec bench</title>
<style>${style}</style>
</head>
<body>
<header><h1>digitrec bench</h1>${machineHtml(report)}${legend()}</header>
<main>
<section id="goals"><h2>Goals</h2>${goalsHtml(report)}</section>
${sections.join('\n')}
${contendersHtml(report)}
</main>
</body>
</html>
`
}

function machineHtml({ machine, load, started, seconds, commit, quick }: Report): string {
  const { cpu, cores, node, v8, system } = machine
  const facts = [
    `${cpu} × ${cores}`,
    system,
    `node ${node}, V8 ${v8}`,
    `load ${load.before} before, ${load.after} after`,
    `${started.slice(0, 16).replace('T', ' ')} UTC, ${Math.round(seconds)} s`,
    `commit ${commit}`,
  ]
  const warning = quick ? '<p class="warning">A quick run: too rough to quote.</p>' : ''
  return `<ul class="facts">${facts.map(fact => `<li>${escapeMarkup(fact)}</li>`).join('')}</ul>${warning}`
}

const groupWords: Readonly<Record<Group, string>> = {
  ours: 'digitrec',
  wasm: 'WebAssembly peers',
  javascript: 'JavaScript peers',
  native: 'native peers',
}

function legend(): string {
  const items = Object.entries(groupWords).map(
    ([group, words]) =>
      `<li><svg viewBox="0 0 12 12" aria-hidden="true">${mark(group as Group, 6, 6)}</svg>${words}</li>`,
  )
  return `<ul class="legend">${items.join('')}</ul>`
}

function goalsHtml(report: Report): string {
  const rows = judgeGoals(report).map(verdict => {
    const { wanted, got } = verdictWords(verdict)
    const words =
      verdict.reached === undefined
        ? 'not measured'
        : { no: 'not reached', goal: 'reached', stretch: 'stretch' }[verdict.reached]
    return `<tr><th scope="row">${escapeMarkup(verdict.goal.title)}</th><td>${escapeMarkup(verdict.goal.against)}</td><td class="number">${escapeMarkup(wanted)}</td><td class="number">${escapeMarkup(got)}</td><td><span class="verdict ${verdict.reached ?? 'unknown'}">${words}</span></td><td class="muted">${escapeMarkup(verdict.note)}</td></tr>`
  })
  return `<div class="scroll"><table><thead><tr><th>what</th><th>against</th><th class="number">wanted</th><th class="number">got</th><th></th><th>peer</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function figure(result: BenchResult): string {
  const { title, better } = metricTable[result.metric]!
  const [rows, own] = [ranked(result), ourBest(result)]
  const timed = rows.filter(row => row.status === 'ok' && row.metrics[result.metric]! > 0)
  const others = rows.filter(row => !timed.includes(row))
  const notes = others.map(row => `<li>${escapeMarkup(`${row.contender}: ${otherWords(row)}`)}</li>`)
  return `<figure><figcaption><strong>${escapeMarkup(result.title)}</strong> <span class="muted">${escapeMarkup(title)}, ${better} is better</span></figcaption>${
    timed.length > 1 ? chart(result, timed, own) : ''
  }${notes.length > 0 ? `<ul class="notes">${notes.join('')}</ul>` : ''}<details${timed.length > 1 ? '' : ' open'}><summary>numbers</summary>${numbers(result, rows, own)}</details></figure>`
}

function otherWords({ status, note }: Row): string {
  return status === 'ok' ? 'the measure to compare with' : `${status}${note ? `, ${note.replace(/^wrong: /, '')}` : ''}`
}

const sizes = { width: 560, left: 150, right: 132, rowHeight: 26, top: 8, bottom: 24 } as const

/** Dots on a logarithmic axis, best first, the value and how many times better ours is beside each. */
function chart(result: BenchResult, rows: readonly Row[], own: Row | undefined): string {
  const { width, left, right, rowHeight, top, bottom } = sizes
  const value = (row: Row) => row.metrics[result.metric]!
  const { format } = metricTable[result.metric]!
  const { low, high, ticks } = logarithmicAxis(rows.map(value))
  const x = (amount: number) =>
    left + ((Math.log10(amount) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))) * (width - left - right)
  const height = top + rows.length * rowHeight + bottom
  const floor = height - bottom
  const grid = ticks.map(
    tick =>
      `<line class="grid" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${top}" y2="${floor}"/><text class="tick" x="${round(x(tick))}" y="${height - 8}">${escapeMarkup(format(tick))}</text>`,
  )
  const lines = rows.map((row, i) => {
    const y = top + (i + 0.5) * rowHeight
    const ratio = ratioText(result, row, own)
    return `<g><text class="name${row.group === 'ours' ? ' own' : ''}" x="${left - 10}" y="${y + 4}">${escapeMarkup(row.contender)}</text><line class="lead" x1="${left}" x2="${round(x(value(row)))}" y1="${y}" y2="${y}"/>${mark(row.group, x(value(row)), y)}<text class="value" x="${width - right + 14}" y="${y + 4}">${escapeMarkup(format(value(row)))}${ratio && `<tspan class="ratio" dx="6">${ratio}</tspan>`}</text></g>`
  })
  const words = rows.map(row => `${row.contender} ${format(value(row))}`).join(', ')
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(words)}">${grid.join('')}${lines.join('')}</svg>`
}

/** Shapes differ as well as colours. */
function mark(group: Group, x: number, y: number): string {
  const [cx, cy] = [round(x), round(y)]
  switch (group) {
    case 'ours':
      return `<circle class="ours" cx="${cx}" cy="${cy}" r="5.5"/>`
    case 'wasm':
      return `<rect class="wasm" x="${round(x - 4.5)}" y="${round(y - 4.5)}" width="9" height="9"/>`
    case 'javascript':
      return `<path class="javascript" d="M${cx} ${round(y - 5.5)} l5.5 10 h-11 z"/>`
    case 'native':
      return `<path class="native" d="M${cx} ${round(y - 6)} l6 6 l-6 6 l-6 -6 z"/>`
  }
}

/** An axis that holds all values, with one to six ticks at powers of ten, and at 2 and 5 times them where there is room. */
export function logarithmicAxis(values: readonly number[]): { low: number; high: number; ticks: number[] } {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  // At least a factor of ten wide, so that neighbours look like neighbours.
  const room = Math.max(1.3, Math.sqrt((10 * least) / most))
  const [low, high] = [least / room, most * room]
  const inside = (steps: readonly number[]) => {
    const ticks: number[] = []
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
      for (const step of steps)
        if (step * 10 ** power >= low && step * 10 ** power <= high) ticks.push(step * 10 ** power)
    return ticks
  }
  const [fine, coarse] = [inside([1, 2, 5]), inside([1])]
  const ticks = fine.length <= 4 ? fine : coarse
  return { low, high, ticks: ticks.length <= 5 ? ticks : ticks.filter((_, i) => i % Math.ceil(ticks.length / 4) === 0) }
}

function numbers(result: BenchResult, rows: readonly Row[], own: Row | undefined): string {
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))].filter(name => metricTable[name])
  const head = names.map(name => `<th class="number">${escapeMarkup(metricTable[name]!.title)}</th>`).join('')
  const lines = rows.map(row => {
    const cells = names.map(name => {
      const value = row.metrics[name]
      return `<td class="number">${value === undefined ? '–' : escapeMarkup(metricTable[name]!.format(value))}</td>`
    })
    return `<tr><th scope="row">${escapeMarkup(row.contender)}</th>${cells.join('')}<td class="number">${ratioText(result, row, own)}</td><td class="muted">${escapeMarkup(row.note ?? '')}</td></tr>`
  })
  return `<div class="scroll"><table><thead><tr><th></th>${head}<th class="number">ours is better by</th><th></th></tr></thead><tbody>${lines.join('')}</tbody></table></div>`
}

/** Kernels are many: one line each. */
function kernelTable(results: readonly BenchResult[]): string {
  const names = [...new Set(results.flatMap(({ rows }) => rows.map(({ contender }) => contender)))]
  const head = names.map(name => `<th class="number">${escapeMarkup(name)}</th>`).join('')
  const lines = results.map(result => {
    const [judge] = result.rows
    const cells = names.map(name => {
      const mean = result.rows.find(row => row.contender === name)?.metrics.meanMs
      return `<td class="number">${mean === undefined ? '–' : escapeMarkup(metricTable.meanMs!.format(mean))}</td>`
    })
    const own = ourBest(result)
    const times = judge && own ? judge.metrics.meanMs! / own.metrics.meanMs! : undefined
    return `<tr><th scope="row">${escapeMarkup(result.title)}</th>${cells.join('')}<td class="number">${times === undefined ? '–' : `${times.toFixed(1)}×`}</td></tr>`
  })
  return `<div class="scroll"><table><thead><tr><th>kernel and shape</th>${head}<th class="number">best over plain</th></tr></thead><tbody>${lines.join('')}</tbody></table></div>`
}

function contendersHtml({ contenders, absent }: Report): string {
  const items = contenders.map(({ contender, about, native }) => {
    const kernels = native && native.length > 0 ? `; native kernels: ${native.join(', ')}` : ''
    return `<dt>${escapeMarkup(contender)}</dt><dd>${escapeMarkup(about + kernels)}</dd>`
  })
  const missing = absent.map(
    ({ contender, reason }) => `<dt>${escapeMarkup(contender)}</dt><dd>absent: ${escapeMarkup(reason)}</dd>`,
  )
  return `<section id="contenders"><h2>Contenders</h2><dl>${[...items, ...missing].join('')}</dl></section>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

const style = `
:root { color-scheme: light dark; --ground: #f6f5f1; --card: #fffefb; --ink: #1b2130; --muted: #5a6070; --line: #dfdad0;
  --ours: #2b4acb; --wasm: #b3541e; --javascript: #8a6d00; --native: #4c5566; --good: #1a6746; --bad: #a1232f; }
@media (prefers-color-scheme: dark) { :root { --ground: #11141b; --card: #191d27; --ink: #eceae4; --muted: #a9afbd; --line: #2d3341;
  --ours: #a9b9ff; --wasm: #ffae7d; --javascript: #e6cf6a; --native: #a7b0c2; --good: #86dcb0; --bad: #ffa5a3; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 4rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; } h2 { margin: 2.5rem 0 1rem; font-size: 1.35rem; }
.facts, .legend, .notes { list-style: none; margin: 0.6rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--muted); font-size: 0.9rem; }
.legend { color: var(--ink); } .legend li { display: flex; align-items: center; gap: 0.4rem; } .legend svg { width: 0.9rem; height: 0.9rem; overflow: visible; }
.warning { color: var(--bad); font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 31rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: 0.9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.7rem; min-width: 0; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; }
.muted { color: var(--muted); font-size: 0.85rem; }
.chart { display: block; width: 100%; height: auto; margin-top: 0.5rem; font: 12.5px system-ui, sans-serif; }
.chart text { fill: var(--ink); font-variant-numeric: tabular-nums; } .chart .name { text-anchor: end; } .chart .own { font-weight: 650; }
.chart .tick { text-anchor: middle; fill: var(--muted); font-size: 11px; } .chart .ratio { fill: var(--muted); }
.grid { stroke: var(--line); } .lead { stroke: var(--line); stroke-dasharray: 2 3; }
.ours { fill: var(--ours); } .wasm { fill: var(--wasm); } .javascript { fill: var(--javascript); } .native { fill: var(--native); }
details { margin-top: 0.4rem; font-size: 0.85rem; } summary { color: var(--muted); cursor: pointer; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { padding: 0.3rem 0.6rem 0.3rem 0; text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: baseline; }
thead th { color: var(--muted); } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.verdict { font-weight: 600; white-space: nowrap; } .verdict.goal, .verdict.stretch { color: var(--good); } .verdict.no { color: var(--bad); } .verdict.unknown { color: var(--muted); font-weight: 400; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.3rem 1rem; font-size: 0.9rem; } dt { font-weight: 600; } dd { margin: 0; color: var(--muted); }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
`
