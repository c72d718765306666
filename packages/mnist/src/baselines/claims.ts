// What did the founding report's survey say that each method reaches? Claims of others, to stand beside what is measured here.

/** A published figure. */
export interface Claim {
  /** Name of the baseline or recipe it is about. */
  readonly of: string
  /** Percent right, as published. */
  readonly percent: readonly number[]
  readonly from: string
}

/** The figures; which data they were measured on is often not said. */
export const claims: readonly Claim[] = [
  { of: 'keras-convnet', percent: [98.7], from: 'survey of the founding report, "CNN (Keras and Theano)"' },
  { of: 'svm', percent: [97.91], from: 'the same survey' },
  { of: 'knn', percent: [96.67], from: 'the same survey; another work in it says 99 for the nearest neighbour' },
  { of: 'forest', percent: [96.89], from: 'the same survey' },
  { of: 'dl4j', percent: [99.21, 99.89], from: 'the same survey, precision and "recognition rate"' },
  { of: 'report', percent: [97.08, 99.61], from: "the founding report: its notebook's output, and its conclusion" },
]
