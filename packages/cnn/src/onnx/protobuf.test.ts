import { describe, expect, it } from 'vitest'
import { floatField, integerField, message, packedIntegers, textField } from './protobuf.ts'

describe('protobuf fields', () => {
  // The first two are the examples of the encoding guide of protocol buffers: field 1 = 150, field 2 = "testing".
  it.each([
    ['integer', integerField(1, 150), [0x08, 0x96, 0x01]],
    ['text', textField(2, 'testing'), [0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
    ['message', message(3, [integerField(1, 150)]), [0x1a, 3, 0x08, 0x96, 0x01]],
    ['packed integers', packedIntegers(6, [3, 270, 86942]), [0x32, 6, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]],
    ['float', floatField(2, 1), [0x15, 0, 0, 0x80, 0x3f]],
    ['field above 15', integerField(20, 7), [0xa0, 0x01, 7]],
  ])('%s', (_, bytes, expected) => expect([...bytes]).toEqual(expected))

  it('hold whole numbers above 32 bits', () =>
    expect([...integerField(1, 2 ** 40)]).toEqual([0x08, 128, 128, 128, 128, 128, 32]))
})
