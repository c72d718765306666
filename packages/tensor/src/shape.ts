// What a shape is: the sizes of an array, outermost first; and how it is checked and written.
// Next: tensor.ts (a shape with numbers), random.ts, kernels/window.ts (output sizes).

/** Sizes of an array along each axis, outermost first; images are `[N,H,W,C]`. `[]` is a single number. */
export type Shape = readonly number[]

/** Codes of {@link ShapeError}. */
export const shapeErrorCodes = {
  'bad-size': 'A size along an axis is not a whole number of zero or more.',
  'length-mismatch': 'There are more or fewer numbers than the shape holds.',
  'shape-mismatch': 'The shape is not the one that is needed here.',
  'bad-index': 'An index lies outside the shape, or there are too many or too few indices.',
  'ragged-array': 'Nested lists of one level differ in length, or hold something other than numbers.',
  'bad-window': 'A window, stride or padding does not fit the image.',
} as const

/** A shape does not fit the numbers, the index or the operation that it is used with. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  constructor(
    readonly code: keyof typeof shapeErrorCodes,
    message: string,
  ) {
    super(message)
  }
}

/** How many numbers a shape holds: the product of its sizes, 1 for `[]`. */
export function shapeSize(shape: Shape): number {
  return shape.reduce((size, axis) => size * axis, 1)
}

/** How far apart in memory neighbours along each axis lie, counted in numbers: `[2,3,4]` gives `[12,4,1]`. */
export function shapeStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

/** A shape as it is written in messages: `[28,28,1]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`
}

/** Whether two shapes have the same sizes in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/**
 * Passes a shape of whole sizes of zero or more.
 *
 * @param where who asks, for the message
 * @throws ShapeError `bad-size`
 */
export function checkShape(where: string, shape: Shape): void {
  const axis = shape.findIndex(size => !Number.isSafeInteger(size) || size < 0)
  if (axis >= 0)
    throw new ShapeError(
      'bad-size',
      `${where}: expected whole sizes of zero or more, got ${shape[axis]} on axis ${axis} of ${formatShape(shape)}.`,
    )
}

/**
 * Passes a shape that equals another one.
 *
 * @param where who asks, for the message
 * @throws ShapeError `shape-mismatch`
 */
export function checkSameShape(where: string, actual: Shape, expected: Shape): void {
  if (!sameShape(actual, expected))
    throw new ShapeError(
      'shape-mismatch',
      `${where}: expected shape ${formatShape(expected)}, got ${formatShape(actual)}.`,
    )
}

/**
 * Passes an array that holds as many numbers as its shape.
 *
 * @param where who asks, for the message
 * @throws ShapeError `length-mismatch`
 */
export function checkLength(where: string, length: number, shape: Shape): void {
  const expected = shapeSize(shape)
  if (length !== expected)
    throw new ShapeError(
      'length-mismatch',
      `${where}: expected ${expected} numbers for shape ${formatShape(shape)}, got ${length}.`,
    )
}
