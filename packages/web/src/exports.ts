// What is saved when the reader has chosen another text than the one that was read.

import type { RecognitionJson } from '@digitrec/recognizer'

/** The answer with the text that was chosen: digits are those of the text, without a probability when none is known. */
export function withChoice(recognition: RecognitionJson, text: string | undefined): RecognitionJson {
  const { explanation: _, ...read } = recognition
  const digits = read.digits.map(({ frame: _, ...digit }) => digit)
  if (text === undefined) return { ...read, digits }
  const values = text.replaceAll('\n', '')
  const share = recognition.nbest.find(reading => reading.text === text)?.confidence ?? 0
  return {
    ...read,
    text,
    confidence: share,
    digits: digits.map((digit, i) => {
      const value = Number(values[i] ?? digit.digit)
      if (value === digit.digit) return digit
      const probability = digit.alternatives.find(other => other.digit === value)?.probability ?? 0
      return { ...digit, digit: value, confidence: probability * (1 - digit.notDigit) }
    }),
  }
}
