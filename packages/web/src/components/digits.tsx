// Digit by digit: what the network saw of each, and what else it might be. A click, or a key 0 to 9, takes another digit.

import type { RecognitionJson } from '@digitrec/recognizer'
import { useState } from 'preact/hooks'
import type { Page } from '../state.ts'
import { percent } from '../words.ts'
import { Frame } from './frame.tsx'

/** Close predictions shown before "all ten". */
const shownFirst = 4

export function Digits({ page, recognition }: { page: Page; recognition: RecognitionJson }) {
  const { digits } = recognition
  const chosen = Math.min(page.selected.value, digits.length - 1)
  const digit = digits[chosen]
  const { changed = [] } = recognition
  const text = (page.chosenText.value ?? recognition.text).replaceAll('\n', '')
  return (
    <div class="digits">
      <h3>What the network sees</h3>
      <ul class="chips">
        {digits.map(({ digit: read, confidence, frame }, i) => {
          const digit = text[i] ?? String(read)
          const change = changed.find(({ index }) => index === i)
          const show = () => {
            page.selected.value = i
          }
          return (
            <li key={`${i}`}>
              <button
                type="button"
                class="chip"
                aria-pressed={i === chosen}
                aria-label={`Digit ${i + 1} of ${digits.length}: ${digit}${change ? `, changed from ${change.from}` : ''}${digit === String(read) ? '' : ', your choice'}, confidence ${percent(confidence)}`}
                aria-keyshortcuts="0 1 2 3 4 5 6 7 8 9"
                onClick={show}
                onKeyDown={event => {
                  if (/^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey)
                    page.chooseDigit(i, Number(event.key))
                }}
                onFocus={show}
                onPointerEnter={show}
              >
                <Frame frame={frame} />
                <span class={change ? 'was-changed' : undefined}>{digit}</span>
              </button>
            </li>
          )
        })}
      </ul>
      {digit && (
        <Predictions
          digit={digit}
          position={chosen + 1}
          of={digits.length}
          taken={Number(text[chosen] ?? digit.digit)}
          take={value => page.chooseDigit(chosen, value)}
        />
      )}
    </div>
  )
}

type Digit = RecognitionJson['digits'][number]

interface PredictionsProps {
  readonly digit: Digit
  /** From 1. */
  readonly position: number
  readonly of: number
  /** The digit that stands in the number now. */
  readonly taken: number
  readonly take: (digit: number) => void
}

function Predictions({ digit, position, of, taken, take }: PredictionsProps) {
  const [all, setAll] = useState(false)
  const shown = digit.alternatives.slice(0, all ? 10 : shownFirst)
  return (
    <div class="detail" data-testid="detail">
      <div class="seen">
        <Frame frame={digit.frame} label={`The 28 by 28 picture of digit ${position} that the network reads`} />
        <p>28 × 28</p>
      </div>
      <div class="close">
        <h4>{of === 1 ? 'Close predictions' : `Digit ${position} of ${of}: close predictions`}</h4>
        <ol class="bars" data-testid="bars">
          {shown.map(({ digit: value, probability }, i) => (
            // By place: a new reading fills the same buttons, so that the one with the focus keeps it.
            <li key={`${i}`} class={i === 0 ? 'first' : undefined}>
              <button type="button" aria-pressed={value === taken} onClick={() => take(value)}>
                <span class="for-ears">Take</span>
                <span class="value">{value}</span>
                <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="track" width="100" height="8" />
                  <rect class="fill" width={Math.max(0.6, probability * 100)} height="8" />
                </svg>
                <span class="share">{percent(probability)}</span>
              </button>
            </li>
          ))}
        </ol>
        <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show the closest four' : 'Show all ten'}
        </button>
      </div>
    </div>
  )
}
