// Drop and paste, anywhere on the page.

import { useEffect, useState } from 'preact/hooks'
import type { Page } from '../state.ts'

export function DropEverywhere({ page }: { page: Page }) {
  const [over, setOver] = useState(false)

  useEffect(() => {
    const bringsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      event.preventDefault() // without this the browser would leave the page and open the file
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!bringsFiles(event)) return
      event.preventDefault()
      void page.chooseFrom(event.dataTransfer?.files)
    }
    const onPaste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files
      if (files?.length) {
        event.preventDefault()
        void page.chooseFrom(files)
      } else page.refuse('no-file')
    }
    document.addEventListener('dragover', onOver)
    document.addEventListener('dragleave', onLeave)
    document.addEventListener('drop', onDrop)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('dragleave', onLeave)
      document.removeEventListener('drop', onDrop)
      document.removeEventListener('paste', onPaste)
    }
  }, [page])

  return over ? (
    <div class="veil" aria-hidden="true">
      <p>Drop to read</p>
    </div>
  ) : null
}
