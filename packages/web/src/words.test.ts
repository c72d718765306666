import {
  constraintErrorCodes,
  imageErrorCodes,
  parseConstraint,
  type RecognitionJson,
  reasons,
} from '@digitrec/recognizer'
import { describe, expect, test } from 'vitest'
import {
  announcement,
  duration,
  errorWords,
  fileSize,
  knownKinds,
  knownSentence,
  percent,
  reasonWords,
  statusWords,
  wordsOf,
} from './words.ts'

const sentence = /^[A-Z].*\.$/

describe('words', () => {
  test.each(Object.entries({ ...errorWords, ...reasonWords }))('%s: what and advice are sentences', (_, words) => {
    expect(words.what).toMatch(sentence)
    expect(words.advice).toMatch(sentence)
  })

  test('every reason of a recognition has words, and no word is left over', () => {
    expect(Object.keys(reasonWords).sort()).toEqual(Object.keys(reasons).sort())
  })

  test('every code of a picture that cannot be read has words', () => {
    expect(Object.keys(errorWords)).toEqual(
      expect.arrayContaining([...Object.keys(imageErrorCodes), ...Object.keys(constraintErrorCodes)]),
    )
  })

  test('every code the server documents has words', () => {
    const codes =
      'bad-request empty-body empty field-missing invalid-query multipart-malformed not-found method-not-allowed ' +
      'request-timeout too-large too-many-files too-many-fields uri-too-long unsupported encoding-unsupported ' +
      'truncated corrupt headers-too-large internal overloaded starting timeout worker-lost'
    expect(Object.keys(errorWords)).toEqual(expect.arrayContaining(codes.split(' ')))
  })

  test('an unknown code, also one named like a method of Object, still gets a sentence', () => {
    for (const code of ['brand-new', 'constructor', '']) expect(wordsOf(code).what).toMatch(sentence)
  })

  test('no ink: the advice a visitor reads', () => {
    expect(`${reasonWords['no-ink'].what} ${reasonWords['no-ink'].advice}`).toBe(
      'No ink found. Write darker or come closer.',
    )
  })

  test('it is called confidence, never accuracy', () => {
    expect(JSON.stringify({ errorWords, reasonWords, statusWords })).not.toMatch(/accura/i)
  })
})

test.each([
  [1, '> 99.9\u00a0%'],
  [0.9994, '99.9\u00a0%'],
  [0.6941, '69.4\u00a0%'],
  [0.0006, '0.1\u00a0%'],
  [0.0004, '< 0.1\u00a0%'],
  [0, '< 0.1\u00a0%'],
])('percent(%d) is %s: never certain, never impossible', (probability, text) => {
  expect(percent(probability)).toBe(text)
})

test.each([
  [0.42, '0.4\u00a0ms'],
  [23.4, '23\u00a0ms'],
  [1730, '1.7\u00a0s'],
])('duration(%d) is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [512, '512\u00a0B'],
  [31_200, '31\u00a0kB'],
  [2_400_000, '2.4\u00a0MB'],
])('fileSize(%d) is %s', (bytes, text) => {
  expect(fileSize(bytes)).toBe(text)
})

describe('announcement', () => {
  const base = {
    version: 1,
    text: '407\n12',
    status: 'review',
    reasons: ['ambiguous'],
    confidence: 0.81,
    digits: [],
    nbest: [],
    model: { name: 'm', id: 'i' },
    image: { width: 5, height: 3 },
    timings: { decodeMs: 1, inkMs: 1, segmentMs: 1, classifyMs: 1, totalMs: 4 },
  } satisfies RecognitionJson

  test('spells the digits, line by line, with status and advice', () => {
    expect(announcement(base)).toBe(
      'Read 4 0 7, next line 1 2. Confidence 81.0\u00a0%. Please check. A digit could be read in more than one way. ' +
        'Compare it with the close predictions below.',
    )
  })

  test('a rejected picture gives the reason and no number', () => {
    expect(announcement({ ...base, status: 'reject', reasons: ['no-ink'], text: '' })).toBe(
      'Not read. No ink found. Write darker or come closer.',
    )
  })
})

test('everything that can be chosen as known is a constraint, and a kind of its own', () => {
  const [nothing, ...kinds] = knownKinds
  expect(nothing!.text).toBe('')
  for (const { text } of kinds) expect(parseConstraint(text).name).toBe(text)
  expect(new Set(kinds.map(({ text }) => text.split(':')[0])).size).toBe(kinds.length)
})

test('what became of it is a sentence that names every change', () => {
  const base = { constraint: { name: 'luhn:4', satisfied: true, margin: 1, unconstrained: '4211' } } as RecognitionJson
  expect(knownSentence({} as RecognitionJson)).toBe('')
  expect(knownSentence({ ...base, changed: [] })).toBe('This fits luhn:4; no digit had to be changed.')
  expect(knownSentence({ ...base, changed: [{ index: 1, from: 2, to: 1 }] })).toBe(
    'To fit luhn:4, digit 2 from 2 to 1. The ink alone says 4211.',
  )
  expect(knownSentence({ ...base, constraint: { ...base.constraint!, satisfied: false } })).toBe(
    'This does not fit luhn:4.',
  )
})
