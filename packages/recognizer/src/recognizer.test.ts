import { encodePng } from '@digitrec/image'
import { describe, expect, it } from 'vitest'
import { type ImageError, loadRecognizer } from './index.ts'

/** White paper with dark bars: `[x, y, width, height]` in pixels. */
function page(width: number, height: number, bars: readonly (readonly [number, number, number, number])[], ink = 20) {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (const [x, y, w, h] of bars)
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++)
        data.fill(ink, (row * width + column) * 4, (row * width + column) * 4 + 3)
  return { width, height, data }
}

/** A one, a seven and a four of straight strokes, left to right. */
const oneSevenFour = page(300, 120, [
  [40, 20, 8, 80],
  [100, 20, 46, 8],
  [138, 20, 8, 80],
  [200, 20, 8, 45],
  [200, 57, 50, 8],
  [236, 20, 8, 80],
])

const recognizer = await loadRecognizer()

describe('read', () => {
  it('reads several digits in order, with boxes in pixels of the picture', async () => {
    const answer = await recognizer.read(oneSevenFour)
    expect(answer.digits.map(({ digit }) => digit)).toEqual([1, 7, 4])
    const truth = [
      { x: 40, y: 20, width: 8, height: 80 },
      { x: 100, y: 20, width: 46, height: 80 },
      { x: 200, y: 20, width: 50, height: 80 },
    ]
    for (const [i, { box }] of answer.digits.entries())
      for (const key of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(box[key] - truth[i]![key]), `${key} of digit ${i}`).toBeLessThanOrEqual(3)
    expect(answer.image).toEqual({ width: 300, height: 120 })
  })

  it('gives all ten alternatives, the likeliest first, summing to 1', async () => {
    const { digits } = await recognizer.read(oneSevenFour)
    for (const { digit, alternatives, confidence, notDigit } of digits) {
      expect(alternatives).toHaveLength(10)
      expect(alternatives.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5)
      expect(alternatives[0]!.digit).toBe(digit)
      expect(alternatives[0]!.probability).toBe(Math.max(...alternatives.map(({ probability }) => probability)))
      expect(confidence).toBeCloseTo(alternatives[0]!.probability * (1 - notDigit), 6)
    }
  })

  it('gives the same answer for a file, a Blob, an ArrayBuffer and pixels', async () => {
    const png = encodePng(oneSevenFour)
    const plain = (answer: { toJSON(): object }) => ({ ...answer.toJSON(), timings: undefined })
    const expected = plain(await recognizer.read(oneSevenFour))
    const clamped = { ...oneSevenFour, data: new Uint8ClampedArray(oneSevenFour.data) }
    for (const input of [png, new Blob([new Uint8Array(png)]), new Uint8Array(png).buffer, clamped])
      expect(plain(await recognizer.read(input))).toEqual(expected)
  })

  it('rejects what has nothing written, with a reason and no text', async () => {
    for (const [width, height] of [
      [200, 90],
      [1, 1],
      [1, 4000],
      [4000, 1],
    ] as const) {
      const answer = await recognizer.read(page(width, height, []))
      expect(answer).toMatchObject({ text: '', status: 'reject', reasons: ['no-ink'], digits: [], confidence: 0 })
      expect(answer.nbest(3)).toEqual([])
    }
  })

  it('reads as many lines as it may, and sends a page with more of them to review', async () => {
    const two = page(300, 260, [
      [40, 20, 8, 80],
      [100, 20, 8, 80],
      [60, 150, 8, 80],
    ])
    expect((await recognizer.read(two)).text).toBe('11\n1')
    const first = await recognizer.read(two, { maxLines: 1 })
    expect(first).toMatchObject({ text: '11', status: 'review' })
    expect(first.reasons).toContain('too-many-lines')
    expect(first.digits).toHaveLength(2)
    expect((await recognizer.read(two, { maxLines: 2 })).reasons).not.toContain('too-many-lines')
    for (const maxLines of [0, 1.5, Number.NaN])
      await expect(recognizer.read(two, { maxLines })).rejects.toThrow(/maxLines/)
  })

  it('says as JSON what it says as an object, with frames only when asked', async () => {
    const answer = await recognizer.read(oneSevenFour)
    const json = JSON.parse(JSON.stringify(answer))
    expect(json).toMatchObject({ version: 1, text: answer.text, status: answer.status, model: recognizer.model })
    expect(json.nbest).toHaveLength(5)
    expect(json.nbest[0].text).toBe(answer.digits.map(({ digit }) => digit).join(''))
    expect(json.digits[0].frame).toBeUndefined()
    const bytes = Uint8Array.from(atob(answer.toJSON({ frames: true }).digits[0]!.frame!), c => c.charCodeAt(0))
    expect(bytes).toHaveLength(784)
    expect(Math.max(...bytes)).toBeGreaterThan(200)
  })

  it('says of a point, a minus and a thin digit that they were not read, and where they are', async () => {
    const bars: Parameters<typeof page>[2] = [
      [60, 20, 14, 80],
      [120, 20, 48, 14],
      [154, 20, 14, 80],
      [220, 20, 48, 14],
      [254, 20, 14, 80],
    ]
    const [plain, point, minus, thin] = await Promise.all(
      (
        [
          [],
          [[186, 88, 14, 14]],
          [[12, 56, 34, 14]],
          [
            [290, 20, 46, 2],
            [334, 20, 2, 80],
          ],
        ] as Parameters<typeof page>[2][]
      ).map(more => recognizer.read(page(360, 130, [...bars, ...more]))),
    )
    expect(plain!.text).toBe('177')
    expect(plain!.unread).toBeUndefined()
    expect(plain!.reasons).not.toContain('unread-mark')
    for (const [answer, x, y] of [
      [point!, 186, 88],
      [minus!, 12, 56],
      [thin!, 290, 20],
    ] as const) {
      expect(answer).toMatchObject({ text: '177', status: 'review' })
      expect(answer.reasons).toContain('unread-mark')
      const [box] = answer.toJSON().unread!
      expect(Math.abs(box!.x - x)).toBeLessThanOrEqual(2)
      expect(Math.abs(box!.y - y)).toBeLessThanOrEqual(2)
    }
    const known = await recognizer.read(page(360, 130, [...bars, [186, 88, 14, 14]]), { constraint: 'length:3' })
    expect(known.reasons).not.toContain('unread-mark')
  })

  it.each([Number.NaN, -0.1, 5])('refuses %d as a largest risk', async maxRisk => {
    await expect(recognizer.read(oneSevenFour, { maxRisk })).rejects.toThrow(/maxRisk to be a number from 0 to 1/)
  })

  it('refuses pixels that are no bytes, and repeats little of what is no picture', async () => {
    const floats = { width: 10, height: 10, data: new Float32Array(400) as never }
    await expect(recognizer.read(floats)).rejects.toThrow(/got 10×10 with 400 elements of Float32Array/)
    const url = `data:image/png;base64,${'A'.repeat(5000)}` as never
    const error = await recognizer.read(url).catch((error: Error) => error)
    expect(String(error).length).toBeLessThan(200)
  })

  it('does not look at the marks of a page that has too many for a number', async () => {
    const bars = Array.from(
      { length: 900 },
      (_, i) => [10 + 20 * (i % 45), 10 + 24 * Math.floor(i / 45), 3, 16] as const,
    )
    const { status, reasons, timings } = await recognizer.read(page(920, 500, bars))
    expect({ status, reasons }).toEqual({ status: 'reject', reasons: ['too-many-marks'] })
    expect(timings.classifyMs).toBeLessThan(timings.totalMs / 2)
  })

  it('adds up its timings', async () => {
    const { decodeMs, inkMs, segmentMs, classifyMs, totalMs } = (await recognizer.read(oneSevenFour)).timings
    expect(decodeMs + inkMs + segmentMs + classifyMs).toBeLessThanOrEqual(totalMs + 0.1)
    for (const part of [decodeMs, inkMs, segmentMs, classifyMs]) expect(part).toBeGreaterThanOrEqual(0)
  })

  it.each([
    ['no bytes', new Uint8Array(), 'empty'],
    ['text', new TextEncoder().encode('seven'), 'unsupported'],
    ['half a file', encodePng(oneSevenFour).slice(0, 200), 'truncated'],
    ['pixels of a wrong length', { width: 5, height: 4, data: new Uint8Array(79) }, 'unsupported'],
    ['nothing', undefined as never, 'unsupported'],
  ])('refuses %s', async (_, input, code) => {
    const error = await recognizer.read(input).catch((thrown: ImageError) => thrown)
    expect(error).toMatchObject({ name: 'ImageError', code })
  })

  it('stops when told to', async () => {
    await expect(recognizer.read(oneSevenFour, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
