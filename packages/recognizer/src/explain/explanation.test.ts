import { decodeImage, inkSteps } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { publishedSchema } from '../formats/index.ts'
import { loadRecognizer } from '../recognizer.ts'
import { explainHtml } from './explain-html.ts'
import { explanationOf, pictureOf, type StagePicture } from './explanation.ts'

const recognizer = await loadRecognizer()
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

async function explained(picture: { width: number; height: number; data: Uint8Array }) {
  const stages: StagePicture[] = []
  const answer = await recognizer.read(picture, { onStage: stage => stages.push(pictureOf(stage, 300)) })
  return { answer, pictures: stages, explanation: explanationOf(answer, stages) }
}

/** Two upright bars joined by a short one: 11 that touch, or one mark. */
function joinedBars() {
  const [width, height] = [120, 100]
  const data = new Uint8Array(4 * width * height).fill(255)
  const ink = (x0: number, x1: number, y0: number, y1: number) => {
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) data.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3)
  }
  ink(40, 46, 20, 80)
  ink(72, 78, 20, 80)
  ink(46, 72, 48, 52)
  return { width, height, data }
}

describe('explanationOf', () => {
  it('has every step with its sentence and a picture within the size that was asked for', async () => {
    const { explanation } = await explained(samples.find(({ name }) => name === 'number-3194-ruled')!.make())
    const { stages } = explanation
    expect(stages.map(({ step, about }) => [step, about])).toEqual(Object.entries(inkSteps))
    for (const { step, png } of stages) {
      const { width, height } = await decodeImage(bytesOf(png))
      expect(Math.max(width, height), step).toBeLessThanOrEqual(300)
      expect(Math.max(width, height), step).toBeGreaterThan(100)
    }
  })

  it('has no other ways where digits stand apart', async () => {
    const { answer, explanation } = await explained(samples.find(({ name }) => name === 'four-open-canvas')!.make())
    expect(answer.text).toBe('4')
    expect(explanation.partings).toEqual([])
  })

  it('shows the ways to part ink that touches, with their shares, and which was taken', async () => {
    const { answer, pictures, explanation } = await explained(joinedBars())
    expect(explanation.partings.length).toBe(1)
    const { ways, box } = explanation.partings[0]!
    expect(ways.length).toBeGreaterThan(1)
    const shares = ways.map(({ probability }) => probability)
    expect(shares).toEqual([...shares].sort((a, b) => b - a))
    expect(shares.reduce((a, b) => a + b)).toBeLessThanOrEqual(1 + 1e-9)
    const taken = ways.filter(way => way.taken)
    expect(taken.length).toBe(1)
    expect(taken[0]!.parts.map(part => part.box)).toEqual(answer.digits.map(digit => digit.box))
    expect(new Set(ways.map(({ parts }) => JSON.stringify(parts))).size).toBe(ways.length)
    for (const { frame } of ways.flatMap(({ parts }) => parts)) expect(bytesOf(frame).length).toBe(784)
    expect(box.x).toBeCloseTo(40, -1)
    expect(box.width).toBeCloseTo(38, -1)

    const validate = new Ajv2020({ strict: false }).compile(publishedSchema())
    expect(validate({ ...answer.toJSON(), explanation }), JSON.stringify(validate.errors)).toBe(true)
    const html = explainHtml([{ name: '11.png', stages: pictures, outcome: answer }])
    expect(html.match(/<div class="row way">/g)?.length).toBe(ways.length)
    expect(html.match(/, taken</g)?.length).toBe(1)
  })
})

describe('pictureOf', () => {
  const flat = (value: number[]) => {
    const data = new Uint8Array(4 * 1200 * 30)
    for (let i = 0; i < data.length; i += 4) data.set([...value, 255], i)
    return { step: 'page' as const, picture: () => ({ width: 1200, height: 30, data }) }
  }

  it('shrinks large stages', () => {
    const { png } = pictureOf(flat([255, 255, 255]))
    expect(new DataView(png.buffer).getUint32(16)).toBe(600)
  })

  it('keeps colour, and writes one channel where there is none', async () => {
    const [coloured, gray] = [pictureOf(flat([10, 20, 200])).png, pictureOf(flat([77, 77, 77])).png]
    expect([coloured[25], gray[25]]).toEqual([2, 0]) // PNG's colour types: RGB, gray
    expect([...(await decodeImage(coloured)).data.subarray(0, 4)]).toEqual([10, 20, 200, 255])
    expect([...(await decodeImage(gray)).data.subarray(0, 4)]).toEqual([77, 77, 77, 255])
  })
})
