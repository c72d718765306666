// Runs a command line in this process and keeps what it prints.

import { run } from '../src/run.ts'
import type { TextSink } from '../src/terminal.ts'

/** What a command line came to. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a test may change of the outside. */
export interface Outside {
  readonly input?: readonly Uint8Array[]
  readonly env?: Record<string, string>
  readonly signal?: AbortSignal
  /** Pretends that a person looks at stderr. */
  readonly isTerminal?: boolean
  /** Called with every piece that is printed. */
  readonly onWrite?: (text: string) => void
}

/** @param argv as typed after `digitrec` */
export async function digitrec(argv: readonly string[], outside: Outside = {}): Promise<Outcome> {
  const written = { out: '', err: '' }
  const sink = (name: keyof typeof written, isTerminal: boolean): TextSink => ({
    isTerminal,
    write: text => {
      written[name] += text
      outside.onWrite?.(text)
    },
  })
  const code = await run(argv, {
    out: sink('out', false),
    err: sink('err', outside.isTerminal ?? false),
    input: pieces(outside.input ?? []),
    env: outside.env ?? {},
    signal: outside.signal ?? new AbortController().signal,
  })
  return { code, ...written }
}

async function* pieces(input: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* input
}
