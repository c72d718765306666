import { describe, expect, test } from 'vitest'
import { type Expression, FunctionBuilder, type Int, ModuleBuilder } from './assembler.ts'
import { int, signed, tee, unsigned } from './encoding.ts'
import * as f32 from './f32.ts'
import * as f32x4 from './f32x4.ts'
import * as f64 from './f64.ts'
import { instantiate, wasmSupported } from './host.ts'
import * as i32 from './i32.ts'
import * as i32x4 from './i32x4.ts'
import { eachVector, evenBlocks, gatherLanes, type Lanes, loadLanes, storeLanes } from './lanes.ts'
import * as v128 from './v128.ts'

/** Runs one function over a memory that starts with these floats; the answer is a view of it. */
function run(floats: readonly number[], write: (fn: FunctionBuilder, module: ModuleBuilder) => void): Float32Array {
  const module = new ModuleBuilder()
  const fn = new FunctionBuilder()
  write(fn, module)
  module.add(fn, 'main')
  const { memory, exports } = instantiate(module.build(), 1)
  const view = new Float32Array(memory.buffer)
  view.set(floats)
  exports.main!()
  return view
}

/** The value of an integer expression over a variable that the compiler of expressions cannot see through. */
function evaluate(expression: (x: Int) => Int, x: number): number {
  const view = run([], fn => {
    const variable = fn.pointer(x)
    fn.store(0, 0, i32x4.splat(int(expression(variable))))
  })
  return new Int32Array(view.buffer)[0]!
}

