// The table of recipes. Adding one is a file and a line here; the command line reads it.

import { base } from './base.ts'
import { clean } from './clean.ts'
import { dl4j } from './dl4j.ts'
import { kerasConvnet } from './keras-convnet.ts'
import { lenet5 } from './lenet5.ts'
import { lines } from './lines.ts'
import { linesClose } from './lines-close.ts'
import { linesDeep } from './lines-deep.ts'
import { linesWide } from './lines-wide.ts'
import { nano } from './nano.ts'
import type { Recipe } from './recipe.ts'
import { report } from './report.ts'

/** Every recipe of a classifier by the name that `digitrec train --preset` takes. */
export const recipes = {
  base,
  nano,
  clean,
  report,
  lenet5,
  'keras-convnet': kerasConvnet,
  dl4j,
} as const satisfies Record<string, Recipe>

/** Every recipe of a line reader, likewise. */
export const lineRecipes = {
  lines,
  'lines-close': linesClose,
  'lines-wide': linesWide,
  'lines-deep': linesDeep,
} as const

/** The name of a classifier's recipe. */
export type RecipeName = keyof typeof recipes

/** The name of a line reader's recipe. */
export type LineRecipeName = keyof typeof lineRecipes
