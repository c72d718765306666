// How does a small network learn from a large one? Its targets become partly what the large one answers to the very same picture.

import type { ExampleSource, Model } from '@digitrec/cnn'
import type { FadingSource } from './sources.ts'

/** How much a teacher has to say. */
export interface DistilOptions {
  /** Share of the target that is the teacher's answer, 0 to 1. @default 0.5 */
  readonly share?: number
  /** Above 1 the answer is softened, so that what the teacher finds similar weighs more. @default 2 */
  readonly temperature?: number
}

/**
 * A source whose targets are the mixture (1 − share) · truth + share · softmax(z/T), z the teacher's logits for the example as
 * augmented; of several teachers, the mean of what they say. Cross-entropy with it is the usual sum of the two losses, for the
 * student at T = 1.
 *
 * @param source examples that fade, such as `mixSources` gives; its `strength` stays the one to set
 * @param teachers models with the same input and as many classes, at least one
 * @throws RangeError when there is none, they differ, or a number is out of range
 * @see Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a Neural Network", section 2, eq. 1, and section 1 for ensembles
 */
export function distilSource(
  source: FadingSource,
  teachers: readonly Model[],
  options: DistilOptions = {},
): FadingSource {
  const { share = 0.5, temperature = 2 } = options
  checkOptions(source, teachers, share, temperature)
  const effort = (source.effort ?? 0) + teachers.length * teacherEffort
  return {
    length: source.length,
    inputShape: source.inputShape,
    classes: source.classes,
    effort,
    get strength() {
      return source.strength
    },
    set strength(value) {
      source.strength = value
    },
    write(index, x, target, random) {
      source.write(index, x, target, random)
      const answers = teachers.map(teacher => soften(teacher.predict(x).data, temperature))
      for (let k = 0; k < target.length; k++) {
        const said = answers.reduce((sum, answer) => sum + answer[k]!, 0) / answers.length
        target[k] = (1 - share) * target[k]! + share * said
      }
    },
  }
}

/** What one answer of one teacher like `base` costs, in multiply-adds. */
const teacherEffort = 3_500_000

/** softmax(z/T) from softmax(z): each to the power 1/T, scaled to sum to 1. */
function soften(probabilities: Float32Array, temperature: number): Float32Array {
  const powers = probabilities.map(p => p ** (1 / temperature))
  const total = powers.reduce((sum, p) => sum + p, 0)
  return powers.map(p => p / total)
}

function checkOptions(source: ExampleSource, teachers: readonly Model[], share: number, temperature: number): void {
  if (teachers.length === 0) throw new RangeError('distilSource: expected at least one teacher, got none.')
  for (const { network } of teachers) {
    const [classes = 0] = network.output.slice(-1)
    if (String(network.input) !== String(source.inputShape) || classes !== source.classes) {
      throw new RangeError(
        `distilSource: expected a teacher from [${source.inputShape}] to ${source.classes} classes, got one from [${network.input}] to ${classes}.`,
      )
    }
  }
  if (!(share >= 0 && share <= 1)) throw new RangeError(`distilSource: expected share in 0..1, got ${share}.`)
  if (!(temperature > 0)) throw new RangeError(`distilSource: expected a temperature above 0, got ${temperature}.`)
}
