// What an optimizer is: how many arrays it keeps beside the parameters, and one kernel call a step.

import type { Buffer, Call } from '@digitrec/tensor'

/** A stretch of the flat parameter array with its gradient and the optimizer's own arrays. */
export interface StepSite {
  readonly parameters: Buffer
  readonly gradients: Buffer
  readonly slots: readonly Buffer[]
  /** Whether weight decay applies to this stretch. */
  readonly decay: boolean
}

/**
 * An update rule. Its calls name two scalars that training gives at every step: `learningRate`, and `step`
 * counted from 1.
 */
export interface Optimizer {
  readonly name: string
  /** Arrays of the size of the parameters that it keeps between steps; saved in checkpoints. */
  readonly slots: number
  /** Learning rate when no schedule is given. */
  readonly learningRate: number
  /** Calls that update one stretch of the parameters in place. */
  step(site: StepSite): readonly Call[]
}
