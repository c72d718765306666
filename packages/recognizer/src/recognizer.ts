// The door for programs: a recognizer that is loaded once and reads any number of pictures.

import { type DigitClassifier, digitClassifier, loadDigitClassifier } from '@digitrec/cnn/digits'
import type { LineReader } from '@digitrec/cnn/lines'
import { type FormReading, readForm } from './forms/read-form.ts'
import type { FormTemplate } from './forms/template.ts'
import type { PictureInput, ReadOptions } from './picture.ts'
import type { ModelName, Recognition } from './recognition.ts'
import { recognize } from './recognize.ts'
import { type DigitStyle, describeStyle } from './style/describe-style.ts'

/** Reads numbers in pictures. */
export interface Recognizer {
  readonly model: ModelName
  /** What runs the network: `wasm` or `reference`. */
  readonly backend: string
  /**
   * Reads the number in a picture: one digit or several, on one line or more.
   *
   * @param input bytes of a PNG, JPEG, BMP, GIF, WebP or PNM file, a Blob of them, ImageData or RGBA pixels
   * @throws ImageError with a code from `imageErrorCodes` when the bytes are no picture that can be read
   * @throws ConstraintError with a code from `constraintErrorCodes` when the constraint is a text that says none
   * @throws the signal's reason when stopped
   */
  read(input: PictureInput, options?: ReadOptions): Promise<Recognition>
  /**
   * Loads what only some pictures need, the reader of lines for digits that touch (about 850 kB of code), so that the first of them
   * does not wait for it, and needs no network.
   */
  prepare(): Promise<void>
  /**
   * Reads a filled-in form: the corner marks straighten it, each field is read under its constraint.
   *
   * @param template what is where, see `parseTemplate`
   * @throws ImageError and the signal's reason, as {@link read}
   */
  readForm(
    input: PictureInput,
    template: FormTemplate,
    options?: Pick<ReadOptions, 'limits' | 'signal' | 'maxRisk'>,
  ): Promise<FormReading>
  /**
   * Describes how the digit in a frame is written; the network says which digit it is.
   *
   * @param frame 28×28, ink = 1, in MNIST's geometry
   * @returns undefined when there is no ink
   */
  style(frame: Float32Array): DigitStyle | undefined
}

/** Options of {@link loadRecognizer}. */
export interface RecognizerOptions {
  /** Bytes of a model file to read with. @default the bundled model */
  model?: Uint8Array
}

/**
 * A recognizer with the bundled model: no network, no file, nothing to configure.
 *
 * @throws ModelFileError when a model is given that cannot be read
 * @example
 * const recognizer = await loadRecognizer()
 * const { text, status, confidence } = await recognizer.read(await readFile('meter.jpg'))
 */
export async function loadRecognizer(options: RecognizerOptions = {}): Promise<Recognizer> {
  const classifier: DigitClassifier = options.model ? digitClassifier(options.model) : loadDigitClassifier()
  let reader: Promise<LineReader> | undefined
  // Loaded when a picture first needs it; where that failed, say without a network, the next picture tries again.
  const lines = () => {
    reader ??= import('@digitrec/cnn/lines').then(({ loadLineReader }) => loadLineReader())
    reader.catch(() => {
      reader = undefined
    })
    return reader
  }
  const readers = { classifier, lines }
  return {
    model: { name: classifier.name, id: classifier.id },
    backend: classifier.model.backend.name,
    prepare: async () => void (await lines()),
    style: frame => describeStyle(frame, likeliest(classifier.classify(frame).digits)),
    readForm: (input, template, formOptions) => readForm(readers, input, template, formOptions),
    read: (input, readOptions) => recognize(readers, input, readOptions),
  }
}

function likeliest(probabilities: ArrayLike<number>): number {
  const list = Array.from(probabilities)
  return list.indexOf(Math.max(...list))
}
