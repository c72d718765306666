// The table of suites, in the order in which they run. Adding one is a file and a line here.

import { bundles } from './bundle.ts'
import { coldStart } from './cold-start.ts'
import { inference } from './inference.ts'
import { kernels } from './kernels.ts'
import { memory } from './memory.ts'
import { reading } from './reading.ts'
import type { Suite } from './suite.ts'
import { threads } from './threads.ts'
import { training } from './training.ts'

/** Every suite. */
export const suites: readonly Suite[] = [inference, training, threads, reading, coldStart, bundles, memory, kernels]