describe('numbers of a module', () => {
  const bytesOf = (text: string) => Array.from(text, letter => letter.charCodeAt(0))

  test.each([
    [0, [0]],
    [127, [127]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %d', (value, bytes) => {
    expect(bytesOf(unsigned(value))).toEqual(bytes)
  })

  test.each([
    [63, [63]],
    [64, [0xc0, 0]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
  ])('signed %d', (value, bytes) => {
    expect(bytesOf(signed(value))).toEqual(bytes)
  })
})

describe('integers', () => {
  const operations: [string, (x: Int) => Int, number, number][] = [
    ['add', x => i32.add(x, 7), -9, -2],
    ['add zero', x => i32.add(0, x), -9, -9],
    ['sub', x => i32.sub(x, 7), 3, -4],
    ['mul wraps', x => i32.mul(x, 0x10001), 0x10001, Math.imul(0x10001, 0x10001)],
    ['and', x => i32.and(x, 12), 10, 8],
    ['xor', x => i32.xor(x, 12), 10, 6],
    ['shift left', x => i32.shiftLeft(x, 3), 5, 40],
    ['shift right', x => i32.shiftRightUnsigned(x, 28), -1, 15],
    ['less', x => i32.lessThan(x, 1), 0, 1],
    ['not less', x => i32.lessThan(x, 0), 0, 0],
    ['below', x => i32.below(x, -1), 5, 1],
    ['not below', x => i32.below(x, 5), -1, 0],
    ['max', x => i32.max(x, 4), 3, 4],
    ['max of the first', x => i32.max(x, 4), 5, 5],
    ['min', x => i32.min(x, 4), 5, 4],
    ['min of the first', x => i32.min(x, 4), 3, 3],
    ['from float', () => i32.fromUnsignedF64(f64.const(4294967295)), 0, -1],
  ]
  test.each(operations)('%s', (_, expression, x, expected) => {
    expect(evaluate(expression, x)).toBe(expected)
    // The same with the variable known: done at once, or by the machine.
    expect(evaluate(() => expression(x), 0)).toBe(expected)
  })
})

describe('loops', () => {
  test.each([
    [0, 12, 4, 3],
    [2, 12, 4, 3],
    [5, 5, 1, 0],
    [6, 5, 1, 0],
    [4, 5, 1, 1],
    [0, 7, 1, 7],
  ])('from %d to %d by %d runs %d times', (from, to, step, trips) => {
    const view = run([100], fn => {
      const i = fn.pointer()
      fn.loop(i, from, to, step, () => fn.storeF32(0, 0, f32.add(f32.load(0), f32.const(1))))
    })
    expect(view[0]).toBe(100 + trips)
  })

  test('a loop within a loop starts again each time, up to a computed end', () => {
    const view = run([], fn => {
      const [i, j, end] = [fn.pointer(), fn.pointer(), fn.pointer()]
      fn.loop(i, 0, 3, 1, () => {
        fn.set(end, i32.add(i, 2))
        fn.loop(j, i, end, 1, () => fn.storeF32(0, 0, f32.add(f32.load(0), f32.const(1))))
      })
    })
    expect(view[0]).toBe(6)
  })

  test('after the last trip the variable is past the end, also when there is only one', () => {
    const view = run([], fn => {
      const i = fn.pointer()
      fn.loop(i, 8, 9, 4, () => {})
      fn.storeF32(i, 0, f32.const(5))
    })
    expect(view[3]).toBe(5)
  })
})

describe('memory', () => {
  test('an offset adds to a constant and to a computed address', () => {
    const view = run([1, 2, 3, 4, 5, 6], fn => {
      const at = fn.pointer(4)
      fn.storeF32(at, 16, f32.mul(f32.load(at, 4), f32.load(4, 8)))
    })
    expect(view[5]).toBe(3 * 4)
  })

  test('zero and copy', () => {
    const view = run([1, 2, 3, 4, 5], fn => {
      fn.copy(8, 0, 8)
      fn.zero(0, 4)
    })
    expect([...view.subarray(0, 5)]).toEqual([0, 2, 1, 2, 5])
  })

  test.each([1, 2, 3, 4] as Lanes[])('%d lanes: loaded with zeros after, stored without touching the next', lanes => {
    const view = run([1, 2, 3, 4, 0, 9, 9, 9, 9, 0, 9, 9, 9, 9], fn => {
      const value = fn.local('v128', loadLanes(0, 0, lanes))
      storeLanes(fn, 20, 0, value, lanes)
      fn.store(40, 0, value)
    })
    const expected = [1, 2, 3, 4].slice(0, lanes)
    expect([...view.subarray(5, 9)]).toEqual([...expected, 9, 9, 9, 9].slice(0, 4))
    expect([...view.subarray(10, 14)]).toEqual([...expected, 0, 0, 0].slice(0, 4))
  })

  test('a column is gathered', () => {
    const view = run([1, 2, 3, 4, 5, 6, 7, 8, 9], fn => fn.store(64, 0, gatherLanes(4, 0, 12, 3)))
    expect([...view.subarray(16, 20)]).toEqual([2, 5, 8, 0])
  })

  test.each([1, 3, 4, 5, 8, 11])('each of %d floats is seen once', length => {
    const view = run(new Array(16).fill(1), fn => {
      const value = fn.local('v128')
      eachVector(fn, length, (at, lanes) => {
        fn.set(value, f32x4.add(loadLanes(at, 0, lanes), f32x4.const(1)))
        storeLanes(fn, at, 0, value, lanes)
      })
    })
    expect([...view.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, (_, i) => (i < length ? 2 : 1)))
  })
})

describe('vectors', () => {
  const lanes = [1.5, -2, Number.NaN, 0]
  const apply = (write: (x: Expression<'v128'>) => Expression<'v128'>) => [
    ...run(lanes, fn => fn.store(64, 0, write(v128.load(0)))).subarray(16, 20),
  ]

  test('arithmetic, lane by lane', () => {
    expect(apply(x => f32x4.mul(f32x4.sub(x, f32x4.const(1)), f32x4.const(2)))).toEqual([1, -6, Number.NaN, -2])
    expect(apply(x => f32x4.max(x, f32x4.const(1)))).toEqual([1.5, 1, Number.NaN, 1])
    expect(apply(x => f32x4.div(f32x4.sqrt(f32x4.mul(x, x)), f32x4.splat(f32.const(2))))).toEqual([
      0.75,
      1,
      Number.NaN,
      0,
    ])
  })

  test('masks', () => {
    expect(apply(x => v128.andNot(x, f32x4.lessEqual(x, f32x4.const(0))))).toEqual([1.5, 0, Number.NaN, 0])
    expect(apply(x => v128.select(f32x4.const(7), x, f32x4.notEqual(x, x)))).toEqual([1.5, -2, 7, 0])
    expect(apply(x => v128.and(x, f32x4.equal(x, x)))).toEqual([1.5, -2, 0, 0])
  })

  test('tee keeps and gives', () => {
    const view = run([3], fn => {
      const kept = fn.local('v128')
      fn.store(16, 0, f32x4.mul(tee(kept, v128.load(0)), kept))
    })
    expect(view[4]).toBe(9)
  })
})

describe('modules', () => {
  test('functions call each other by index, and numbers are set from outside, at addresses known late', () => {
    const module = new ModuleBuilder()
    const inner = new FunctionBuilder()
    inner.store(0, 0, f32x4.splatF64(f64.load(module.lateAddress, 8)))
    const index = module.add(inner)
    const outer = new FunctionBuilder()
    outer.call(index)
    module.add(outer, 'outer')
    const { memory, exports } = instantiate(module.build(64), 1)
    new Float64Array(memory.buffer, 72, 1)[0] = 2.5
    exports.outer!()
    expect([...new Float32Array(memory.buffer, 0, 5)]).toEqual([2.5, 2.5, 2.5, 2.5, 0])
  })

  test('this host has SIMD', () => expect(wasmSupported()).toBe(true))

  test('constants fold', () => expect(i32.add(i32.mul(6, 7), 0)).toBe(42))
})

test.each([
  [14, 4, [4, 4, 3, 3]],
  [3, 4, [3]],
  [8, 4, [4, 4]],
  [0, 4, []],
])('%d in even blocks of at most %d', (length, most, expected) => {
  expect(evenBlocks(length, most).flatMap(({ count, size }) => new Array(count).fill(size))).toEqual(expected)
})
