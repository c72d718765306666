// The answer: the number, how sure, what to do about it, and how it came about.

import type { Answer, Page } from '../state.ts'
import { duration, knownSentence, percent, reasonWords, statusWords } from '../words.ts'
import { CopyButton } from './copy-button.tsx'
import { Digits } from './digits.tsx'
import { Explained } from './explained.tsx'
import { Exports } from './exports.tsx'
import { Readings } from './readings.tsx'
import { WritingStyle } from './writing-style.tsx'

export function Result({ page }: { page: Page }) {
  const answer = page.answer.value
  return (
    <section class="card result" aria-labelledby="result-title" aria-busy={page.reading.value} data-testid="result">
      <header>
        <h2 id="result-title">Result</h2>
        {answer && <Pill page={page} answer={answer} />}
      </header>
      {answer ? <Reading page={page} answer={answer} /> : <Waiting reading={page.reading.value} />}
    </section>
  )
}

function Waiting({ reading }: { reading: boolean }) {
  return (
    <div class={reading ? 'waiting busy' : 'waiting'}>
      <svg viewBox="0 0 168 68" aria-hidden="true">
        <rect x="2" y="2" width="48" height="64" rx="8" />
        <rect x="60" y="2" width="48" height="64" rx="8" />
        <rect x="118" y="2" width="48" height="64" rx="8" />
      </svg>
      <p>{reading ? 'Reading…' : 'The number appears here as soon as there is something to read.'}</p>
    </div>
  )
}

function Pill({ page, answer }: { page: Page; answer: Answer }) {
  const { status } = answer.recognition
  if (page.chosenText.value !== undefined) return <p class="pill chosen">Your choice</p>
  return (
    <p class={`pill ${status}`} data-testid="status" data-status={status}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={pillMarks[status]} />
      </svg>
      {statusWords[status]}
    </p>
  )
}

const pillMarks = {
  accept: 'M3 8.500 6.500 12 13 4.500',
  review: 'M8 3v6M8 12.500v.01',
  reject: 'M4 4l8 8M12 4l-8 8',
} as const

function Reading({ page, answer }: { page: Page; answer: Answer }) {
  const { recognition, place } = answer
  const { status, reasons, confidence, digits, nbest, model, timings } = recognition
  const text = page.chosenText.value ?? recognition.text
  const sure = page.chosenText.value === undefined ? confidence : shareOf(nbest, text)
  return (
    <>
      {text === '' ? (
        <p class="number none" data-testid="number">
          No number
        </p>
      ) : (
        <div class="headline">
          <p class={sizeClass(text)} data-testid="number">
            {text}
          </p>
          <CopyButton text={text} />
        </div>
      )}
      {status !== 'reject' && sure !== undefined && (
        <p class="confidence">
          confidence <strong>{percent(sure)}</strong>
        </p>
      )}
      {recognition.constraint && status !== 'reject' && (
        <p class={recognition.constraint.satisfied ? 'fits' : 'fits not'} data-testid="fits">
          {knownSentence(recognition)}
        </p>
      )}
      {reasons.length > 0 && (
        <ul class={`reasons ${status}`}>
          {reasons.map(reason => (
            <li key={reason} data-reason={reason}>
              <strong>{reasonWords[reason].what}</strong> {reasonWords[reason].advice}
            </li>
          ))}
        </ul>
      )}
      {digits.length > 0 && <Digits page={page} recognition={recognition} />}
      {status !== 'reject' && nbest.length > 1 && <Readings page={page} nbest={nbest} shown={text} />}
      <WritingStyle recognition={recognition} />
      <Explained page={page} recognition={recognition} />
      {text !== '' && <Exports page={page} recognition={recognition} />}
      <p class="made">
        Read in {duration(timings.totalMs)} {place === 'browser' ? 'in this browser' : 'on the server'}, by model{' '}
        <span title={model.id}>{model.name}</span>
      </p>
    </>
  )
}

function shareOf(nbest: readonly { text: string; confidence: number }[], text: string): number | undefined {
  return nbest.find(reading => reading.text === text)?.confidence
}

function sizeClass(text: string): string {
  const longest = Math.max(...text.split('\n').map(line => line.length))
  if (text.includes('\n') || longest > 12) return 'number long'
  return longest > 6 ? 'number middle' : 'number'
}
