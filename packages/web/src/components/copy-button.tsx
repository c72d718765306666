// Puts a text on the clipboard, and says whether that worked.

import { useState } from 'preact/hooks'

export function CopyButton({ text, name = 'Copy' }: { text: string; name?: string }) {
  const [last, setLast] = useState({ text, said: name })
  const say = (said: string) => setLast({ text, said })
  const copy = () => {
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard here'))
    done.then(
      () => say('Copied'),
      () => say('Select and copy by hand'),
    )
  }
  return (
    <button type="button" class="button small" onClick={copy}>
      <span aria-live="polite">{last.text === text ? last.said : name}</span>
    </button>
  )
}
