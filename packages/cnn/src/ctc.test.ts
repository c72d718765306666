// Decoding against plain enumeration of every path, and the loss in training. Numbers of PyTorch are in the kernel's cases.

import { createRandom, type Random } from '@digitrec/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ctcBeam, ctcGreedy, ctcLogP, ctcSubstitutions, logSoftmax } from './ctc.ts'
import type { ExampleSource } from './examples.ts'
import { fit } from './fit.ts'
import { conv2d } from './layers/conv2d.ts'
import { relu } from './layers/relu.ts'
import { ctc } from './losses.ts'
import { createModel } from './model.ts'
import { sequential } from './network.ts'
import { adam, sgd } from './optimizers/index.ts'
import { planTraining } from './plan.ts'

/** Probability of every text, by spelling out all paths. */
function enumerate(logP: Float32Array, frames: number, classes: number): Map<string, number> {
  const texts = new Map<string, number>()
  for (let path = 0; path < classes ** frames; path++) {
    const steps = Array.from({ length: frames }, (_, t) => Math.floor(path / classes ** t) % classes)
    const p = steps.reduce((product, k, t) => product * Math.exp(logP[t * classes + k]!), 1)
    const text = steps.filter((k, t) => k !== classes - 1 && k !== steps[t - 1]).join()
    texts.set(text, (texts.get(text) ?? 0) + p)
  }
  return texts
}

function frames(random: Random, T: number, K: number, scale = 2): Float32Array {
  return logSoftmax(
    Float32Array.from({ length: T * K }, () => scale * random.normal()),
    K,
  )
}

const digitsOf = (text: string) => (text === '' ? [] : text.split(',').map(Number))

describe('ctcLogP', () => {
  it('is the sum over all paths, for every text, and all texts together are certain', () => {
    for (const [seed, T, K] of [
      [1, 5, 3],
      [2, 4, 4],
      [3, 6, 2],
      [4, 1, 5],
    ] as const) {
      const logP = frames(createRandom(seed), T, K)
      let total = 0
      for (const [text, p] of enumerate(logP, T, K)) {
        expect(Math.exp(ctcLogP(logP, T, digitsOf(text), K)), `seed ${seed}, text ${text}`).toBeCloseTo(p, 6)
        total += p
      }
      expect(total).toBeCloseTo(1, 5)
    }
  })

  it('has no path for a text that is too long, or too long with a blank between equal labels', () => {
    const logP = frames(createRandom(5), 3, 4)
    expect(ctcLogP(logP, 3, [0, 1, 2], 4)).toBeGreaterThan(-Infinity)
    expect(ctcLogP(logP, 3, [0, 1, 2, 0], 4)).toBe(-Infinity)
    expect(ctcLogP(logP, 3, [1, 1, 0], 4)).toBe(-Infinity)
    expect(ctcLogP(logP, 0, [], 4)).toBe(0)
    expect(ctcLogP(logP, 0, [1], 4)).toBe(-Infinity)
  })
})

describe('ctcGreedy', () => {
  it('takes runs as one and leaves blanks out', () => {
    const path = [4, 1, 1, 4, 1, 0, 0, 4, 3]
    const scores = path.flatMap(k => Array.from({ length: 5 }, (_, other) => (other === k ? 1 : 0)))
    expect(ctcGreedy(scores, path.length, 5)).toEqual([1, 1, 0, 3])
    expect(ctcGreedy([], 0, 5)).toEqual([])
  })
})

