// Max and average pooling: one layer shape, two kernels.

import { type Call, call, type Padding, type Pool2dGeometry, pool2dGeometry } from '@digitrec/tensor'
import { averagePool2dForward, maxPool2dForward } from '@digitrec/tensor/kernels'
import { imageShape, type Layer, type Pair, pair, plainLayer, type Site, type TrainingSite } from './layer.ts'

/** Options of {@link maxPool2d} and {@link averagePool2d}. */
export interface Pool2dOptions {
  /** Step of the window in pixels. @default the window, so that windows do not overlap */
  stride?: Pair
  /** Padded positions never win a maximum and are not counted in a mean. @default 'valid' */
  padding?: Padding
}

/** The largest value of each window, channel by channel. @throws NetworkError `option`, `shape` */
export function maxPool2d(window: Pair, options: Pool2dOptions = {}): Layer {
  return pool2d('maxPool2d', window, options, {
    forward: (site, g) => [call(maxPool2dForward, [site.y, site.x], g)],
    backward: (site, g) =>
      site.dx ? [call(site.training.maxPool2dBackward, [site.dx, site.dy, site.x, site.y], g)] : [],
  })
}

/** The mean of each window, channel by channel. @throws NetworkError `option`, `shape` */
export function averagePool2d(window: Pair, options: Pool2dOptions = {}): Layer {
  return pool2d('averagePool2d', window, options, {
    forward: (site, g) => [call(averagePool2dForward, [site.y, site.x], g)],
    backward: (site, g) => (site.dx ? [call(site.training.averagePool2dBackward, [site.dx, site.dy], g)] : []),
  })
}

/** The calls of a pass, for a site and its sizes. */
type Pass<S extends Site> = (site: S, g: Pool2dGeometry) => readonly Call[]

function pool2d(
  type: string,
  size: Pair,
  options: Pool2dOptions,
  passes: { forward: Pass<Site>; backward: Pass<TrainingSite> },
): Layer {
  const window = pair(type, 'window', size)
  const stride = pair(type, 'stride', options.stride ?? window)
  const padding = options.padding ?? 'valid'
  const geometry = (input: readonly number[], batch: number) => {
    const [height, width, channels] = imageShape(type, input)
    return pool2dGeometry({ batch, height, width, channels, window, stride, padding })
  }
  return {
    ...plainLayer,
    type,
    config: { window, stride, padding },
    outputShape(input) {
      const { OH, OW } = geometry(input, 1)
      return [OH, OW, input[2]!]
    },
    forward: site => passes.forward(site, geometry(site.input, site.batch)),
    backward: site => passes.backward(site, geometry(site.input, site.batch)),
  }
}
