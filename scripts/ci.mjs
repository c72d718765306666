// Runs every check, one after the other, all of them even when one fails, and counts them.
// A check that is no test runner counts as one.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-ci-'))
const total = { passed: 0, failed: 0, skipped: 0 }

/** @type {{ name: string, command: string[], tests?: boolean }[]} */
const checks = [
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'test', command: ['npm', 'test', '--silent', '--'], tests: true },
  { name: 'docs', command: ['npm', 'run', '--silent', 'docs'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'packaging', command: ['npx', 'vitest', 'run', '--config', 'vitest.packed.config.ts'], tests: true },
  { name: 'browser', command: ['npx', 'vitest', 'run', '--config', 'vitest.browser.config.ts'], tests: true },
]

for (const { name, command, tests } of checks) {
  const report = join(folder, `${name}.json`)
  const [program, ...args] = command
  const reporters = tests ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : []
  console.log(`\n=== ${name}: ${command.join(' ')}`)
  const started = Date.now()
  const { status } = spawnSync(program, [...args, ...reporters], { stdio: 'inherit' })
  const counts = tests ? countTests(report, status) : { passed: +(status === 0), failed: +(status !== 0), skipped: 0 }
  for (const key of Object.keys(total)) total[key] += counts[key]
  console.log(`=== ${name}: ${line(counts)} (${Math.round((Date.now() - started) / 1000)} s)`)
}

rmSync(folder, { recursive: true, force: true })
process.exitCode = total.failed > 0 ? 1 : 0
console.log(`\n${line(total)}`)

/** A runner that died, or failed without naming a test (an error on import), is a failure too. */
function countTests(report, status) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
    const unnamed = status !== 0 && numFailedTests === 0 ? 1 : 0
    return { passed: numPassedTests, failed: numFailedTests + unnamed, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
