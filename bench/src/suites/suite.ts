// What a suite is: a name that `--only` takes, and a run that gives results.

import type { Contender } from '../contenders.ts'
import type { BenchResult, Introduction } from '../result.ts'

/** What every suite is given. */
export interface Setting {
  readonly quick: boolean
  readonly contenders: readonly Contender[]
  /** A folder for files of this run; emptied afterwards. */
  readonly folder: string
  /** Says what is being done, for people who wait. */
  progress(text: string): void
}

/** What a suite found. */
export interface SuiteOutcome {
  readonly results: readonly BenchResult[]
  readonly introductions?: readonly Introduction[]
  readonly absent?: readonly { readonly contender: string; readonly reason: string }[]
}

/** One suite. */
export interface Suite {
  readonly name: string
  /** One sentence for the help text. */
  readonly summary: string
  run(setting: Setting): Promise<SuiteOutcome>
}
