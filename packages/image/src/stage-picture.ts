// How does a step of the walk look? Planes at working size as pictures for people.
import type { Polarity } from './polarity.ts'
import type { Raster } from './raster.ts'
import type { Picture } from './working-size.ts'

type Size = { readonly width: number; readonly height: number }

/** The picture in its colours; turned over when the ink is light. */
export function colourPicture({ width, height, red, green, blue }: Picture, polarity?: Polarity): Raster {
  const turn = polarity === 'light-on-dark' ? (value: number) => 255 - value : (value: number) => value
  return paintPixels({ width, height }, i => [turn(red[i]!), turn(green[i]!), turn(blue[i]!)])
}

/** Strength 0 white to 1 black. */
export function strengthPicture(strength: Float32Array, size: Size): Raster {
  return paintPixels(size, i => {
    const value = 255 * (1 - strength[i]!)
    return [value, value, value]
  })
}

const white = [255, 255, 255] as const
const black = [0, 0, 0] as const
const removed = [232, 120, 110] as const

/** Ink black; what `before` had and `mask` has not is red. */
export function maskPicture(mask: Uint8Array, size: Size, before: Uint8Array = mask): Raster {
  return paintPixels(size, i => (mask[i] ? black : before[i] ? removed : white))
}

function paintPixels({ width, height }: Size, colour: (i: number) => readonly [number, number, number]): Raster {
  const data = new Uint8Array(4 * width * height)
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = colour(i)
    data[4 * i] = Math.round(red)
    data[4 * i + 1] = Math.round(green)
    data[4 * i + 2] = Math.round(blue)
    data[4 * i + 3] = 255
  }
  return { width, height, data }
}
