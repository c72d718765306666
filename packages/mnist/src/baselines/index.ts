// The table of baselines. Adding one is a file and a line here; `digitrec compare` reads it.

import type { Baseline } from './baseline.ts'
import { naiveBayes } from './naive-bayes.ts'
import { nearestNeighbours } from './nearest-neighbours.ts'
import { logisticRegression, perceptron } from './networks.ts'
import { randomForest } from './random-forest.ts'
import { supportVectors } from './support-vectors.ts'

export type { Baseline, BaselineOptions, FittedBaseline } from './baseline.ts'
export { type Claim, claims } from './claims.ts'
export { type Compared, type CompareOptions, type Contender, compare } from './compare.ts'
export { deskew } from './deskew.ts'
export { claimsOf, comparisonHead, comparisonMarkdown, comparisonRow } from './table.ts'

/** Every baseline by its name. */
export const baselines: Readonly<Record<string, Baseline>> = Object.fromEntries(
  [logisticRegression, perceptron, nearestNeighbours, supportVectors, randomForest, naiveBayes].map(baseline => [
    baseline.name,
    baseline,
  ]),
)
