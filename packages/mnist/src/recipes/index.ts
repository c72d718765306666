// The table of recipes. Adding one is a file and a line here; the command line reads it.

import { base } from './base.ts'
import { nano } from './nano.ts'
import { report } from './report.ts'

/** Every recipe by the name that `digitrec train --preset` takes. */
export const recipes = { base, nano, report } as const

/** The name of a recipe. */
export type RecipeName = keyof typeof recipes
