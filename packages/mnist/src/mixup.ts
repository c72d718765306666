// What if training saw blends of two pictures, with blended targets? It makes a network doubt between what it knows.

import type { Random } from '@digitrec/tensor'
import type { FadingSource } from './sources.ts'

/**
 * A source whose examples are x = λ·xᵢ + (1 − λ)·xⱼ with targets blended alike; j is any example, λ is drawn from Beta(α, α).
 *
 * @param alpha strength in (0, 1]; 0.2 blends little, 1 evenly. @default 0.2
 * @throws RangeError when alpha is out of range
 * @see Zhang, Cisse, Dauphin, Lopez-Paz 2018, "mixup: Beyond Empirical Risk Minimization", eq. 1
 */
export function mixupSource(source: FadingSource, alpha = 0.2): FadingSource {
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`mixupSource: expected alpha in (0, 1], got ${alpha}.`)
  const size = source.inputShape.reduce((product, n) => product * n, 1)
  const otherX = new Float32Array(size)
  const otherTarget = new Float32Array(source.classes)
  return {
    length: source.length,
    inputShape: source.inputShape,
    classes: source.classes,
    effort: 2 * (source.effort ?? 0),
    get strength() {
      return source.strength
    },
    set strength(value) {
      source.strength = value
    },
    write(index, x, target, random) {
      const lambda = beta(alpha, random)
      source.write(index, x, target, random)
      source.write(random.int(source.length), otherX, otherTarget, random)
      blend(x, otherX, lambda)
      blend(target, otherTarget, lambda)
    },
  }
}

function blend(a: Float32Array, b: Float32Array, lambda: number): void {
  for (let i = 0; i < a.length; i++) a[i] = lambda * a[i]! + (1 - lambda) * b[i]!
}

/** Beta(α, α) for α ≤ 1. @see Jöhnk 1964; Devroye 1986, "Non-Uniform Random Variate Generation", section IX.3.4 */
function beta(alpha: number, random: Random): number {
  for (;;) {
    const x = random.next() ** (1 / alpha)
    const y = random.next() ** (1 / alpha)
    if (x + y > 0 && x + y <= 1) return x / (x + y)
  }
}
