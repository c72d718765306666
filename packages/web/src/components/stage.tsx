// Where the input is seen: paper to draw on, or the chosen picture; the boxes of the digits lie over both.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Size } from '../fit.ts'
import type { Page } from '../state.ts'
import { Boxes } from './boxes.tsx'
import { Paper } from './paper.tsx'
import { Preview } from './preview.tsx'

export function Stage({ page }: { page: Page }) {
  const view = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })

  useEffect(() => {
    const element = view.current
    if (!element) return
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const picture = page.picture.value
  return (
    <div class={picture ? 'stage with-picture' : 'stage with-paper'} data-testid="stage">
      <div class="view" ref={view}>
        {picture ? <Preview key={picture.url} picture={picture} size={size} /> : <Paper page={page} />}
        <Boxes page={page} size={size} />
      </div>
      {page.reading.value && <div class="progress" aria-hidden="true" />}
    </div>
  )
}
