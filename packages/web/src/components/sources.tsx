// Ways to bring a picture: choose a file, take a photo. Drawing starts on the paper; drop and paste work everywhere.

import type { RefObject } from 'preact'
import type { Page } from '../state.ts'

// What the file dialogue offers. A hint only: content decides (see `choose` in state.ts).
const accepted = 'image/png,image/jpeg,image/webp,image/gif,image/bmp,.pbm,.pgm,.ppm,.pnm'

export function Sources({ page, picker }: { page: Page; picker: RefObject<HTMLInputElement | null> }) {
  const take = (event: Event & { currentTarget: HTMLInputElement }) => {
    const field = event.currentTarget
    if (!field.files?.length) return // the dialogue was closed
    void page.chooseFrom([...field.files])
    field.value = '' // so that the same file can be chosen again
  }
  return (
    <div class="sources">
      <label class={page.hasInput.value ? 'button' : 'button primary'}>
        <input ref={picker} class="over" type="file" accept={accepted} onChange={take} data-testid="picker" />
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3.500 13.500v2a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-2M10 13V3.500M6.200 7 10 3.300 13.800 7" />
        </svg>
        <span>Choose a picture</span>
      </label>
      <label class="button camera">
        <input class="over" type="file" accept="image/*" capture="environment" onChange={take} data-testid="camera" />
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M2.500 6.500h3.300l1.400-2h5.600l1.400 2h3.300v9.500h-15z" />
          <circle cx="10" cy="11" r="2.800" />
        </svg>
        <span>Take a photo</span>
      </label>
      <p class="hint">
        or drop it anywhere, or paste it: <kbd>Ctrl</kbd>+<kbd>V</kbd>
      </p>
    </div>
  )
}
