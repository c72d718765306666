// Every sentence that depends on a code, a reason or a number: what the page says, in one place.

import type { OddOneOut, Reason, RecognitionJson, Status } from '@digitrec/recognizer'

export interface Words {
  /** What is the matter, a whole sentence. */
  readonly what: string
  /** What to do about it, a whole sentence. */
  readonly advice: string
}

export const statusWords: Record<Status, string> = {
  accept: 'Looks right',
  review: 'Please check',
  reject: 'Not read',
}

export const reasonWords: Record<Reason, Words> = {
  'no-ink': { what: 'No ink found.', advice: 'Write darker or come closer.' },
  'not-a-digit': {
    what: 'Some of this does not look like a digit.',
    advice: 'Only 0 to 9 can be read; keep letters, signs and drawings out of the picture.',
  },
  'unread-mark': {
    what: 'A mark among the digits was left out.',
    advice: 'See whether it belongs to the number: points, commas and minus signs are not read.',
  },
  'struck-out': {
    what: 'A line goes through a digit.',
    advice: 'See whether it was struck out; what is struck out belongs to no number.',
  },
  ambiguous: {
    what: 'A digit could be read in more than one way.',
    advice: 'Compare it with the close predictions below.',
  },
  'low-contrast': { what: 'The ink is faint against the paper.', advice: 'Use more light or a darker pen.' },
  'too-small': { what: 'The writing is very small.', advice: 'Come closer, or cut the picture to the number.' },
  blurred: {
    what: 'The picture is blurred.',
    advice: 'Hold the camera still, and let it focus on the number before you press.',
  },
  'too-many-marks': {
    what: 'There are more marks here than a number has.',
    advice: 'Cut the picture to the number; leave printed text and lines outside.',
  },
  'too-many-lines': {
    what: 'There are more lines here than are read at once.',
    advice: 'What is missing stands further down: cut the picture, and read the rest by itself.',
  },
  'unclear-lines': {
    what: 'It is not clear which digits stand on one line.',
    advice: 'See whether the digits are in the right order.',
  },
  'not-valid': {
    what: 'What is written does not fit what you said about the number.',
    advice: 'Check the digits, or what you said; this is what the ink alone says.',
  },
}

const formats = 'PNG, JPEG, WebP, GIF, BMP or PNM'

/** Answers to a request that this page never sends; something between it and the server changed it. */
const refused: Words = { what: 'The server refused the request.', advice: 'Read it in this browser instead.' }

/** Codes of the image walk, of the server's problem+json, and of the page itself. */
export const errorWords: Record<string, Words> = {
  // the file
  empty: { what: 'This file is empty.', advice: 'Choose another one.' },
  unsupported: { what: 'This file is not a picture that can be read here.', advice: `Choose a ${formats} file.` },
  truncated: { what: 'This picture ends too early.', advice: 'Save or download it again, then choose it once more.' },
  corrupt: { what: 'This picture is damaged.', advice: 'Open it in a photo app, save it again and choose the copy.' },
  'too-large': {
    what: 'This picture is too large.',
    advice: 'At most 10 MB and 24 megapixels: make it smaller first.',
  },
  // the server
  'empty-body': { what: 'The server received no picture.', advice: 'Choose the picture again.' },
  'multipart-malformed': { what: 'The server could not take the picture apart.', advice: 'Press Predict once more.' },
  'field-missing': { what: 'The server found no picture in the request.', advice: 'Press Predict once more.' },
  'too-many-files': { what: 'The server takes one picture at a time.', advice: 'Choose a single picture.' },
  timeout: { what: 'Reading took too long.', advice: 'Try a smaller picture, or read it in this browser.' },
  overloaded: { what: 'The server is busy.', advice: 'Try again in a moment, or read it in this browser.' },
  'not-found': { what: 'This address offers no reading on the server.', advice: 'Read it in this browser instead.' },
  starting: { what: 'The server is still starting.', advice: 'Try again in a moment, or read it in this browser.' },
  'request-timeout': { what: 'Sending the picture took too long.', advice: 'Read it in this browser instead.' },
  'worker-lost': {
    what: 'The server gave up on this picture.',
    advice: 'Try a smaller one, or read it in this browser.',
  },
  'method-not-allowed': refused,
  'bad-request': refused,
  'invalid-query': refused,
  'too-many-fields': refused,
  'template-missing': refused,
  'template-invalid': refused,
  'uri-too-long': refused,
  'constraint-unknown': {
    what: 'What you said about the number is not understood.',
    advice: 'Choose one of the list and change its values.',
  },
  'constraint-invalid': {
    what: 'What you said about the number cannot be used as it is written.',
    advice: 'Choose one of the list and change its values.',
  },
  'headers-too-large': refused,
  'encoding-unsupported': refused,
  internal: { what: 'The server had a problem.', advice: 'Try again, or read it in this browser.' },
  unreachable: { what: 'The server cannot be reached.', advice: 'Check the connection, or read it in this browser.' },
  'answer-unknown': { what: 'The server answered in an unknown way.', advice: 'Read it in this browser instead.' },
  // the page
  nothing: { what: 'There is nothing to read yet.', advice: 'Draw digits on the paper or choose a picture.' },
  'no-file': {
    what: 'No file was found in what you pasted or dropped.',
    advice: 'Copy the picture itself and try again.',
  },
  unreadable: { what: 'This file could not be opened.', advice: 'Check that it still exists, then choose it again.' },
  'sample-missing': { what: 'This sample could not be loaded.', advice: 'Choose another one.' },
  'worker-failed': {
    what: 'The reader could not start in this browser.',
    advice: 'Reload the page, or read on the server.',
  },
  'reader-failed': {
    what: 'The reader stopped on this picture.',
    advice: 'Try another picture, or read it on the server.',
  },
}

