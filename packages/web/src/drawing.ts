// A drawing: strokes as points, painted on a canvas, and its pixels. No strokes are lost when the canvas is painted anew.

import type { Pixels } from './reader/reader.ts'

/** Coordinates in paper units; `pressure` 0..1, 0.5 for a mouse or a finger. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly pressure: number
}

export type Stroke = readonly Point[]

/** The paper's own size: also the size in pixels of what is read. The screen shows it scaled. */
export const paper = { width: 900, height: 600 } as const

const penWidth = 20
const inkColor = '#141b33'
const paperColor = '#ffffff'

/** Width of the line at a pressure: 60 % of the pen when barely touching, 140 % when pressed hard. */
export function lineWidth(pressure: number): number {
  return penWidth * (0.6 + 0.8 * Math.min(1, Math.max(0, pressure)))
}

/** Paints the whole drawing on white paper; everything that was there is overwritten. */
export function paintDrawing(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  context.fillStyle = paperColor
  context.fillRect(0, 0, paper.width, paper.height)
  for (const stroke of strokes) paintStroke(context, stroke)
}

/** Paints a stroke from point `from` on: each piece runs between the middles of neighbours, so corners are round. */
export function paintStroke(context: CanvasRenderingContext2D, stroke: Stroke, from = 0): void {
  context.strokeStyle = inkColor
  context.fillStyle = inkColor
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const first = stroke[0]
  if (!first) return
  if (from === 0) {
    context.beginPath()
    context.arc(first.x, first.y, lineWidth(first.pressure) / 2, 0, 2 * Math.PI)
    context.fill()
  }
  for (let i = Math.max(1, from); i < stroke.length; i++) {
    const start = i > 1 ? middle(stroke[i - 2]!, stroke[i - 1]!) : first
    const turn = stroke[i - 1]!
    const last = i === stroke.length - 1
    const end = last ? stroke[i]! : middle(turn, stroke[i]!)
    context.lineWidth = lineWidth((turn.pressure + stroke[i]!.pressure) / 2)
    context.beginPath()
    context.moveTo(start.x, start.y)
    context.quadraticCurveTo(turn.x, turn.y, end.x, end.y)
    context.stroke()
  }
}

/** The drawing's pixels, painted off screen. */
export function pixelsOf(strokes: readonly Stroke[]): Pixels {
  const canvas = document.createElement('canvas')
  canvas.width = paper.width
  canvas.height = paper.height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('drawing: this browser gives no 2d canvas. Choose a picture instead.')
  paintDrawing(context, strokes)
  const { data } = context.getImageData(0, 0, paper.width, paper.height)
  return { ...paper, data: data as Uint8ClampedArray<ArrayBuffer> }
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, pressure: (a.pressure + b.pressure) / 2 }
}
