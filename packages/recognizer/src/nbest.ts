// The likeliest readings of a whole number, from the alternatives of its digits.

import type { Reading, RecognizedDigit } from './recognition.ts'

/**
 * The `count` likeliest numbers when every digit is one of its alternatives, independently; the likeliest first.
 * Digits are taken one after the other and only the `count` best beginnings are kept: exact, because a beginning
 * that is beaten by `count` others can never be part of the `count` best.
 */
export function nbest(
  digits: readonly Pick<RecognizedDigit, 'alternatives' | 'line' | 'notDigit'>[],
  count: number,
): readonly Reading[] {
  if (digits.length === 0 || count < 1) return []
  let beams: Reading[] = [{ text: '', confidence: 1 }]
  for (const [i, { alternatives, line, notDigit }] of digits.entries()) {
    const separator = i > 0 && line !== digits[i - 1]!.line ? '\n' : ''
    beams = beams
      .flatMap(({ text, confidence }) =>
        alternatives.map(({ digit, probability }) => ({
          text: `${text}${separator}${digit}`,
          confidence: confidence * probability * (1 - notDigit),
        })),
      )
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, count)
  }
  return beams
}
