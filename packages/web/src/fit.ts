// Where a picture lies inside its container, and where its boxes and their labels go on the screen.

import type { Box } from '@digitrec/recognizer'

export interface Size {
  readonly width: number
  readonly height: number
}

/** The rectangle that `object-fit: contain` gives a picture: CSS pixels, with the factor from source pixels. */
export interface Fit extends Box {
  readonly scale: number
}

/** Centres `image` in `container` as large as it goes, whole; sizes of zero give a scale of zero. */
export function containFit(image: Size, container: Size): Fit {
  const drawable = image.width > 0 && image.height > 0
  const scale = drawable ? Math.min(container.width / image.width, container.height / image.height) : 0
  const width = image.width * scale
  const height = image.height * scale
  return { scale, width, height, x: (container.width - width) / 2, y: (container.height - height) / 2 }
}

/**
 * A box in source pixels to CSS pixels of the container, with `airPx` around it so that the outline does not touch the
 * ink; cut at the container's edges.
 */
export function boxOnScreen(box: Box, fit: Fit, container: Size, airPx = 4): Box {
  const left = Math.max(1, fit.x + box.x * fit.scale - airPx)
  const top = Math.max(1, fit.y + box.y * fit.scale - airPx)
  const right = Math.min(container.width - 1, fit.x + (box.x + box.width) * fit.scale + airPx)
  const bottom = Math.min(container.height - 1, fit.y + (box.y + box.height) * fit.scale + airPx)
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }
}

/** Top left corner of a label of `size` CSS pixels: above its box where there is room, else inside its top. */
export function labelCorner(rect: Box, size: Size, container: Size): { x: number; y: number } {
  const above = rect.y - size.height - 2
  const x = Math.min(Math.max(0, rect.x), Math.max(0, container.width - size.width))
  const y = above >= 0 ? above : Math.min(rect.y + 2, Math.max(0, container.height - size.height))
  return { x, y }
}

/** True when the pixels of the source are drawn two or more CSS pixels wide: then sharp squares tell more than blur. */
export function isMagnified(image: Size, container: Size): boolean {
  return containFit(image, container).scale >= 2
}
