// The table of commands. Adding one is a file beside this one and a line here.

import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addCompare } from './compare.ts'
import { addConvert } from './convert.ts'
import { addData } from './data.ts'
import { addEval } from './eval.ts'
import { addRates } from './rates.ts'
import { addRead } from './read.ts'
import { addSearch } from './search.ts'
import { addServe } from './serve.ts'
import { addSheet } from './sheet.ts'
import { addTrain } from './train.ts'

/**
 * Adds a command to the program.
 *
 * @param end takes an exit code other than 0; errors are thrown instead
 */
export type AddCommand = (program: Command, terminal: Terminal, end: (exitCode: number) => void) => void

/** All commands, in the order of the help. */
export const commands: readonly AddCommand[] = [
  addRead,
  addSheet,
  addTrain,
  addRates,
  addEval,
  addCompare,
  addSearch,
  addConvert,
  addData,
  addServe,
]
