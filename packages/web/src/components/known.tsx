// What is known of the number before it is read: chosen from a list, then changed as text.

import type { Page } from '../state.ts'
import { knownKinds } from '../words.ts'

export function Known({ page }: { page: Page }) {
  const text = page.known.value
  const kind = knownKinds.find(kind => nameOf(kind.text) === nameOf(text))
  return (
    <div class="known">
      <label>
        <span class="field-name">Known of the number</span>
        <select
          data-testid="known-kind"
          value={kind?.name ?? ''}
          onChange={event => {
            const chosen = knownKinds.find(({ name }) => name === event.currentTarget.value)
            if (chosen) page.know(chosen.text)
          }}
        >
          {knownKinds.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
          {!kind && <option value="">Something else</option>}
        </select>
      </label>
      {text !== '' && (
        <label>
          <span class="field-name">exactly</span>
          <input
            type="text"
            data-testid="known-text"
            value={text}
            maxLength={2000}
            spellcheck={false}
            autocomplete="off"
            onInput={event => page.know(event.currentTarget.value)}
          />
        </label>
      )}
    </div>
  )
}

/** The first name in a constraint, which tells the kinds apart. */
function nameOf(text: string): string {
  return /^\s*([a-z\d]*)/.exec(text)![1]!
}
