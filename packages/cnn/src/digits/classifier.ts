// What is a digit classifier, and how does a model file become one? Next: ensemble.ts, several of them
// that answer together.

import { shapeSize } from '@digitrec/tensor'
import type { Json } from '../layers/layer.ts'
import type { Model, ModelOptions } from '../model.ts'
import { type ModelFile, ModelFileError, openModel } from '../model-file.ts'

/** What the classifier says of a batch of frames. */
export interface DigitProbabilities {
  /** `[N,10]`, each row sums to 1: which digit it is, if it is one. */
  readonly digits: Float32Array
  /** `[N]`, how likely it is that the frame shows no digit at all, 0 to 1; 1 for a frame without ink. */
  readonly notDigit: Float32Array
}

/** A network that tells digits apart, and digits from what is none. */
export interface DigitClassifier {
  readonly name: string
  /** Names these very weights; the beginning of the SHA-256 of their file. */
  readonly id: string
  /** How the model came to be: data, seed, command, results. */
  readonly card: Readonly<Record<string, Json>>
  readonly model: Model
  /**
   * Classifies frames of 28x28: ink = 1 on paper = 0, longest side of the digit 20 pixels, centre of mass at (14,14).
   *
   * @param frames [N,28,28] as floats 0 to 1 or bytes 0 to 255
   * @throws ShapeError `length-mismatch` when the numbers do not make up whole frames
   */
  classify(frames: Float32Array | Uint8Array): DigitProbabilities
}

/**
 * A classifier from what its file says: 28x28 in, ten digits out, or eleven classes of which the last is "no digit".
 *
 * @throws ModelFileError as openModel, and `mismatch` for a network of other sizes
 */
export function openClassifier(file: ModelFile, options: Pick<ModelOptions, 'backend'>): DigitClassifier {
  const model = openModel(file, options)
  const classes = shapeSize(model.network.output)
  if (shapeSize(model.network.input) !== 784 || (classes !== 10 && classes !== 11))
    throw new ModelFileError(
      'mismatch',
      `digitClassifier: expected a network from 28x28 to 10 or 11 classes, got one from ${shapeSize(model.network.input)} numbers to ${classes}.`,
    )
  const calibration = calibrationOf(model)
  return {
    name: model.network.name,
    id: file.id,
    card: file.card,
    model,
    classify: frames => withoutBlanks(split(model.predict(frames).data, classes, calibration), frames),
  }
}

/** What is done to the logits so that a probability means what it says; both are notes of the model. */
interface DigitCalibration {
  /** Each logit is divided by it; found on validation data. @see Guo et al. 2017, section 4.2 */
  readonly temperature: number
  /**
   * Added to the logit of "no digit" then: the logarithm of how much rarer it is among the marks that are read than it was among
   * the examples of training. @see Saerens, Latinne, Decaestecker 2002, "Adjusting the Outputs of a Classifier to New a Priori
   *   Probabilities", eq. 4
   */
  readonly noDigitBias: number
}

function calibrationOf(model: Model): DigitCalibration {
  const { temperature, noDigitBias } = model.network.preprocessing.notes ?? {}
  return {
    temperature: typeof temperature === 'number' && temperature > 0 ? temperature : 1,
    noDigitBias: typeof noDigitBias === 'number' && Number.isFinite(noDigitBias) ? noDigitBias : 0,
  }
}

function split(
  probabilities: Float32Array,
  classes: number,
  { temperature, noDigitBias }: DigitCalibration,
): DigitProbabilities {
  const count = probabilities.length / classes
  const odds = Math.exp(noDigitBias)
  const digits = new Float32Array(count * 10)
  const notDigit = new Float32Array(count)
  for (let n = 0; n < count; n++) {
    // softmax(logits / T) is the softmax of the logits, each to the power 1/T, scaled to sum to 1.
    const row = Array.from(probabilities.subarray(n * classes, (n + 1) * classes), p => p ** (1 / temperature))
    const among = row.slice(0, 10).reduce((sum, p) => sum + p, 0)
    // So surely no digit that nothing is left for any: then nothing is known of which.
    for (let k = 0; k < 10; k++) digits[n * 10 + k] = among > 0 ? row[k]! / among : 0.1
    const none = (row[10] ?? 0) * odds
    notDigit[n] = none / (among + none)
  }
  return { digits, notDigit }
}

/** A frame without any ink is no digit, whatever the network makes of it: it never saw one. */
function withoutBlanks(answer: DigitProbabilities, frames: Float32Array | Uint8Array): DigitProbabilities {
  for (let n = 0; n < answer.notDigit.length; n++)
    if (frames.subarray(n * 784, (n + 1) * 784).every(ink => ink === 0)) answer.notDigit[n] = 1
  return answer
}
