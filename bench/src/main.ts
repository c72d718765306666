// The bench: `npm run bench`. Reads its options, runs suite by suite, prints and writes. Next: suites/index.ts.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, type } from 'node:os'
import { dirname, join } from 'node:path'
import { contenders, root } from './contenders.ts'
import { reportHtml } from './html.ts'
import { type BenchOptions, parseOptions } from './options.ts'
import type { BenchResult, Introduction, Machine, Report } from './result.ts'
import { suites } from './suites/index.ts'
import { reportText } from './table.ts'

/** Where the last run is kept, for `npm run bench:docs`. */
const lastRun = join(root, 'reports', 'bench.json')

const options = parse()
const report = await run(options)
console.log(reportText(report))
const json = `${JSON.stringify(report, null, 1)}\n`
for (const path of [lastRun, options.json]) if (path) write(path, json)
if (options.html) write(options.html, reportHtml(report))
// Whoever was wrong was not timed, and nobody should overlook it.
const wrong = report.results.flatMap(({ rows }) =>
  rows.filter(({ status, group }) => status === 'wrong' && group === 'ours'),
)
process.exit(wrong.length > 0 ? 1 : 0)

async function run({ quick, only, peers }: BenchOptions): Promise<Report> {
  const began = performance.now()
  const before = load()
  const started = new Date().toISOString()
  const folder = mkdtempSync(join(tmpdir(), 'digitrec-bench-'))
  const results: BenchResult[] = []
  const introductions = new Map<string, Introduction>()
  const absent = new Map<string, string>()
  try {
    for (const suite of suites.filter(({ name }) => only.includes(name))) {
      const setting = { quick, contenders: contenders(peers), folder, progress: progress(suite.name) }
      const outcome = await suite.run(setting)
      results.push(...outcome.results)
      for (const one of outcome.introductions ?? [])
        introductions.set(one.contender, merge(introductions.get(one.contender), one))
      for (const { contender, reason } of outcome.absent ?? []) absent.set(contender, reason)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }
  return {
    version: 1,
    started,
    seconds: (performance.now() - began) / 1000,
    commit: commit(),
    quick,
    machine: thisMachine(),
    load: { before, after: load() },
    contenders: [...introductions.values()],
    absent: [...absent].map(([contender, reason]) => ({ contender, reason })),
    results,
  }
}

function parse(): BenchOptions {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

/** A contender that came up in two suites has the native kernels of both. */
function merge(known: Introduction | undefined, one: Introduction): Introduction {
  const native = [...new Set([...(known?.native ?? []), ...(one.native ?? [])])]
  return native.length > 0 ? { ...one, native } : one
}

/** One line that is written over on a terminal, a line each elsewhere. */
function progress(suite: string): (text: string) => void {
  return text => process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${suite}: ${text}` : `${suite}: ${text}\n`)
}

function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    v8: process.versions.v8,
    system: `${type()} ${release()}`,
  }
}

function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return 'unknown'
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