describe('ctcSubstitutions', () => {
  it('agrees with the log-probability of every text that differs in one label, next to equal labels too', () => {
    for (const [seed, T, digits] of [
      [11, 6, [0, 1, 2]],
      [12, 7, [1, 1, 2, 1]],
      [13, 4, [2]],
      [14, 1, [0]],
      [15, 3, [0, 0, 1]], // too long for its frames
      [16, 9, [2, 0, 2, 2]],
    ] as const) {
      const logP = frames(createRandom(seed), T, 4)
      const all = ctcSubstitutions(logP, T, digits, { classes: 4 })
      expect(all).toHaveLength(digits.length * 3)
      for (let i = 0; i < digits.length; i++)
        for (let label = 0; label < 3; label++) {
          const text = digits.map((digit, j) => (j === i ? label : digit))
          const expected = ctcLogP(logP, T, text, 4)
          if (expected === -Infinity) expect(all[i * 3 + label]).toBe(-Infinity)
          else expect(all[i * 3 + label], `seed ${seed}, ${text}`).toBeCloseTo(expected, 9)
        }
    }
  })

  it('leaves out what is less likely than asked for, and nothing else', () => {
    const digits = Array.from({ length: 12 }, (_, i) => (i * i) % 3)
    const logP = frames(createRandom(18), 40, 4)
    const exact = ctcSubstitutions(logP, 40, digits, { classes: 4 })
    const least = Math.min(...exact.filter(Number.isFinite))
    const near = ctcSubstitutions(logP, 40, digits, { classes: 4, least: least - 25 })
    for (const [k, value] of exact.entries()) expect(near[k]! - value).toBeCloseTo(0, 6)
    const none = ctcSubstitutions(logP, 40, digits, { classes: 4, least: 1 })
    expect([...none].every(value => value === -Infinity)).toBe(true)
  })

  it('is empty for the empty text', () => {
    expect(ctcSubstitutions(frames(createRandom(17), 3, 4), 3, [], { classes: 4 })).toHaveLength(0)
  })
})

