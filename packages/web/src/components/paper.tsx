// The paper: pen, finger or mouse draw on it; a finished stroke goes to the state, an unfinished one lives here.

import { useEffect, useRef } from 'preact/hooks'
import { type Point, paintDrawing, paintStroke, paper } from '../drawing.ts'
import { containFit } from '../fit.ts'
import type { Page } from '../state.ts'

export function Paper({ page }: { page: Page }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const live = useRef<{ pointer: number; points: Point[] } | undefined>(undefined)
  const strokes = page.strokes.value

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context) paintDrawing(context, strokes)
  }, [strokes])

  const start = (event: PointerEvent) => {
    if (live.current || event.button !== 0 || !canvas.current) return
    page.holdReading()
    capture(canvas.current, event.pointerId)
    live.current = { pointer: event.pointerId, points: [] }
    follow(event)
  }

  const follow = (event: PointerEvent) => {
    const stroke = live.current
    const context = canvas.current?.getContext('2d')
    if (!stroke || stroke.pointer !== event.pointerId || !context || !canvas.current) return
    const before = stroke.points.length
    const between = event.type === 'pointermove' ? (event.getCoalescedEvents?.() ?? []) : []
    for (const each of between.length > 0 ? between : [event]) stroke.points.push(pointOf(each, canvas.current))
    paintStroke(context, stroke.points, before)
  }

  const finish = (event: PointerEvent) => {
    const stroke = live.current
    if (!stroke || stroke.pointer !== event.pointerId) return
    live.current = undefined
    page.addStroke(stroke.points)
  }

  return (
    <>
      <canvas
        ref={canvas}
        class="paper"
        width={paper.width}
        height={paper.height}
        role="img"
        aria-label={`Paper to draw digits on, ${strokeCount(strokes.length)}. Without a pointer, choose a picture instead.`}
        data-testid="paper"
        onPointerDown={start}
        onPointerMove={follow}
        onPointerUp={finish}
        onPointerCancel={finish}
      />
      {strokes.length === 0 && (
        <div class="invitation" aria-hidden="true">
          <svg viewBox="0 0 132 60" aria-hidden="true">
            <path d="M26 6 9 36h26M28 22v32" />
            <path d="M66 6c-12 0-16 12-16 24s4 24 16 24 16-12 16-24S78 6 66 6Z" />
            <path d="M95 8h28c-6 14-14 28-18 46" />
          </svg>
          <span>Draw digits here</span>
        </div>
      )}
    </>
  )
}

function capture(canvas: HTMLCanvasElement, pointer: number): void {
  try {
    canvas.setPointerCapture(pointer)
  } catch {
    // the pointer has gone already; its stroke ends with pointerup all the same
  }
}

function pointOf(event: PointerEvent, canvas: HTMLCanvasElement): Point {
  const bounds = canvas.getBoundingClientRect()
  const fit = containFit(paper, bounds)
  return {
    x: (event.clientX - bounds.left - fit.x) / (fit.scale || 1),
    y: (event.clientY - bounds.top - fit.y) / (fit.scale || 1),
    pressure: event.pointerType === 'pen' ? event.pressure : 0.5,
  }
}

function strokeCount(n: number): string {
  return n === 0 ? 'blank' : n === 1 ? '1 stroke so far' : `${n} strokes so far`
}
