import { type DigitClassifier, loadDigitClassifier } from '@digitrec/cnn/digits'
import { type LineInput, loadLineReader } from '@digitrec/cnn/lines'
import { findInk, type Raster, segmentDigits } from '@digitrec/image'
import { createWriter, degradations, drawNumber, looks, measureScene, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'
import { latticeOf, readSegments } from './read-segments.ts'
import { recognize } from './recognize.ts'

const reader = loadLineReader()
const lines = async () => reader
const readers = { classifier: loadDigitClassifier(), lines }

/** A page with a drawn number, its digits so far apart (negative: into each other), in heights. */
function page(text: string, spacing: number, seed: number): Raster {
  const number = drawNumber(text, createWriter(createRandom(seed)), createRandom(seed + 1), { heightPx: 70, spacing })
  return renderPage(number, looks.blackOnWhite, createRandom(seed + 2)).raster
}

/** A classifier that always says the same. */
function always(probabilities: readonly number[], notDigit: number): DigitClassifier {
  return {
    ...readers.classifier,
    classify: frames => {
      const count = frames.length / 784
      const digits = Float32Array.from({ length: 10 * count }, (_, i) => probabilities[i % 10]!)
      return { digits, notDigit: new Float32Array(count).fill(notDigit) }
    },
  }
}

/** Frames that spell a text: each digit on a frame of its own, blanks between. */
function spelling(text: readonly number[], frames: number): Float32Array {
  const logP = new Float32Array(11 * frames).fill(Math.log(0.001))
  const step = Math.floor(frames / text.length)
  for (let t = 0; t < frames; t++) {
    const digit = t % step === step >> 1 ? text[Math.floor(t / step)] : undefined
    logP[11 * t + (digit ?? 10)] = Math.log(0.99)
  }
  return logP
}

describe('readSegments', () => {
  it('cuts nothing where every mark is surely one digit and the reader of lines counts as many', async () => {
    const ink = findInk(page('1473', 0.3, 5))
    const segments = segmentDigits(ink)
    const classifier = always([0.99, 0.01, 0, 0, 0, 0, 0, 0, 0, 0], 0.001)
    const lattice = await readSegments(ink, segments, { classifier, lines })
    expect(lattice.arcs.map(({ from, to }) => [from, to])).toEqual(segments.map((_, n) => [n, n + 1]))
    expect([...lattice.opinions.keys()]).toEqual([0])
    expect([...lattice.doubtful]).toEqual([])
  })

  const surely = (digit: number) =>
    always(
      Array.from({ length: 10 }, (_, k) => (k === digit ? 0.991 : 0.001)),
      0.001,
    )
  const reads = (text: readonly number[]) => ({
    ...reader,
    read: (strip: LineInput) => ({ frames: strip.width, logP: spelling(text, strip.width) }),
  })

  it('leaves a single mark that is surely one digit alone where the reader of lines sees one, whichever', async () => {
    const ink = findInk(page('4', 0.3, 5))
    const lattice = await readSegments(ink, segmentDigits(ink), { classifier: surely(4), lines: () => reads([9]) })
    expect(lattice.arcs).toHaveLength(1)
    expect(lattice.opinions.size).toBe(0)
    expect(decode(lattice, 1)[0]!.text).toBe('4')
  })

  it('cuts it where the reader of lines sees two', async () => {
    const ink = findInk(page('4', 0.3, 5))
    const lattice = await readSegments(ink, segmentDigits(ink), { classifier: surely(4), lines: () => reads([1, 1]) })
    expect([...lattice.doubtful]).toEqual([0])
    expect(decode(lattice, 1)[0]!.text).toHaveLength(2)
  })

  it('does not ask about a single mark that is too narrow for two', async () => {
    const ink = findInk(page('1', 0.3, 5))
    const never = () => Promise.reject(new Error('asked'))
    const lattice = await readSegments(ink, segmentDigits(ink), { classifier: surely(1), lines: never })
    expect(lattice.arcs).toHaveLength(1)
    expect(lattice.opinions.size).toBe(0)
  })

  it('cuts marks that all look like one digit where the reader of lines counts more', async () => {
    const ink = findInk(page('1473', 0.3, 5))
    const segments = segmentDigits(ink)
    const classifier = always([0.99, 0.01, 0, 0, 0, 0, 0, 0, 0, 0], 0.001)
    const seesFive = {
      ...reader,
      read: (strip: LineInput) => ({ frames: strip.width, logP: spelling([1, 4, 7, 3, 3], strip.width) }),
    }
    const lattice = await readSegments(ink, segments, { classifier, lines: () => seesFive })
    expect([...lattice.doubtful]).toEqual([0])
    expect(lattice.nodes).toBeGreaterThan(segments.length + 1)
  })

  it('offers a way through every mark and every piece, each arc with its own ink', async () => {
    const ink = findInk(page('5083', -0.06, 11))
    const segments = segmentDigits(ink)
    const lattice = await readSegments(ink, segments, readers)
    expect(lattice.arcs.length).toBeGreaterThan(segments.length)
    expect(lattice.marks).toHaveLength(lattice.arcs.length)
    const reached = new Set([0])
    for (let node = 0; node < lattice.nodes; node++)
      for (const { from, to } of lattice.arcs) if (from === node && reached.has(node)) reached.add(to)
    expect(reached.has(lattice.nodes - 1)).toBe(true)
    for (const { logP } of lattice.arcs) for (const value of logP) expect(value).toBeLessThan(Infinity)
  })

  /** Upright bars at these columns, each 7 pixels wide and 70 high. */
  function bars(columns: readonly number[]): Raster {
    const [width, height] = [columns.at(-1)! + 60, 130]
    const isBar = (x: number, y: number) => y >= 30 && y < 100 && columns.some(left => x >= left && x < left + 7)
    const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
      return i % 4 < 3 && isBar((i >> 2) % width, Math.floor((i >> 2) / width)) ? 0 : 255
    })
    return { width, height, data }
  }

  it('joins up to three marks of one group that are together no larger than one digit', async () => {
    const joined = async (columns: readonly number[]) => {
      const ink = findInk(bars(columns))
      const lattice = await latticeOf(ink, segmentDigits(ink), { classifier: always(Array(10).fill(0.1), 0.5) })
      expect(lattice.nodes).toBe(columns.length + 1)
      return lattice.arcs.filter(({ from, to }) => to > from + 1).map(({ from, to }) => `${from}-${to}`)
    }
    expect((await joined([40, 55, 70, 85])).sort()).toEqual(['0-2', '0-3', '1-3', '1-4', '2-4'])
    expect(await joined([40, 75, 110])).toEqual([])
    expect(await joined([40, 55, 170])).toEqual(['0-2'])
  })

  it('parts most digits that are written into each other, with boxes in order', async () => {
    const texts = ['25', '80', '46', '317', '90', '53', '68', '204']
    let right = 0
    for (const [n, text] of texts.entries()) {
      const ink = findInk(page(text, -0.05, 100 + 10 * n))
      const lattice = await readSegments(ink, segmentDigits(ink), readers)
      const [best] = decode(lattice, 1)
      if (best!.text === text) right++
      const middles = best!.arcs.map(arc => {
        const { x, width } = lattice.marks[arc]!.segment.box
        return x + width / 2
      })
      expect([...middles].sort((a, b) => a - b)).toEqual(middles)
    }
    expect(right).toBeGreaterThanOrEqual(5)
  })
})

