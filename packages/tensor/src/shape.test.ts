import { expect, test } from 'vitest'
import {
  checkLength,
  checkSameShape,
  checkShape,
  formatShape,
  ShapeError,
  sameShape,
  shapeSize,
  shapeStrides,
} from './shape.ts'

test('a shape has a size, strides and a text', () => {
  expect(shapeSize([2, 3, 4])).toBe(24)
  expect(shapeSize([])).toBe(1)
  expect(shapeSize([5, 0, 3])).toBe(0)
  expect(shapeStrides([2, 3, 4])).toEqual([12, 4, 1])
  expect(shapeStrides([])).toEqual([])
  expect(formatShape([28, 28, 1])).toBe('[28,28,1]')
  expect(sameShape([2, 3], [2, 3])).toBe(true)
  expect(sameShape([2, 3], [3, 2])).toBe(false)
  expect(sameShape([2, 3], [2, 3, 1])).toBe(false)
})

test.each([[[2, -1, 3]], [[2, 1.5, 3]], [[2, Number.NaN, 3]], [[2, Number.POSITIVE_INFINITY, 3]]])(
  '%j is no shape',
  shape => {
    expect(() => checkShape('conv2d', shape)).toThrow(ShapeError)
    expect(() => checkShape('conv2d', shape)).toThrow(
      expect.objectContaining({
        code: 'bad-size',
        message: expect.stringMatching(/^conv2d: expected whole sizes.* on axis 1 of \[2,/),
      }),
    )
  },
)

test('messages name both shapes, or both lengths', () => {
  expect(() => checkSameShape('dense', [2, 3], [3, 2])).toThrow('dense: expected shape [3,2], got [2,3].')
  expect(() => checkLength('dense', 5, [3, 2])).toThrow('dense: expected 6 numbers for shape [3,2], got 5.')
  expect(() => checkSameShape('dense', [2, 3], [2, 3])).not.toThrow()
  expect(() => checkLength('dense', 6, [3, 2])).not.toThrow()
})
