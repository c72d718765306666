// Can the answer be used? From what the walk found out about a picture to a status and the reasons for it.

import type { Reason, RecognizedDigit, Status } from './recognition.ts'

/** What the walk knows of a picture besides its digits. */
export interface Evidence {
  readonly digits: readonly (Pick<RecognizedDigit, 'confidence' | 'notDigit' | 'box'> & {
    /** Whether it was cut out of a mark, or put together from several. @default false */
    readonly isPart?: boolean
  })[]
  /** Mean ink minus mean paper, 0 to 1. */
  readonly contrast: number
  /** Spread of the paper's own texture, in the same measure. @default 0 */
  readonly noise?: number
  /** Probability that the whole text is right. */
  readonly confidence: number
  /** Whether the text obeys the constraint. @default there is none */
  readonly obeys?: boolean
  /** Whether the picture is blurred; asked only where the answer is not accepted anyway. @default it is not */
  readonly isBlurred?: () => boolean
  /** Whether a digit may be a sign, such as the slash of a date. @default false */
  readonly hasSign?: boolean
  /** Whether a bar goes through a digit. @default false */
  readonly isStruckOut?: boolean
  /** Whether marks were left out that may belong to the number. @default false */
  readonly hasUnread?: boolean
  /** Whether it is clear which digits stand on one line. @default true */
  readonly hasClearLines?: boolean
  /** Whether there are more lines than were read. @default false */
  readonly isCutShort?: boolean
  /** Whether there are more marks than were looked at. @default false */
  readonly isCrowded?: boolean
  /** Largest probability of a wrong text that is accepted unseen. @default 1 - bounds.accept */
  readonly maxRisk?: number
}

/** The bounds that part accept, review and reject; each says where it comes from. */
export const bounds = {
  /** Least probability that the whole text is right for it to be accepted unseen; about 1 in 1,000 of the digits above it are wrong (validation). */
  accept: 0.9,
  /** A mark that is more likely no digit than one. */
  notDigit: 0.5,
  /**
   * Parts of marks look like no digits where the cut went wrong. Where the whole text is at least this likely, which has all of that in it, they
   * are taken for digits all the same: of 27 composed strings that touch and were rejected 24 were right, 16 of them above this.
   */
  believed: 0.75,
  /** Below this contrast, paper texture reads as ink. */
  contrast: 0.12,
  /** Ink so few spreads of the texture above paper may be lost in it, digit by digit. */
  spreads: 5,
  /** A digit below this height has fewer pixels than its strokes need. */
  heightPx: 8,
  /** No handwritten number has more digits than a page has room for. */
  marks: 200,
} as const

/** Status and reasons, the strongest first; that a picture is blurred explains the others, and is none by itself. */
export function judge(evidence: Evidence): { status: Status; reasons: readonly Reason[] } {
  const { status, reasons } = doubtsOf(evidence)
  if (status === 'accept' || evidence.digits.length === 0 || !evidence.isBlurred?.()) return { status, reasons }
  return { status, reasons: [...reasons, 'blurred'] }
}

function doubtsOf(evidence: Evidence): { status: Status; reasons: readonly Reason[] } {
  const { digits, contrast, noise = 0, confidence, obeys = true, maxRisk = 1 - bounds.accept } = evidence
  if (evidence.isCrowded) return { status: 'reject', reasons: ['too-many-marks'] }
  if (digits.length === 0) return { status: 'reject', reasons: ['no-ink'] }
  if (digits.length > bounds.marks) return { status: 'reject', reasons: ['too-many-marks'] }
  const doubts = digits.map(({ notDigit, isPart }) => (isPart && confidence >= bounds.believed ? 0 : notDigit))
  // One strange mark in a long number is for a person to look at; when every other mark is strange it is no number.
  const strange = doubts.filter(doubt => doubt > bounds.notDigit).length
  if (2 * strange >= digits.length) return { status: 'reject', reasons: ['not-a-digit'] }
  const reasons: Reason[] = []
  if (evidence.isCutShort) reasons.push('too-many-lines')
  if (evidence.hasClearLines === false) reasons.push('unclear-lines')
  if (evidence.hasUnread) reasons.push('unread-mark')
  if (evidence.isStruckOut) reasons.push('struck-out')
  if (contrast < Math.max(bounds.contrast, bounds.spreads * noise)) reasons.push('low-contrast')
  if (digits.some(digit => digit.box.height < bounds.heightPx)) reasons.push('too-small')
  if (evidence.hasSign || doubts.some(doubt => doubt > 0.1)) reasons.push('not-a-digit')
  if (!obeys) reasons.push('not-valid')
  const unsure = confidence < 1 - maxRisk
  if (unsure && !reasons.includes('not-a-digit') && obeys) reasons.push('ambiguous')
  return { status: unsure || reasons.length > 0 ? 'review' : 'accept', reasons }
}
