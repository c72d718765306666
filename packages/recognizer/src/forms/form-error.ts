// What can be wrong with a form?

/** Every code a `FormError` can carry, with its meaning. */
export const formErrorCodes = {
  'template-invalid': 'The template of a form is not what it has to be; the message names the place.',
} as const

/** One of the keys of `formErrorCodes`. */
export type FormErrorCode = keyof typeof formErrorCodes

/** A template that no form can be printed or read with. */
export class FormError extends Error {
  override readonly name = 'FormError'
  readonly code: FormErrorCode

  constructor(code: FormErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
