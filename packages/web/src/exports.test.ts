import type { RecognitionJson } from '@digitrec/recognizer'
import { expect, test } from 'vitest'
import { withChoice } from './exports.ts'

const digit = (value: number) => ({
  digit: value,
  box: { x: 0, y: 0, width: 1, height: 2 },
  line: 0,
  confidence: 0.9,
  alternatives: [
    { digit: value, probability: 0.9 },
    { digit: (value + 1) % 10, probability: 0.08 },
  ],
  notDigit: 0.5,
  frame: 'AAAA',
})
const recognition = {
  text: '7\n4',
  confidence: 0.8,
  digits: [digit(7), digit(4)],
  nbest: [{ text: '8\n4', confidence: 0.1 }],
} as unknown as RecognitionJson

test('without a choice everything stays but the pictures', () => {
  const { digits, ...rest } = withChoice(recognition, undefined)
  expect(rest).toMatchObject({ text: '7\n4', confidence: 0.8 })
  expect(digits[0]).not.toHaveProperty('frame')
})

test('a choice is the text, and its digits are those of the text, as sure as the network is of them', () => {
  expect(withChoice(recognition, '8\n4')).toMatchObject({
    text: '8\n4',
    confidence: 0.1,
    digits: [
      { digit: 8, confidence: 0.04 },
      { digit: 4, confidence: 0.9 },
    ],
  })
  expect(withChoice(recognition, '7\n1')).toMatchObject({
    confidence: 0,
    digits: [{ digit: 7 }, { digit: 1, confidence: 0 }],
  })
})
