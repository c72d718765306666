// Stands in for @digitrec/recognizer while the page alone is worked on (DIGITREC_WEB_READER=fake): every run of columns
// with dark pixels is "a digit", the first always a 4, then 0, 7 and so on. Plausible, quick, and wrong.

import type { Box, RecognitionJson, Status } from '@digitrec/recognizer'

export const defaultLimits = { bytes: 10 * 2 ** 20, pixels: 24e6, side: 20000 }
export interface Recognizer {
  prepare(): Promise<void>
  read(input: unknown): Promise<{ toJSON(options?: { frames?: boolean }): RecognitionJson }>
}

export { explainedParts, pictureOf } from '../../recognizer/src/explain/explanation.ts'
export const explanationOf = () => ({ stages: [], partings: [] })

export function sniffFormat(b: Uint8Array): string | undefined {
  const head = String.fromCharCode(...b.subarray(0, 12))
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('GIF8')) return 'gif'
  if (head.startsWith('BM')) return 'bmp'
  if (/^P[1-6]\s/.test(head)) return 'pnm'
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp'
  return undefined
}

export async function loadRecognizer(): Promise<Recognizer> {
  return { read: input => fake(input as never), prepare: async () => {} }
}

async function fake(
  input: Uint8Array<ArrayBuffer> | { width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> },
) {
  const started = performance.now()
  const { width, height, data } = input instanceof Uint8Array ? await decode(input) : input
  const dark = new Uint8Array(width)
  let top = height
  let bottom = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (data[4 * (y * width + x)]! < 128) {
        dark[x] = 1
        top = Math.min(top, y)
        bottom = Math.max(bottom, y)
      }
  const boxes: Box[] = []
  for (let x = 0; x < width; x++) {
    if (!dark[x]) continue
    const start = x
    while (x < width && dark[x]) x++
    if (boxes.length < 12) boxes.push({ x: start, y: top, width: x - start, height: bottom - top + 1 })
  }
  const digits = boxes.map((box, i) => {
    const digit = [4, 0, 7, 2, 9, 1, 3, 5, 8, 6][i % 10]!
    const p = i === 2 ? 0.71 : 0.992
    const rest = [1, 9, 2, 7, 3, 8, 5, 6, 0, 4].filter(d => d !== digit)
    const weights = rest.map((_, k) => 2 ** -k)
    const sum = weights.reduce((a, b) => a + b)
    return {
      digit,
      box,
      line: 0,
      group: 0,
      confidence: p,
      notDigit: 0.01,
      frame: frameOf(data, width, box),
      alternatives: [
        { digit, probability: p },
        ...rest.map((d, k) => ({ digit: d, probability: ((1 - p) * weights[k]!) / sum })),
      ],
    }
  })
  const text = digits.map(d => d.digit).join('')
  const status: Status = digits.length === 0 ? 'reject' : digits.some(d => d.confidence < 0.9) ? 'review' : 'accept'
  const json: RecognitionJson = {
    version: 1,
    text,
    status,
    reasons: status === 'reject' ? ['no-ink'] : status === 'review' ? ['ambiguous'] : [],
    confidence: digits.reduce((p, d) => p * d.confidence, 1),
    digits,
    nbest: text
      ? [
          { text, confidence: 0.93 },
          { text: text.slice(0, -1) + '1', confidence: 0.04 },
          { text: text.slice(0, -1) + '9', confidence: 0.012 },
        ]
      : [],
    model: { name: 'fake', id: 'fake' },
    image: { width, height },
    ...(digits.length > 0 && {
      style: {
        slantDegrees: 4.2,
        strokeWidthPx: 7.3,
        heightPx: bottom - top + 1,
        spacing: 0.3,
        baselineDegrees: -0.4,
        sizeVariation: 0.05,
        words: ['leans right', 'bold'],
        hints: digits.length > 4 ? [{ index: 4, what: 'ink-colour', z: 6.1 } as const] : [],
      },
    }),
    timings: { decodeMs: 1, inkMs: 1, segmentMs: 1, classifyMs: 1, totalMs: performance.now() - started },
  }
  return { toJSON: () => json }
}

async function decode(bytes: Uint8Array<ArrayBuffer>) {
  const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => {
    throw Object.assign(new Error('damaged'), { code: 'corrupt' })
  })
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, bitmap.width, bitmap.height)
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, bitmap.width, bitmap.height)
}

function frameOf(data: Uint8ClampedArray, width: number, box: Box): string {
  let bytes = ''
  const side = Math.max(box.width, box.height)
  for (let y = 0; y < 28; y++)
    for (let x = 0; x < 28; x++) {
      const sx = Math.round(box.x + box.width / 2 + ((x - 14) * side) / 20)
      const sy = Math.round(box.y + box.height / 2 + ((y - 14) * side) / 20)
      const inside = sx >= box.x && sx < box.x + box.width && sy >= box.y && sy < box.y + box.height
      bytes += String.fromCharCode(inside ? 255 - data[4 * (sy * width + sx)]! : 0)
    }
  return btoa(bytes)
}
