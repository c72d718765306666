// The table of optimizers. Adding one is a function and a line here.

import { call } from '@digitrec/tensor'
import { adamStep, adamwStep, momentumStep, rmspropStep, sgdStep } from '@digitrec/tensor/kernels'
import { NetworkError, numberIn } from '../layers/layer.ts'
import type { Optimizer } from './optimizer.ts'

/** Options every optimizer has. */
export interface OptimizerOptions {
  /** Used when training is given no schedule. Must be positive. */
  learningRate?: number
  /** Pull of the weights towards zero; biases and batch-norm scales are left alone. @default 0 */
  weightDecay?: number
}

/** Options of {@link adam} and {@link adamw}. */
export interface AdamOptions extends OptimizerOptions {
  /** @default 0.9 */
  beta1?: number
  /** @default 0.999 */
  beta2?: number
  /** Added outside the bias-corrected root. @default 1e-8 */
  epsilon?: number
}

/** w ← w − learningRate·(dw + weightDecay·w). @throws NetworkError `option` */
export function sgd(options: OptimizerOptions = {}): Optimizer {
  const { learningRate, weightDecay } = checked('sgd', { learningRate: 0.01, ...options })
  return {
    name: 'sgd',
    slots: 0,
    learningRate,
    step: ({ parameters, gradients, decay }) => [
      call(sgdStep, [parameters, gradients], { length: parameters.length }, 'learningRate', decay ? weightDecay : 0),
    ],
  }
}

/** Gradient descent with a running sum of gradients. @throws NetworkError `option` @see Polyak 1964; the form of PyTorch's SGD */
export function momentum(options: OptimizerOptions & { momentum?: number } = {}): Optimizer {
  const { learningRate, weightDecay } = checked('momentum', { learningRate: 0.01, ...options })
  const share = numberIn('momentum', 'momentum', options.momentum ?? 0.9, 0, 1)
  return {
    name: 'momentum',
    slots: 1,
    learningRate,
    step: ({ parameters, gradients, slots, decay }) => [
      call(
        momentumStep,
        [parameters, slots[0]!, gradients],
        { length: parameters.length },
        'learningRate',
        share,
        decay ? weightDecay : 0,
      ),
    ],
  }
}

/** Steps divided by the root of a running mean of squared gradients. @throws NetworkError `option` @see Tieleman & Hinton 2012, lecture 6.5 */
export function rmsprop(options: OptimizerOptions & { rho?: number; epsilon?: number } = {}): Optimizer {
  const { learningRate, weightDecay } = checked('rmsprop', { learningRate: 1e-3, ...options })
  const rho = numberIn('rmsprop', 'rho', options.rho ?? 0.9, 0, 1)
  const epsilon = options.epsilon ?? 1e-8
  return {
    name: 'rmsprop',
    slots: 1,
    learningRate,
    step: ({ parameters, gradients, slots, decay }) => [
      call(
        rmspropStep,
        [parameters, slots[0]!, gradients],
        { length: parameters.length },
        'learningRate',
        rho,
        epsilon,
        decay ? weightDecay : 0,
      ),
    ],
  }
}

/** Adam; weight decay, if any, is added to the gradient. @throws NetworkError `option` @see Kingma & Ba 2015, algorithm 1 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamFamily('adam', adamStep, options)
}

/** Adam with weight decay apart from the gradient. @throws NetworkError `option` @see Loshchilov & Hutter 2019, algorithm 2 */
export function adamw(options: AdamOptions = {}): Optimizer {
  return adamFamily('adamw', adamwStep, { weightDecay: 0.01, ...options })
}

function adamFamily(name: string, kernel: typeof adamStep, options: AdamOptions): Optimizer {
  const { learningRate, weightDecay } = checked(name, { learningRate: 1e-3, ...options })
  const beta1 = numberIn(name, 'beta1', options.beta1 ?? 0.9, 0, 1)
  const beta2 = numberIn(name, 'beta2', options.beta2 ?? 0.999, 0, 1)
  const epsilon = options.epsilon ?? 1e-8
  return {
    name,
    slots: 2,
    learningRate,
    step: ({ parameters, gradients, slots, decay }) => [
      call(
        kernel,
        [parameters, slots[0]!, slots[1]!, gradients],
        { length: parameters.length },
        'learningRate',
        beta1,
        beta2,
        epsilon,
        decay ? weightDecay : 0,
        'step',
      ),
    ],
  }
}

function checked(where: string, options: OptimizerOptions & { learningRate: number }) {
  const { learningRate, weightDecay = 0 } = options
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new NetworkError('option', `${where}: expected learningRate to be positive, got ${learningRate}.`)
  numberIn(where, 'weightDecay', weightDecay, 0, 1)
  return { learningRate, weightDecay }
}

/** Every optimizer by name. */
export const optimizers = { sgd, momentum, rmsprop, adam, adamw }
