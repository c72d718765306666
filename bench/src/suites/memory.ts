// What does the engine hold? JavaScript heap, array buffers and WebAssembly memory, after garbage is gone.

import { spawnSync } from 'node:child_process'
import { nodeCommand, root } from '../contenders.ts'
import type { BenchResult } from '../result.ts'
import type { Suite } from './suite.ts'

const titles = {
  opened: 'M2 opened for batch 1, beyond its weights',
  training: 'training M2 at batch 128',
  grown: 'growth over 10,000 predictions of M2',
} as const

/** Bytes held, of our default backend. */
export const memory: Suite = {
  name: 'memory',
  summary: 'bytes held when opened, when training, after 10,000 predictions',
  async run({ progress }) {
    progress('opening, predicting, training')
    const [node, ...args] = nodeCommand('bench/src/memory.ts')
    const { stdout, stderr, status } = spawnSync(node, ['--expose-gc', ...args], { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(`bench: memory failed: ${stderr.trim()}`)
    const found = JSON.parse(stdout) as { backend: string } & Record<keyof typeof titles, number>
    const results = Object.entries(titles).map(
      ([key, title]): BenchResult => ({
        suite: 'memory',
        title,
        metric: 'bytes',
        rows: [
          {
            contender: `digitrec ${found.backend}`,
            group: 'ours',
            status: 'ok',
            metrics: { bytes: found[key as keyof typeof titles] },
          },
        ],
      }),
    )
    return { results }
  },
}