/** The sentences for a code; an unknown code gets general ones, never an empty message. */
export function wordsOf(code: string): Words {
  return Object.hasOwn(errorWords, code) ? errorWords[code]! : errorWords['reader-failed']!
}

/** Why a digit is to be checked: what of it looks different from the others. */
export const hintWords: Record<OddOneOut, string> = {
  'stroke-width': 'its strokes have another width than those around it',
  'ink-strength': 'its ink is darker or paler than the rest',
  'ink-colour': 'its ink has another colour than the rest',
  slant: 'it leans another way than the rest',
  size: 'it is larger or smaller than the rest',
}

/** An angle with its sign, such as +4.2°. */
export function degrees(angle: number): string {
  const rounded = Math.abs(angle).toFixed(1)
  return `${rounded === '0.0' ? '' : angle < 0 ? '\u2212' : '+'}${rounded}°`
}

/** Words as one sentence; `otherwise` when there are none. */
export function sentence(words: readonly string[], otherwise: string): string {
  const joined = words.length === 0 ? otherwise : words.join(', ')
  return `${joined.charAt(0).toUpperCase()}${joined.slice(1)}.`
}

/** 0..1 as a percentage that never claims certainty: 0.9999 is "> 99.9 %". */
export function percent(probability: number): string {
  if (probability >= 0.9995) return '> 99.9\u00a0%'
  if (probability < 0.0005) return '< 0.1\u00a0%'
  return `${(probability * 100).toFixed(1)}\u00a0%`
}

/** Milliseconds for people: "0.4 ms", "23 ms", "1.7 s". */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)}\u00a0s`
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}\u00a0ms`
}

/** Bytes for people: "512 B", "31 kB", "2.4 MB". */
export function fileSize(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)}\u00a0MB`
  return bytes >= 1000 ? `${Math.round(bytes / 1000)}\u00a0kB` : `${bytes}\u00a0B`
}

/** One sentence for the screen reader when a reading is done. */
export function announcement(recognition: RecognitionJson): string {
  const { status, reasons, text, confidence } = recognition
  const why = reasons.map(reason => `${reasonWords[reason].what} ${reasonWords[reason].advice}`).join(' ')
  if (status === 'reject') return `${statusWords.reject}. ${why}`.trim()
  const digits = text
    .split('\n')
    .map(line => [...line].join(' '))
    .join(', next line ')
  const known = knownSentence(recognition)
  return [`Read ${digits}. Confidence ${percent(confidence)}. ${statusWords[status]}.`, why, known]
    .filter(Boolean)
    .join(' ')
}

/** What can be known of a number: for people, and as a constraint to begin with. */
export const knownKinds: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'Nothing', text: '' },
  { name: 'How many digits', text: 'length:4' },
  { name: 'A number in a range', text: 'range:0..100' },
  { name: 'A date', text: 'date:dd/mm/yyyy' },
  { name: 'An amount with cents', text: 'amount:2' },
  { name: 'A meter and its last reading', text: 'monotone:04951+500' },
  { name: 'A card number', text: 'luhn:16' },
  { name: 'An Aadhaar number', text: 'verhoeff:12 & pattern:[2-9]#{11}' },
  { name: 'An ISBN', text: 'isbn13' },
  { name: 'A bar code', text: 'ean:13' },
  { name: 'An IBAN, after its letters', text: 'iban:DE' },
  { name: 'A shape', text: 'pattern:[6-9]#{9}' },
  { name: 'One of a list', text: 'lexicon:17,23,42' },
]

/** What became of what is known of the number, as a sentence. */
export function knownSentence({ constraint, changed = [] }: RecognitionJson): string {
  if (!constraint) return ''
  if (!constraint.satisfied) return `This does not fit ${constraint.name}.`
  if (changed.length === 0) return `This fits ${constraint.name}; no digit had to be changed.`
  const changes = changed.map(({ index, from, to }) => `digit ${index + 1} from ${from} to ${to}`).join(', ')
  return `To fit ${constraint.name}, ${changes}. The ink alone says ${constraint.unconstrained}.`
}