describe('recognize', () => {
  it('sends what the reader of lines reads otherwise to review', async () => {
    const picture = page('25', -0.05, 100)
    const read = (strip: Parameters<typeof reader.read>[0]) => {
      const { frames } = reader.read(strip)
      // Nothing but blanks: whatever the lattice says, the reader sees no digits there.
      return { frames, logP: Float32Array.from({ length: frames * 11 }, (_, i) => (i % 11 === 10 ? -1e-6 : -20)) }
    }
    const { status, confidence } = await recognize({ ...readers, lines: async () => ({ ...reader, read }) }, picture)
    expect(status).not.toBe('accept')
    expect(confidence).toBeLessThanOrEqual(0.5)
  })

  it('sends a digit that is a 1, a 9 or a 7 to review', async () => {
    const classifier = always([0.0002, 0.498, 0.0002, 0.0002, 0.0002, 0, 0, 0.099, 0.0002, 0.402], 0.01)
    const answer = await recognize({ classifier }, page('1', 0.2, 3))
    expect(answer).toMatchObject({ text: '1', status: 'review', reasons: ['ambiguous'] })
    expect(answer.nbest(3).map(({ text }) => text)).toEqual(['1', '9', '7'])
    expect(answer.nbest(1)[0]!.confidence).toBe(answer.confidence)
  })

  it('never takes a page of digits for one digit that is sure', async () => {
    const rows = ['0314159265', '3589793238', '4626433832', '7950288419']
    const answer = await recognize(readers, page(rows.join('\n'), 0.15, 21))
    expect(answer.digits.length).toBeGreaterThan(30)
    expect(answer.text === rows.join('\n') || answer.status !== 'accept').toBe(true)
  })

  it('reads 200 digits in one line', async () => {
    const random = createRandom(77)
    const text = Array.from({ length: 200 }, () => random.int(10)).join('')
    const writer = createWriter(random.fork(1))
    const number = drawNumber(text, { ...writer, spacing: Math.max(0.22, writer.spacing) }, random.fork(2), {
      heightPx: 40,
    })
    const answer = await recognize(readers, renderPage(number, looks.blackOnWhite, random.fork(3)).raster)
    expect(answer.text).toBe(text)
    expect(answer.confidence).toBeGreaterThan(0.5)
  }, 60_000)

  it('reads digits that touch on a page that lies askew', async () => {
    let [level, askew] = [0, 0]
    for (let n = 0; n < 12; n++) {
      const random = createRandom(500 + n)
      const text = Array.from({ length: 4 + random.int(3) }, () => random.int(10)).join('')
      const picture = page(text, -0.04, 500 + n)
      if ((await recognize(readers, picture)).text !== text) continue
      level++
      const turned = degradations['turned-30'].apply(measureScene(picture)!, random)
      if ((await recognize(readers, turned)).text === text) askew++
    }
    expect(level).toBeGreaterThan(8)
    expect(askew).toBeGreaterThanOrEqual(level - 2)
  })

  it('gives readings whose probabilities sum to no more than 1', async () => {
    const answer = await recognize(readers, page('6808', -0.06, 31))
    const sum = answer.nbest(20).reduce((total, { confidence }) => total + confidence, 0)
    expect(sum).toBeLessThanOrEqual(1 + 1e-9)
  })

  it('tells groups apart by their gaps', async () => {
    const answer = await recognize(readers, page('12   34', 0.2, 41))
    expect(answer.digits.map(({ group }) => group)).toEqual([0, 0, 1, 1])
    expect(answer.text).toHaveLength(4)
  })
})
