// Renders the last run into docs/performance.md, between two markers: `npm run bench:docs [FILE]`. Without a file it takes
// the run that `npm run bench` kept in reports/bench.json.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './contenders.ts'
import { insertBetweenMarkers, reportMarkdown } from './markdown.ts'
import type { Report } from './result.ts'

const source = process.argv[2] ?? join(root, 'reports', 'bench.json')
const page = join(root, 'docs', 'performance.md')
const report = JSON.parse(readFileSync(source, 'utf8')) as Report
writeFileSync(page, insertBetweenMarkers(readFileSync(page, 'utf8'), reportMarkdown(report)))
console.log(
  `docs/performance.md shows the run of ${report.started}${report.quick ? ', a quick one: too rough to quote' : ''}`,
)
