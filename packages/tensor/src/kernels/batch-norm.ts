// Batch normalization: every channel to mean 0 and variance 1, then a learnt scale and shift.
//
//   rows = N·H·W numbers a channel   C channels

/** Sizes of one batch normalization: C channels; `rows` is N·H·W for images and N for vectors. */
export interface BatchNormGeometry {
  readonly rows: number
  readonly C: number
}

/**
 * Batch normalization while training, forward: normalizes by the batch's own mean and variance, and moves the running
 * ones towards them.
 *
 *   mean[c]       = (1/rows) Σ_i x[i,c]
 *   variance[c]   = (1/rows) Σ_i (x[i,c] − mean[c])²
 *   inverseStd[c] = 1 / √(variance[c] + epsilon)
 *   y[i,c]        = gamma[c] · (x[i,c] − mean[c]) · inverseStd[c] + beta[c]
 *   runningMean[c]     = momentum · runningMean[c]     + (1−momentum) · mean[c]
 *   runningVariance[c] = momentum · runningVariance[c] + (1−momentum) · variance[c]
 *
 * The running variance takes the biased variance above and momentum weighs the old value, as in Keras; PyTorch takes
 * the unbiased one (times rows/(rows−1)) and calls 1−momentum momentum. y, mean and inverseStd are overwritten, the
 * running statistics updated. NaN passes through to its whole channel.
 *
 * @param y out, [rows,C]
 * @param mean out, [C], kept for backward
 * @param inverseStd out, [C], kept for backward
 * @param runningMean in and out, [C]
 * @param runningVariance in and out, [C]
 * @param x [rows,C]
 * @param gamma [C]
 * @param beta [C]
 * @param momentum share of the old running statistics, usually 0.9 or 0.99
 * @param epsilon added to the variance, usually 1e-3 or 1e-5
 * @see Ioffe, Szegedy 2015, Batch Normalization, algorithm 1
 */
export function batchNormTrainForward(
  y: Float32Array,
  mean: Float32Array,
  inverseStd: Float32Array,
  runningMean: Float32Array,
  runningVariance: Float32Array,
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  g: BatchNormGeometry,
  momentum: number,
  epsilon: number,
): void {
  const { rows, C } = g
  for (let c = 0; c < C; c++) {
    let sum = 0
    for (let i = 0; i < rows; i++) sum += x[i * C + c]!
    const center = sum / rows
    // A second pass over the differences: Σx² − (Σx)²/rows would lose all digits when the mean is large.
    let squares = 0
    for (let i = 0; i < rows; i++) squares += (x[i * C + c]! - center) ** 2
    const variance = squares / rows
    const scale = 1 / Math.sqrt(variance + epsilon)

    for (let i = 0; i < rows; i++) y[i * C + c] = gamma[c]! * (x[i * C + c]! - center) * scale + beta[c]!
    mean[c] = center
    inverseStd[c] = scale
    runningMean[c] = momentum * runningMean[c]! + (1 - momentum) * center
    runningVariance[c] = momentum * runningVariance[c]! + (1 - momentum) * variance
  }
}

/**
 * Batch normalization while predicting: the running statistics, so that an image's answer does not depend on its
 * neighbours in the batch.
 *
 *   y[i,c] = gamma[c] · (x[i,c] − runningMean[c]) / √(runningVariance[c] + epsilon) + beta[c]
 *
 * Every element of y is overwritten; y may be x. NaN passes through.
 *
 * @param y out, [rows,C]
 * @param x [rows,C]
 * @param gamma [C]
 * @param beta [C]
 * @param runningMean [C]
 * @param runningVariance [C]
 * @param epsilon the one that training used
 */
export function batchNormForward(
  y: Float32Array,
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  runningMean: Float32Array,
  runningVariance: Float32Array,
  g: BatchNormGeometry,
  epsilon: number,
): void {
  const { rows, C } = g
  for (let c = 0; c < C; c++) {
    const scale = gamma[c]! / Math.sqrt(runningVariance[c]! + epsilon)
    for (let i = 0; i < rows; i++) y[i * C + c] = (x[i * C + c]! - runningMean[c]!) * scale + beta[c]!
  }
}

/**
 * Gradients of batch normalization while training. With x̂ = (x − mean) · inverseStd:
 *
 *   dbeta[c]  += Σ_i dy[i,c]
 *   dgamma[c] += Σ_i dy[i,c] · x̂[i,c]
 *   dx[i,c]    = gamma[c] · inverseStd[c] · (dy[i,c] − (1/rows) Σ_j dy[j,c] − x̂[i,c] · (1/rows) Σ_j dy[j,c] · x̂[j,c])
 *
 * Every element of dx is overwritten; dgamma and dbeta are added to.
 *
 * @param dx out, [rows,C]
 * @param dgamma in and out, [C]
 * @param dbeta in and out, [C]
 * @param dy [rows,C]
 * @param x [rows,C]
 * @param gamma [C]
 * @param mean [C], as forward made it
 * @param inverseStd [C], as forward made it
 * @see Ioffe, Szegedy 2015, Batch Normalization, section 3 (the chain rule, gathered)
 */
export function batchNormBackward(
  dx: Float32Array,
  dgamma: Float32Array,
  dbeta: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  gamma: Float32Array,
  mean: Float32Array,
  inverseStd: Float32Array,
  g: BatchNormGeometry,
): void {
  const { rows, C } = g
  for (let c = 0; c < C; c++) {
    const center = mean[c]!
    const scale = inverseStd[c]!
    let sum = 0
    let sumNormalized = 0
    for (let i = 0; i < rows; i++) {
      const gradient = dy[i * C + c]!
      sum += gradient
      sumNormalized += gradient * (x[i * C + c]! - center) * scale
    }
    for (let i = 0; i < rows; i++) {
      const normalized = (x[i * C + c]! - center) * scale
      dx[i * C + c] = gamma[c]! * scale * (dy[i * C + c]! - sum / rows - (normalized * sumNormalized) / rows)
    }
    dgamma[c]! += sumNormalized
    dbeta[c]! += sum
  }
}
