// How are IDX files (the format of MNIST) read? Bytes in, a DigitSet out; nothing here opens a file or unpacks gzip (see node/).

/** Digits as MNIST stores them: upright 28x28 pictures, ink = 255, paper = 0, one after the other, and one label each. */
export interface DigitSet {
  /** How many digits. */
  readonly length: number
  /** length x 784 bytes, row by row; digit i starts at i * 784. */
  readonly images: Uint8Array
  /** length bytes, each 0..9. */
  readonly labels: Uint8Array
}

/** What can be wrong with data, by code. */
export const dataErrorCodes = {
  'wrong-magic': 'the file does not start as an IDX file of the expected kind',
  truncated: 'the file ends before the data that its header promises',
  'too-long': 'the file goes on after the data that its header promises',
  'wrong-size': 'the pictures are not 28x28',
  'wrong-count': 'pictures and labels differ in number',
  'label-range': 'a label is not a digit 0..9',
  'too-large': 'the header promises more than the limit',
  gzip: 'the file cannot be unpacked',
  checksum: 'the SHA-256 of the file is not the published one',
  download: 'no mirror gave the file',
  missing: 'there is no MNIST folder and downloading is off',
} as const

/** A key of `dataErrorCodes`. */
export type DataErrorCode = keyof typeof dataErrorCodes

/** A data file that cannot be used: which one, where in it, and why. */
export class DataError extends Error {
  override readonly name = 'DataError'
  /** Stable, for programs. */
  readonly code: DataErrorCode
  /** Name or path of the file. */
  readonly file: string
  /** Byte (of the unpacked file) where the trouble starts; undefined when the file as a whole is meant. */
  readonly offset: number | undefined

  constructor(code: DataErrorCode, message: string, file: string, offset?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.file = file
    this.offset = offset
  }
}

/** Side of a picture, in pixels. */
export const sidePx = 28
/** Pixels of a picture. */
export const pixelsPerDigit = sidePx * sidePx

/** Which of the two kinds of IDX file: the magic number, and how many bytes of header come before the data. */
export const idxKinds = {
  images: { magic: 2051, headerBytes: 16 },
  labels: { magic: 2049, headerBytes: 8 },
} as const

/** Kinds of IDX file that MNIST uses. */
export type IdxKind = keyof typeof idxKinds

/** The first bytes of an IDX file, understood and within limits. */
export interface IdxHeader {
  readonly count: number
  /** Bytes of the whole file, header included, if the header tells the truth. */
  readonly totalBytes: number
}

/** Default limit of an unpacked file: a little more than the 47,040,016 bytes of MNIST's 60,000 training pictures. */
export const defaultLimitBytes = 50 * 1_000_000

/**
 * Header of an IDX file. Only numbers are computed, nothing is allocated: a file may claim anything.
 *
 * @param bytes at least the first 16 bytes of pictures, 8 of labels; more is not looked at
 * @param file name for the messages
 * @throws DataError `truncated`, `wrong-magic`, `wrong-size`, `too-large`
 * @see http://yann.lecun.com/exdb/mnist, "FILE FORMATS FOR THE MNIST DATABASE"
 */
export function readIdxHeader(
  bytes: Uint8Array,
  kind: IdxKind,
  file: string,
  limitBytes = defaultLimitBytes,
): IdxHeader {
  const { magic, headerBytes } = idxKinds[kind]
  if (bytes.length >= 4) checkMagic(uint32(bytes, 0), magic, kind, file)
  if (bytes.length < headerBytes) {
    const got = `got ${bytes.length} bytes`
    throw new DataError(
      'truncated',
      `idx: ${file}: expected a header of ${headerBytes} bytes, ${got}.`,
      file,
      bytes.length,
    )
  }
  const count = uint32(bytes, 4)
  if (kind === 'images') checkSides(uint32(bytes, 8), uint32(bytes, 12), file)
  const totalBytes = headerBytes + count * (kind === 'images' ? pixelsPerDigit : 1)
  if (totalBytes > limitBytes) {
    const message = `idx: ${file}: ${count} ${kind} are ${totalBytes} bytes, limit is ${limitBytes}. Raise limitBytes if this is expected.`
    throw new DataError('too-large', message, file, 4)
  }
  return { count, totalBytes }
}

