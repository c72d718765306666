// The table of recipes. Adding one is a file and a line here; the command line reads it.

import { base } from './base.ts'
import { dl4j } from './dl4j.ts'
import { kerasConvnet } from './keras-convnet.ts'
import { lenet5 } from './lenet5.ts'
import { nano } from './nano.ts'
import type { Recipe } from './recipe.ts'
import { report } from './report.ts'

/** Every recipe by the name that `digitrec train --preset` takes. */
export const recipes = {
  base,
  nano,
  report,
  lenet5,
  'keras-convnet': kerasConvnet,
  dl4j,
} as const satisfies Record<string, Recipe>

/** The name of a recipe. */
export type RecipeName = keyof typeof recipes
