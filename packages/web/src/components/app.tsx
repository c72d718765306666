// The page from top to bottom.

import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../state.ts'
import { Actions } from './actions.tsx'
import { DropEverywhere } from './drop-everywhere.tsx'
import { Guide } from './guide.tsx'
import { Known } from './known.tsx'
import { Masthead } from './masthead.tsx'
import { PlaceChoice } from './place-choice.tsx'
import { Problem } from './problem.tsx'
import { Result } from './result.tsx'
import { Samples } from './samples.tsx'
import { Sources } from './sources.tsx'
import { Stage } from './stage.tsx'

export function App({ page }: { page: Page }) {
  const picker = useRef<HTMLInputElement | null>(null)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const undoKey = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!undoKey || page.strokes.value.length === 0) return
      event.preventDefault()
      page.undo()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [page])

  const clear = () => {
    page.clear()
    picker.current?.focus()
  }

  return (
    <>
      <a class="skip" href="#read">
        Skip to the reader
      </a>
      <Masthead />
      <main>
        <section class="reader" id="read" aria-labelledby="title" tabIndex={-1}>
          <header class="hero">
            <h1 id="title">Handwritten numbers, read.</h1>
            <p>Draw digits, drop a photo or paste one. A small neural network reads them right here.</p>
          </header>
          <div class="workspace">
            <div class="card input">
              <h2 class="for-ears">Your picture</h2>
              <Sources page={page} picker={picker} />
              <Problem page={page} />
              <Stage page={page} />
              <Actions page={page} onClear={clear} />
              <PlaceChoice page={page} />
              <Known page={page} />
            </div>
            <div class="aside">
              <Result page={page} />
              <Samples page={page} />
            </div>
          </div>
        </section>
        <Guide />
      </main>
      <footer class="foot">
        <p>digitrec reads 0 to 9 and nothing else. MIT licence.</p>
        <p>
          <a href="/docs">API of the server</a>
        </p>
      </footer>
      <DropEverywhere page={page} />
      <p class="for-ears" role="status" aria-live="polite">
        {page.spoken.value}
      </p>
    </>
  )
}
