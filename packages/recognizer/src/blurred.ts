// Is a picture blurred? Its edges are wide for the pen that wrote it, and not because there are few pixels.

import { edgeWidth, type Ink, type Segment } from '@digitrec/image'

/** Edges as wide as this, in stroke widths: sharp pictures have at most 0.5, those out of focus by 0.3 strokes 0.6. */
const softEdge = 0.58
/** In a picture of few pixels all edges are wide for the strokes; the camera is not to blame for those narrower than this: a sharp one has 2. */
const leastPx = 3

/** Whether most marks have edges that only a camera out of focus, or moved, makes of strokes. */
export function isBlurred(ink: Ink, marks: readonly Segment[]): boolean {
  const soft = marks.filter(mark => {
    const width = edgeWidth(ink, mark)
    return width >= leastPx && width >= softEdge * mark.strokeWidth
  })
  return 2 * soft.length > marks.length
}