describe('ctcBeam', () => {
  it('finds the likeliest texts in order, when nothing is cut off', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [T, K] = [5, 3]
      const logP = frames(createRandom(seed), T, K)
      const wanted = [...enumerate(logP, T, K)].sort((a, b) => b[1] - a[1]).slice(0, 5)
      const found = ctcBeam(logP, T, 5, { classes: K, beam: 500 })
      expect(found.map(({ digits }) => digits.join())).toEqual(wanted.map(([text]) => text))
      for (const [i, { logP: p }] of found.entries()) expect(Math.exp(p)).toBeCloseTo(wanted[i]![1], 6)
    }
  })

  it('prefers the text with more paths to the likeliest path', () => {
    // Blank is likeliest in both frames, 0.36 together; the paths "0 0", "0 blank" and "blank 0" are 0.64.
    const logP = Float32Array.from([0.4, 0.6, 0.4, 0.6], Math.log)
    expect(ctcGreedy(logP, 2, 2)).toEqual([])
    const [best] = ctcBeam(logP, 2, 1, { classes: 2 })
    expect(best!.digits).toEqual([0])
    expect(Math.exp(best!.logP)).toBeCloseTo(0.64, 6)
  })

  it('gives different texts, likeliest first, with their exact probabilities, for any frames', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 30 }), (seed, T) => {
        const logP = frames(createRandom(seed), T, 11)
        const found = ctcBeam(logP, T, 4)
        expect(new Set(found.map(({ digits }) => digits.join())).size).toBe(found.length)
        for (const [i, text] of found.entries()) {
          expect(text.logP).toBeCloseTo(ctcLogP(logP, T, text.digits), 9)
          if (i > 0) expect(text.logP).toBeLessThanOrEqual(found[i - 1]!.logP)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('the loss ctc', () => {
  const [T, labels] = [6, 3]
  const network = sequential(
    [2, T, 2],
    [conv2d(5, [2, 3], { padding: { top: 0, bottom: 0, left: 1, right: 1 } }), relu(), conv2d(labels + 1, 1)],
  )

  it('has gradients through a network that agree with finite differences', () => {
    const batch = 3
    const model = createModel(network, { seed: 2 })
    const options = { batch, loss: ctc(labels), optimizer: sgd(), clipNorm: 0, averaging: false }
    const plan = planTraining(network, options)
    const session = model.backend.open(plan.program)
    const random = createRandom(4)
    session.view(plan.input).set(session.view(plan.input).map(() => random.normal()))
    const targets = session.view(plan.targets).fill(-1)
    for (const [n, text] of [[1, 1, 2], [], [0]].entries())
      for (const [i, label] of text.entries()) targets[n * T * (labels + 1) + i] = label
    const parameters = session.view(plan.parameters)
    parameters.set(model.parameters)
    const loss = () => {
      session.run('forward')
      return session.view(plan.losses).reduce((sum, value) => sum + value, 0) / batch
    }
    loss()
    session.run('backward')
    const written = session.view(plan.gradients).slice()
    for (let i = 0; i < written.length; i += 3) {
      const [kept, step] = [parameters[i]!, 1e-2]
      parameters[i] = kept + step
      const up = loss()
      parameters[i] = kept - step
      const down = loss()
      parameters[i] = kept
      expect(Math.abs(written[i]! - (up - down) / (2 * step)), `parameter ${i}`).toBeLessThan(3e-3)
    }
  })

  it('learns to spell where nothing says which frame is which', async () => {
    // A label is a bright pixel in its own channel; the text is their order.
    const source: ExampleSource = {
      length: 64,
      inputShape: [1, 8, 3],
      classes: 8 * 4,
      write(_index, x, target, random) {
        x.fill(0)
        target.fill(-1)
        let count = 0
        for (let t = random.int(3); t < 8; t += 2 + random.int(3)) {
          const label = random.int(3)
          x[t * 3 + label] = 1
          target[count++] = label
        }
      },
    }
    const reader = sequential([1, 8, 3], [conv2d(16, [1, 3], { padding: 'same' }), relu(), conv2d(4, 1)])
    const model = createModel(reader, { seed: 1 })
    const { history } = await fit(model, source, {
      epochs: 80,
      batch: 16,
      loss: ctc(3),
      optimizer: adam({ learningRate: 0.03 }),
      seed: 3,
    })
    expect(history[0]!.accuracy).toBeLessThan(0.3)
    expect(history.at(-1)!.accuracy).toBeGreaterThan(0.97)
    expect(history.at(-1)!.loss).toBeLessThan(0.2)
  })

  it('leaves out of the gradient what no path spells, and has no NaN', () => {
    const plan = planTraining(network, { batch: 2, loss: ctc(labels), optimizer: sgd(), clipNorm: 0, averaging: false })
    const model = createModel(network, { seed: 2 })
    const session = model.backend.open(plan.program)
    session.view(plan.parameters).set(model.parameters)
    session.view(plan.input).fill(0.5)
    session.view(plan.targets).fill(-1).set([0, 0, 0, 0], 0) // needs 7 frames of 6
    session.run('forward')
    session.run('backward')
    expect(session.view(plan.losses)[0]).toBe(Infinity)
    expect(Number.isFinite(session.view(plan.losses)[1])).toBe(true)
    expect(session.view(plan.gradients).every(Number.isFinite)).toBe(true)
  })

  it('refuses what it cannot work on, by name', async () => {
    const odd = sequential([1, 5, 1], [conv2d(3, 1)])
    const options = { batch: 1, optimizer: sgd(), clipNorm: 0, averaging: false }
    expect(() => planTraining(odd, { ...options, loss: ctc(3) })).toThrow('expected an output of whole frames of 4')
    expect(() => ctc(0)).toThrow('expected labels to be a whole number from 1 up')
    const source: ExampleSource = {
      length: 4,
      inputShape: [2, T, 2],
      classes: T * 4,
      write: (_, _x, target) => void target.fill(-1),
    }
    const run = fit(createModel(network), source, { epochs: 1, loss: ctc(labels), validation: source })
    await expect(run).rejects.toThrow('expected no validation with the loss ctc')
  })
})
