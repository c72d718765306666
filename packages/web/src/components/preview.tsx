// The chosen picture, whole, inside its container whatever its shape; tiny ones as sharp squares.

import { useState } from 'preact/hooks'
import { isMagnified, type Size } from '../fit.ts'
import type { Picture } from '../state.ts'

export function Preview({ picture, size }: { picture: Picture; size: Size }) {
  const [natural, setNatural] = useState<Size | undefined>()
  const [hidden, setHidden] = useState(false)

  // Some formats (PNM) can be read but not shown by browsers; the boxes then lie on blank paper.
  if (hidden) return <p class="unseen">Browsers cannot show this format. It is read all the same.</p>
  return (
    <img
      class={natural && isMagnified(natural, size) ? 'picture pixelated' : 'picture'}
      src={picture.url}
      alt={`Your picture, ${picture.name}`}
      data-testid="preview"
      onLoad={event =>
        setNatural({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })
      }
      onError={() => setHidden(true)}
    />
  )
}
