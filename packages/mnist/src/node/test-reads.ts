// Who has looked at the test digits, when, and what came out? A file with one line of JSON for each look.

/// <reference types="node" />

import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One look at the test digits. */
export interface TestRead {
  /** The command that looked. */
  readonly by: string
  /** Name and id of the model. */
  readonly model: string
  readonly id: string
  readonly correct: number
  readonly count: number
}

/**
 * Adds a line to the record of test reads, so that nobody chooses by the test set unseen. Missing folders are made; a
 * line is shorter than what the system writes in one piece, so that two runs do not mix theirs.
 *
 * @param path the record, as `docs/test-reads.jsonl`
 * @param now when. @default now
 * @throws the error of node:fs when the file cannot be written
 */
export async function recordTestRead(path: string, read: TestRead, now = new Date()): Promise<void> {
  const { by, model, id, correct, count } = read
  const line = JSON.stringify({ at: `${now.toISOString().slice(0, 19)}Z`, by, model, id, correct, count })
  await mkdir(dirname(path), { recursive: true })
  await appendFile(path, `${line}\n`)
}
