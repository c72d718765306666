import ndarray from 'ndarray'
import { expect, test } from 'vitest'
import { fromNdarray, toNdarray } from './ndarray.ts'
import { Tensor } from './tensor.ts'

const counting = () =>
  new Tensor(
    [2, 3, 4],
    Float32Array.from({ length: 24 }, (_, i) => i),
  )

test('a tensor and its ndarray share their numbers', () => {
  const tensor = counting()
  const array = toNdarray(tensor)
  expect(array.shape).toEqual([2, 3, 4])
  expect(array.get(1, 0, 2)).toBe(tensor.at(1, 0, 2))
  array.set(1, 2, 3, -5)
  expect(tensor.at(1, 2, 3)).toBe(-5)
  expect(fromNdarray(array).data.buffer).toBe(tensor.data.buffer)
})

test('rows of an ndarray come back as a view, other pictures of it as a copy', () => {
  const tensor = counting()
  const second = fromNdarray(toNdarray(tensor).pick(1, null, null))
  expect(second.shape).toEqual([3, 4])
  expect(second.at(2, 3)).toBe(23)
  expect(second.data.buffer).toBe(tensor.data.buffer)

  const turned = fromNdarray(toNdarray(tensor).transpose(2, 0, 1))
  expect(turned.shape).toEqual([4, 2, 3])
  expect(turned.at(3, 1, 0)).toBe(tensor.at(1, 0, 3))
  expect(turned.data.buffer).not.toBe(tensor.data.buffer)

  const every = fromNdarray(toNdarray(tensor).step(-1, 2, 3))
  expect(every.shape).toEqual([2, 2, 2])
  expect(every.at(0, 1, 1)).toBe(tensor.at(1, 2, 3))
  expect(fromNdarray(toNdarray(tensor).hi(2, 2, 3)).at(1, 1, 2)).toBe(tensor.at(1, 1, 2))
})

test('other kinds of numbers become float32', () => {
  const bytes = ndarray(new Uint8Array([1, 2, 3, 255, 5, 6]), [2, 3])
  expect([...fromNdarray(bytes).data]).toEqual([1, 2, 3, 255, 5, 6])
  const list = ndarray([0.5, 1, 2, 4], [2, 2])
  expect(fromNdarray(list).at(1, 0)).toBe(2)
  expect(fromNdarray(ndarray(new Float32Array([7]), [])).at()).toBe(7)
  expect(fromNdarray(ndarray(new Float32Array(0), [0, 3])).shape).toEqual([0, 3])
})
