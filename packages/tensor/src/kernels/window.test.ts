import { describe, expect, test } from 'vitest'
import { conv2dGeometry } from './conv2d.ts'
import { pool2dGeometry } from './pool2d.ts'
import { windowAxis } from './window.ts'

describe('windowAxis', () => {
  // size, window, stride → out, before; the rows of Keras' `same` and `valid`
  test.each([
    [28, 5, 1, 'valid', 24, 0],
    [28, 5, 1, 'same', 28, 2],
    [28, 2, 1, 'same', 28, 0],
    [28, 4, 1, 'same', 28, 1],
    [7, 3, 2, 'valid', 3, 0],
    [7, 3, 2, 'same', 4, 1],
    [8, 3, 2, 'same', 4, 0],
    [5, 2, 3, 'same', 2, 0],
    [9, 1, 4, 'same', 3, 0],
  ] as const)('size %i, window %i, stride %i, %s: %i out, %i before', (size, window, stride, padding, out, before) => {
    expect(windowAxis(size, window, stride, padding)).toEqual({ out, before })
  })

  test('takes padding by number', () => {
    expect(windowAxis(5, 3, 2, { before: 2, after: 1 })).toEqual({ out: 3, before: 2 })
  })

  test.each([
    [4, 5, 1, 'valid', /expected at most 4 pixels.*got 5/],
    [4, 0, 1, 'valid', /whole window of 1 or more, got 0/],
    [4, 2, 0, 'same', /whole stride of 1 or more, got 0/],
    [4, 2, 1.5, 'same', /whole stride of 1 or more, got 1.5/],
    [0, 2, 1, 'same', /whole size of 1 or more, got 0/],
    [4, 2, 1, { before: 2, after: 0 }, /padding below the window of 2, got 2 before/],
    [4, 2, 1, { before: 0, after: -1 }, /whole padding of 0 or more, got -1/],
  ] as const)('size %i, window %i, stride %d, %j is refused', (size, window, stride, padding, message) => {
    expect(() => windowAxis(size, window, stride, padding)).toThrow(
      expect.objectContaining({ code: 'bad-window', message: expect.stringMatching(message) }),
    )
  })
})

test('conv2dGeometry keeps rows and columns apart', () => {
  const padding = { top: 1, bottom: 2, left: 3, right: 0 }
  expect(
    conv2dGeometry({ batch: 2, height: 9, width: 6, channels: 3, filters: 5, kernel: [4, 5], stride: [3, 2], padding }),
  ).toEqual({
    ...{ N: 2, H: 9, W: 6, C: 3, OH: 3, OW: 3, K: 5, R: 4, S: 5 },
    ...{ strideY: 3, strideX: 2, padTop: 1, padLeft: 3 },
  })
})

test('pool2dGeometry lays windows side by side when no stride is given', () => {
  expect(pool2dGeometry({ batch: 2, height: 9, width: 6, channels: 3, window: [4, 2] })).toEqual({
    ...{ N: 2, H: 9, W: 6, C: 3, OH: 2, OW: 3, R: 4, S: 2 },
    ...{ strideY: 4, strideX: 2, padTop: 0, padLeft: 0 },
  })
})