/**
 * Pictures of an IDX file.
 *
 * @param bytes the whole unpacked file
 * @param file name for the messages
 * @returns count x 784 bytes: a view of `bytes`, not a copy
 * @throws DataError `wrong-magic`, `truncated`, `too-long`, `wrong-size`, `too-large`
 */
export function readIdxImages(bytes: Uint8Array, file = 'images', limitBytes = defaultLimitBytes): Uint8Array {
  checkLength(bytes, readIdxHeader(bytes, 'images', file, limitBytes), file)
  return bytes.subarray(idxKinds.images.headerBytes)
}

/**
 * Labels of an IDX file, each 0..9.
 *
 * @param bytes the whole unpacked file
 * @param file name for the messages
 * @returns count bytes: a view of `bytes`, not a copy
 * @throws DataError `wrong-magic`, `truncated`, `too-long`, `label-range`, `too-large`
 */
export function readIdxLabels(bytes: Uint8Array, file = 'labels', limitBytes = defaultLimitBytes): Uint8Array {
  checkLength(bytes, readIdxHeader(bytes, 'labels', file, limitBytes), file)
  const labels = bytes.subarray(idxKinds.labels.headerBytes)
  const wrong = labels.findIndex(label => label > 9)
  if (wrong < 0) return labels
  const offset = idxKinds.labels.headerBytes + wrong
  const message = `idx: ${file}: label ${wrong} (byte ${offset}) is ${labels[wrong]}, expected 0..9. Is this a file of letters?`
  throw new DataError('label-range', message, file, offset)
}

/**
 * Two unpacked IDX files to one set.
 *
 * @param images the file of pictures
 * @param labels the file of labels
 * @param files names for the messages
 * @throws DataError as `readIdxImages` and `readIdxLabels`, and `wrong-count`
 * @example
 * const set = readDigitSet(imageBytes, labelBytes)   // { length, images, labels }
 */
export function readDigitSet(
  images: Uint8Array,
  labels: Uint8Array,
  files: { images?: string; labels?: string } = {},
): DigitSet {
  const pixels = readIdxImages(images, files.images)
  const digits = readIdxLabels(labels, files.labels)
  const length = pixels.length / pixelsPerDigit
  if (length !== digits.length) {
    const file = files.labels ?? 'labels'
    const message = `idx: ${file}: ${digits.length} labels for ${length} images. Are the two files of the same set?`
    throw new DataError('wrong-count', message, file, 4)
  }
  return { length, images: pixels, labels: digits }
}

function checkMagic(got: number, expected: number, kind: IdxKind, file: string): void {
  if (got === expected) return
  const other = Object.entries(idxKinds).find(([, { magic }]) => magic === got)?.[0]
  const meaning = other ? `magic number ${got} is ${other}` : `magic number is ${got}`
  const hint =
    got >>> 16 === 0x1f8b
      ? 'This is gzip: unpack it first.'
      : other
        ? 'Were the two files swapped?'
        : 'Is this an IDX file?'
  throw new DataError('wrong-magic', `idx: ${file}: ${meaning}, expected ${expected} (${kind}). ${hint}`, file, 0)
}

function checkSides(rows: number, columns: number, file: string): void {
  if (rows === sidePx && columns === sidePx) return
  const message = `idx: ${file}: pictures are ${columns}x${rows}, expected ${sidePx}x${sidePx}. Resize them first.`
  throw new DataError('wrong-size', message, file, rows === sidePx ? 12 : 8)
}

/**
 * Compares a file's length with what its header promises.
 *
 * @throws DataError `truncated`, `too-long`
 */
export function checkLength(bytes: Uint8Array, header: IdxHeader, file: string): void {
  if (bytes.length === header.totalBytes) return
  const message = `idx: ${file}: ${header.count} entries are ${header.totalBytes} bytes, got ${bytes.length}.`
  if (bytes.length < header.totalBytes) {
    throw new DataError('truncated', `${message} Fetch the file again.`, file, bytes.length)
  }
  throw new DataError('too-long', `${message} Is something appended?`, file, header.totalBytes)
}

/** Big-endian, as IDX has it; unsigned, so that 0xffffffff is 4294967295 and not -1. */
function uint32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0
}
