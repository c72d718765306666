import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'

const box = { x: 3, y: 5, width: 20, height: 31 }
const sure = { confidence: 0.99, notDigit: 0.001, box }

describe('judge', () => {
  it.each([
    ['nothing written', [], 0.5, 0, 'reject', ['no-ink']],
    ['sure digits', [sure, sure], 0.5, 0.98, 'accept', []],
    ['one digit in doubt', [sure, { ...sure, confidence: 0.6 }], 0.5, 0.6, 'review', ['ambiguous']],
    ['pale writing', [sure], 0.05, 0.99, 'review', ['low-contrast']],
    ['tiny writing', [{ ...sure, box: { ...box, height: 5 } }], 0.5, 0.99, 'review', ['too-small']],
    ['no digit at all', [{ ...sure, notDigit: 0.8 }], 0.5, 0.2, 'reject', ['not-a-digit']],
    [
      'one strange mark among many',
      [sure, sure, sure, sure, { ...sure, notDigit: 0.7 }],
      0.5,
      0.3,
      'review',
      ['not-a-digit'],
    ],
    ['strange marks throughout', Array(4).fill({ ...sure, notDigit: 0.7 }), 0.5, 0.01, 'reject', ['not-a-digit']],
    ['a page of specks', Array(300).fill(sure), 0.5, 0.9, 'reject', ['too-many-marks']],
  ] as const)('%s', (_, digits, contrast, confidence, status, reasons) => {
    expect(judge({ digits, contrast, confidence })).toEqual({ status, reasons })
  })

  it('sends ink that hardly stands out of the texture of the paper to review, however dark it is', () => {
    const page = { digits: [sure], contrast: 0.4, confidence: 0.99 }
    expect(judge({ ...page, noise: 0.09 })).toEqual({ status: 'review', reasons: ['low-contrast'] })
    expect(judge({ ...page, noise: 0.07 })).toEqual({ status: 'accept', reasons: [] })
  })

  it('sends what may have a slash in it to review, however sure the digits are', () => {
    const date = { digits: [sure, sure, sure], contrast: 0.5, confidence: 0.99 }
    expect(judge({ ...date, hasSign: true })).toEqual({ status: 'review', reasons: ['not-a-digit'] })
    expect(judge({ ...date, hasSign: false }).status).toBe('accept')
  })

  it('believes parts of marks that look like no digits where the whole text is likely, and whole marks never', () => {
    const odd = { ...sure, notDigit: 0.9 }
    const part = { ...odd, isPart: true }
    const page = { contrast: 0.5, confidence: 0.95 }
    expect(judge({ ...page, digits: [part, sure] })).toEqual({ status: 'accept', reasons: [] })
    expect(judge({ ...page, digits: [part, part], confidence: 0.8 })).toEqual({
      status: 'review',
      reasons: ['ambiguous'],
    })
    expect(judge({ ...page, digits: [part, sure], confidence: 0.7 }).status).toBe('reject')
    expect(judge({ ...page, digits: [odd, sure] }).status).toBe('reject')
  })

  it('sends digits whose order is not clear to review, however sure they are', () => {
    const page = { digits: [sure, sure], contrast: 0.5, confidence: 0.99 }
    expect(judge({ ...page, hasClearLines: false })).toEqual({ status: 'review', reasons: ['unclear-lines'] })
    expect(judge({ ...page, hasClearLines: true }).status).toBe('accept')
  })

  it('sends an answer beside which a mark was left out to review, however sure the digits are', () => {
    const amount = { digits: [sure, sure], contrast: 0.5, confidence: 0.99 }
    expect(judge({ ...amount, hasUnread: true })).toEqual({ status: 'review', reasons: ['unread-mark'] })
    expect(judge({ ...amount, hasUnread: false }).status).toBe('accept')
  })

  it('says of an answer that is not accepted that the picture is blurred, and of no other', () => {
    const isBlurred = () => true
    const unsure = { digits: [sure], contrast: 0.5, confidence: 0.6 }
    expect(judge({ ...unsure, isBlurred })).toEqual({ status: 'review', reasons: ['ambiguous', 'blurred'] })
    expect(judge({ ...unsure, isBlurred: () => false }).reasons).toEqual(['ambiguous'])
    const none = { ...unsure, digits: [{ ...sure, notDigit: 0.8 }], isBlurred }
    expect(judge(none)).toEqual({ status: 'reject', reasons: ['not-a-digit', 'blurred'] })
    expect(judge({ ...unsure, confidence: 0.99, isBlurred })).toEqual({ status: 'accept', reasons: [] })
    expect(judge({ ...unsure, digits: [], isBlurred })).toEqual({ status: 'reject', reasons: ['no-ink'] })
  })

  it('sends a page of which only the first lines were read to review, however sure they are', () => {
    const page = { digits: [sure], contrast: 0.5, confidence: 0.99, isCutShort: true }
    expect(judge(page)).toEqual({ status: 'review', reasons: ['too-many-lines'] })
  })
})
