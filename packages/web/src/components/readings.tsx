// Other readings of the whole number; pressing one takes it instead.

import type { RecognitionJson } from '@digitrec/recognizer'
import type { Page } from '../state.ts'
import { percent } from '../words.ts'

export function Readings({ page, nbest, shown }: { page: Page; nbest: RecognitionJson['nbest']; shown: string }) {
  const close = nbest.filter(({ confidence }, i) => i < 3 || confidence >= 0.001)
  return (
    <div class="readings" data-testid="readings">
      <h3>Readings of the whole number</h3>
      <ol>
        {close.map(({ text, confidence }, i) => (
          <li key={`${i}`}>
            <button type="button" class="reading" aria-pressed={text === shown} onClick={() => page.chooseText(text)}>
              <span class="value">{text}</span>
              <span class="share">{percent(confidence)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
