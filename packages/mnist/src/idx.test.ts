import { describe, expect, it } from 'vitest'
import { DataError, readDigitSet, readIdxHeader, readIdxImages, readIdxLabels } from './idx.ts'

function header(...numbers: number[]): number[] {
  return numbers.flatMap(n => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255])
}

function images(count: number, bytes = count * 784, rows = 28, columns = 28): Uint8Array {
  return Uint8Array.from([...header(2051, count, rows, columns), ...Array.from({ length: bytes }, (_, i) => i % 251)])
}

function labels(count: number, list = Array.from({ length: count }, (_, i) => i % 10)): Uint8Array {
  return Uint8Array.from([...header(2049, count), ...list])
}

function failure(run: () => unknown): DataError {
  try {
    run()
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('IDX', () => {
  it('reads pictures and labels in order', () => {
    const set = readDigitSet(images(3), labels(3, [7, 0, 9]))
    expect(set.length).toBe(3)
    expect([...set.labels]).toEqual([7, 0, 9])
    expect(set.images.length).toBe(3 * 784)
    expect(set.images[2 * 784 + 5]).toBe((2 * 784 + 5) % 251)
  })

  it('gives a view, not a copy', () => {
    const bytes = images(2)
    expect(readIdxImages(bytes).buffer).toBe(bytes.buffer)
  })

  it('reads a file that begins in the middle of a buffer', () => {
    const bytes = Uint8Array.from([9, 9, 9, ...labels(4, [1, 2, 3, 4])]).subarray(3)
    expect([...readIdxLabels(bytes)]).toEqual([1, 2, 3, 4])
  })

  it('reads a set of nothing', () => {
    expect(readDigitSet(images(0), labels(0)).length).toBe(0)
  })

  const hostile: [string, () => unknown, Partial<DataError> & { says: string }][] = [
    [
      'nothing',
      () => readIdxImages(new Uint8Array(0), 'a'),
      { code: 'truncated', file: 'a', offset: 0, says: '16 bytes, got 0' },
    ],
    [
      'half a header',
      () => readIdxImages(images(1).subarray(0, 11), 'a'),
      { code: 'truncated', offset: 11, says: 'got 11' },
    ],
    [
      'labels for images',
      () => readIdxImages(labels(20), 'a'),
      { code: 'wrong-magic', offset: 0, says: '2049 is labels' },
    ],
    [
      'images for labels',
      () => readIdxLabels(images(1), 'b'),
      { code: 'wrong-magic', file: 'b', says: '2051 is images' },
    ],
    [
      'text',
      () => readIdxImages(new TextEncoder().encode('{"a": 1234567890}'), 'a'),
      { code: 'wrong-magic', says: 'Is this an IDX' },
    ],
    [
      'gzip',
      () => readIdxLabels(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), 'a'),
      { code: 'wrong-magic', says: 'gzip' },
    ],
    [
      'one byte short',
      () => readIdxImages(images(3, 3 * 784 - 1), 'a'),
      { code: 'truncated', offset: 16 + 2351, says: '2368 bytes' },
    ],
    [
      'one byte long',
      () => readIdxLabels(labels(3, [1, 2, 3, 4]), 'a'),
      { code: 'too-long', offset: 11, says: '11 bytes, got 12' },
    ],
    ['27 rows', () => readIdxImages(images(1, 27 * 28, 27), 'a'), { code: 'wrong-size', offset: 8, says: '28x27' }],
    [
      '29 columns',
      () => readIdxImages(images(1, 28 * 29, 28, 29), 'a'),
      { code: 'wrong-size', offset: 12, says: '29x28' },
    ],
    [
      'label 10',
      () => readIdxLabels(labels(4, [1, 2, 10, 3]), 'a'),
      { code: 'label-range', offset: 10, says: 'label 2 (byte 10) is 10' },
    ],
    [
      'fewer labels',
      () => readDigitSet(images(3), labels(2), { labels: 'l' }),
      { code: 'wrong-count', file: 'l', says: '2 labels for 3' },
    ],
  ]
  it.each(hostile)('says what is wrong with %s', (_, run, { says, ...fields }) => {
    const error = failure(run)
    expect(error).toMatchObject(fields)
    expect(error.message).toContain(says)
  })

  it('refuses 4 billion pictures (3 TB) and sides of 4 billion before anything is allocated', () => {
    const claim = Uint8Array.from(header(2051, 0xffffffff, 28, 28))
    const error = failure(() => readIdxHeader(claim, 'images', 'a'))
    expect(error).toMatchObject({ code: 'too-large', offset: 4 })
    expect(error.message).toContain('3367254359296')
    const sides = Uint8Array.from(header(2051, 1, 0xffffffff, 0xffffffff))
    expect(failure(() => readIdxImages(sides)).code).toBe('wrong-size')
  })

  it('refuses every prefix of a file with a code', () => {
    const whole = images(2)
    for (let length = 0; length < whole.length; length += 97) {
      expect(failure(() => readIdxImages(whole.subarray(0, length))).code).toBe('truncated')
    }
  })
})
