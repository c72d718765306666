// Where the picture is read, and what that means for it.

import type { Page, Place } from '../state.ts'

const places: readonly { place: Place; name: string; privacy: string }[] = [
  { place: 'browser', name: 'In this browser', privacy: 'Nothing leaves this device.' },
  { place: 'server', name: 'On the server', privacy: 'The picture is sent to the server that gave you this page.' },
]

export function PlaceChoice({ page }: { page: Page }) {
  const now = places.find(({ place }) => place === page.place.value)
  return (
    <fieldset class="place">
      <legend>Read</legend>
      <div class="segments">
        {places.map(({ place, name }) => (
          <label key={place}>
            <input
              type="radio"
              name="place"
              value={place}
              checked={page.place.value === place}
              onChange={() => page.readAt(place)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <p class="privacy" aria-live="polite">
        {now?.privacy}
      </p>
    </fieldset>
  )
}
