// The boxes of the digits over the picture. Pointing at one shows its details; with the keyboard the list of digits in
// the result does the same, so the boxes themselves stay out of the tab order.

import { boxOnScreen, containFit, labelCorner, type Size } from '../fit.ts'
import type { Page } from '../state.ts'

const labelHeight = 18

export function Boxes({ page, size }: { page: Page; size: Size }) {
  const answer = page.answer.value
  if (!answer || size.width === 0) return null
  const { digits, image, unread = [] } = answer.recognition
  const fit = containFit(image, size)
  const drawing = page.picture.value === undefined
  return (
    <svg
      class={drawing ? 'boxes passive' : 'boxes'}
      viewBox={`0 0 ${size.width} ${size.height}`}
      aria-hidden="true"
      data-testid="boxes"
    >
      {digits.map(({ box, digit }, i) => {
        const rect = boxOnScreen(box, fit, size)
        const label = { width: 16, height: labelHeight }
        const corner = labelCorner(rect, label, size)
        const chosen = page.selected.value === i
        const show = () => {
          page.selected.value = i
        }
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of digits does this for the keyboard
          <g key={`${i}`} class={chosen ? 'box chosen' : 'box'} onPointerEnter={show} onClick={show}>
            <rect class="edge" x={rect.x} y={rect.y} width={rect.width} height={rect.height} rx="4" />
            <rect class="tag" x={corner.x} y={corner.y} width={label.width} height={label.height} rx="4" />
            <text x={corner.x + label.width / 2} y={corner.y + 13.5}>
              {digit}
            </text>
          </g>
        )
      })}
      {unread.map((box, i) => {
        const { x, y, width, height } = boxOnScreen(box, fit, size)
        return <rect key={`unread ${i}`} class="unread" x={x} y={y} width={width} height={height} rx="4" />
      })}
    </svg>
  )
}
