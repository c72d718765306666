// How does a picture that cannot be read say so? One class, five codes.

/** Every code an `ImageError` can carry, with its meaning. */
export const imageErrorCodes = {
  empty: 'There are no bytes to read.',
  unsupported: 'The bytes are no picture, or a kind of picture that is not accepted.',
  'too-large': 'The file or the picture it declares is larger than the limits allow.',
  truncated: 'The file ends before the picture does.',
  corrupt: 'The file breaks the rules of its own format.',
} as const

/** One of the keys of `imageErrorCodes`. */
export type ImageErrorCode = keyof typeof imageErrorCodes

/** A picture that cannot be read: the sender's file is at fault, not the program. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
  /** Stable, for programs; the message is for people. */
  readonly code: ImageErrorCode

  /**
   * @param code one of `imageErrorCodes`
   * @param message `where: expected what, got what. What to do.`
   * @param options `cause` holds the error of a foreign decoder, if one threw
   */
  constructor(code: ImageErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
