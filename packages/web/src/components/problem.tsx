// What went wrong and what to do, in two sentences.

import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../state.ts'

export function Problem({ page }: { page: Page }) {
  const words = page.problemWords.value
  const place = useRef<HTMLDivElement | null>(null)

  useEffect(() => {
    if (words) place.current?.scrollIntoView({ block: 'nearest' }) // what was dropped may have been dropped far below
  }, [words])

  return (
    <div ref={place} role="alert" class="problem-place">
      {words && (
        <p class="problem" data-testid="problem" data-code={page.problem.value}>
          <strong>{words.what}</strong> {words.advice}
        </p>
      )}
    </div>
  )
}
