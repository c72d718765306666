import { describe, expect, test } from 'vitest'
import { tensorFromArray } from './nested.ts'
import { Tensor } from './tensor.ts'

const counting = (shape: number[]) =>
  new Tensor(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  )

const withCode = (code: string) => expect.objectContaining({ name: 'ShapeError', code })

describe('a tensor', () => {
  test('starts as zeros, or takes numbers without copying them', () => {
    expect([...new Tensor([2, 3]).data]).toEqual([0, 0, 0, 0, 0, 0])
    const data = new Float32Array(6)
    expect(new Tensor([2, 3], data).data).toBe(data)
    expect(new Tensor([]).size).toBe(1)
    expect(new Tensor([0, 3]).size).toBe(0)
  })

  test('does not follow later changes to the array that gave its shape', () => {
    const shape = [2, 3]
    const tensor = new Tensor(shape)
    shape[0] = 9
    expect(tensor.shape).toEqual([2, 3])
  })

  test('refuses numbers that do not fit', () => {
    expect(() => new Tensor([2, 3], new Float32Array(5))).toThrow(withCode('length-mismatch'))
    expect(() => new Tensor([2, -3])).toThrow(withCode('bad-size'))
  })

  test('finds a number by its index, the last axis running fastest', () => {
    const tensor = counting([2, 3, 4])
    expect(tensor.at(1, 2, 3)).toBe(23)
    expect(tensor.at(1, 0, 2)).toBe(14)
    expect(tensor.at(0, 2, 1)).toBe(9)
    expect(new Tensor([], new Float32Array([7])).at()).toBe(7)
  })

  test.each([[[2, 0, 0]], [[0, 3, 0]], [[0, 0, -1]], [[0, 0]], [[0, 0, 0, 0]], [[0, 0.5, 0]]])(
    'has nothing at %j',
    index => {
      expect(() => counting([2, 3, 4]).at(...index)).toThrow(withCode('bad-index'))
    },
  )

  test('reshapes and slices as views', () => {
    const tensor = counting([3, 2, 2])
    const flat = tensor.reshape([6, 2])
    const rows = tensor.slice(1, 3)
    expect(flat.at(3, 1)).toBe(7)
    expect(rows.shape).toEqual([2, 2, 2])
    expect([...rows.data]).toEqual([4, 5, 6, 7, 8, 9, 10, 11])
    rows.data[0] = 100
    expect([tensor.at(1, 0, 0), flat.at(2, 0)]).toEqual([100, 100])
    expect(tensor.slice(2).shape).toEqual([1, 2, 2])
    expect(tensor.slice(1, 1).size).toBe(0)
  })

  test('refuses a reshape of another size and a slice outside', () => {
    const tensor = counting([3, 4])
    expect(() => tensor.reshape([5, 2])).toThrow('reshape: expected 10 numbers for shape [5,2], got 12.')
    for (const [start, end] of [
      [-1, 2],
      [2, 1],
      [0, 4],
      [0.5, 2],
    ] as const)
      expect(() => tensor.slice(start, end)).toThrow(withCode('bad-index'))
    expect(() => new Tensor([]).slice(0)).toThrow(withCode('bad-index'))
  })

  test('argmax takes the first of equal numbers, and never NaN', () => {
    const tensor = tensorFromArray([
      [1, 3, 3],
      [Number.NaN, -2, -1],
      [Number.NaN, Number.NaN, Number.NaN],
      [-Infinity, -Infinity, -5],
    ])
    expect([...tensor.argmax()]).toEqual([1, 2, 0, 2])
    expect([...counting([2, 2, 3]).argmax()]).toEqual([2, 2, 2, 2])
    expect(() => new Tensor([2, 0]).argmax()).toThrow(withCode('bad-size'))
  })

  test('writes itself on one line', () => {
    expect(String(new Tensor([3], new Float32Array([0.1, -2, 1e9])))).toBe('Tensor [3] 0.1 -2 1000000000')
    expect(String(counting([3, 5]))).toBe('Tensor [3,5] 0 1 2 3 4 5 6 7 …')
  })
})

describe('tensorFromArray', () => {
  test('takes its shape from the nesting', () => {
    const tensor = tensorFromArray([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ])
    expect(tensor.shape).toEqual([1, 3, 2])
    expect([...tensor.data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(tensorFromArray(5).shape).toEqual([])
    expect(tensorFromArray([]).shape).toEqual([0])
    expect(tensorFromArray([[], []]).shape).toEqual([2, 0])
  })

  test.each([[[[1, 2], [3]]], [[[1, 2], 3]], [[1, [2]]], [[[], [1]]]])('refuses %j', values => {
    expect(() => tensorFromArray(values as never)).toThrow(withCode('ragged-array'))
  })
})
