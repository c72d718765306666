// Every program of examples/ runs, prints what its head says, and reaches the bar that it sets itself.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findMnist } from '@digitrec/mnist/node'
import { describe, expect, it } from 'vitest'

/** Examples that need more than the repository, and how to tell whether it is there. */
const needs: Readonly<Record<string, { what: string; found: boolean }>> = {
  '04-train-mnist.ts': { what: 'MNIST', found: (await findMnist({ env: process.env })) !== undefined },
}

const examples = readdirSync('examples').filter(name => name.endsWith('.ts'))

describe('examples', () => {
  it.each(examples)('%s is short and says what it prints', name => {
    expect(bodyLines(name)).toBeLessThan(40)
    expect(promisedLines(name).length).toBeGreaterThan(0)
  })

  for (const name of examples) {
    const need = needs[name]
    const title = need && !need.found ? `${name} (skipped: ${need.what} is not on this machine)` : name
    it.skipIf(need && !need.found)(`runs ${title}`, { timeout: 240_000 }, () => {
      const { status, stdout, stderr } = runExample(name)
      expect(stderr).toBe('')
      expect(stdout).toMatch(pattern(promisedLines(name)))
      expect(status).toBe(0)
    })
  }
})

function runExample(name: string) {
  const tsx = join('node_modules', 'tsx', 'dist', 'cli.mjs')
  const args = [tsx, '--conditions=@digitrec/source', join('examples', name)]
  return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 220_000 })
}

/** How long an example is, without its head and its imports. */
function bodyLines(name: string): number {
  const text = readFileSync(join('examples', name), 'utf8')
  return text
    .replace(/^\/\/.*\n/gm, '')
    .replace(/^import[^']*'.*'\n/gm, '')
    .split('\n').length
}

/** The lines under "Prints:" in the first comment. */
function promisedLines(name: string): string[] {
  const [head] = readFileSync(join('examples', name), 'utf8').split('\n\n')
  const [, promise = ''] = head!.split('// Prints:\n')
  return promise.split('\n').map(line => line.replace(/^\/\/ {0,3}/, ''))
}

/** `…` stands for anything within a line, on a line of its own for any lines. */
function pattern(lines: readonly string[]): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const body = lines.map(line => (line.trim() === '…' ? '(?:.*\\n)*?' : `${literal(line).replaceAll('…', '.*')}\\n`))
  return new RegExp(`^${body.join('')}$`)
}
