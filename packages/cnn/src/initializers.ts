// First values of parameters, by name, so that a saved network can say which it was made with.

import type { Random } from '@digitrec/tensor'

/** A rule for first values. */
export type Initializer = keyof typeof initializers

/** Fills `data`; fanIn and fanOut are how many numbers one output is made from, and one input goes to. */
type Fill = (data: Float32Array, fanIn: number, fanOut: number, random: Random) => void

function uniform(bound: (fanIn: number, fanOut: number) => number): Fill {
  return (data, fanIn, fanOut, random) => {
    const limit = bound(fanIn, fanOut)
    for (let i = 0; i < data.length; i++) data[i] = random.uniform(-limit, limit)
  }
}

function normal(deviation: (fanIn: number) => number): Fill {
  return (data, fanIn, _fanOut, random) => {
    const scale = deviation(fanIn)
    for (let i = 0; i < data.length; i++) data[i] = scale * random.normal()
  }
}

/** The table of initializers. He: He et al. 2015, eq. 10. Glorot: Glorot & Bengio 2010, eq. 16. */
export const initializers = {
  zeros: (data => data.fill(0)) as Fill,
  ones: (data => data.fill(1)) as Fill,
  heUniform: uniform(fanIn => Math.sqrt(6 / fanIn)),
  heNormal: normal(fanIn => Math.sqrt(2 / fanIn)),
  glorotUniform: uniform((fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut))),
}

/** Fan-in and fan-out of a weight array: [in,out] or [R,S,in,out]. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 }
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1)
  return { fanIn: window * shape.at(-2)!, fanOut: window * shape.at(-1)! }
}
