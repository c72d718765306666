// Predict, undo, clear. They stay focusable when there is nothing to do, so that focus never falls off the page.

import type { Page } from '../state.ts'

export function Actions({ page, onClear }: { page: Page; onClear: () => void }) {
  const { hasInput, strokes, reading, answer, problem } = page
  const nothing = !hasInput.value && !answer.value && !problem.value
  return (
    <div class="actions">
      <button
        type="button"
        class={hasInput.value ? 'button primary' : 'button'}
        aria-busy={reading.value}
        onClick={() => void page.predict()}
      >
        Predict
      </button>
      <button type="button" class="button" aria-disabled={strokes.value.length === 0} onClick={page.undo}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M7.500 4 3.500 8l4 4M4 8h7.500a4.500 4.500 0 0 1 0 9H8" />
        </svg>
        <span>Undo</span>
      </button>
      <button type="button" class="button" aria-disabled={nothing} onClick={onClear}>
        Clear
      </button>
    </div>
  )
}
