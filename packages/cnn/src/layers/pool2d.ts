// Max and average pooling: one layer shape, two kernels.

import { call, type Kernel, type Padding, type Pool2dGeometry, pool2dGeometry, type Shape } from '@digitrec/tensor'
import {
  averagePool2dBackward,
  averagePool2dForward,
  maxPool2dBackward,
  maxPool2dForward,
} from '@digitrec/tensor/kernels'
import { imageShape, kernelLayer, type Layer, type Pair, pair, type Training } from './layer.ts'

/** Options of {@link maxPool2d} and {@link averagePool2d}. */
export interface Pool2dOptions {
  /** Step of the window in pixels. @default the window, so that windows do not overlap */
  stride?: Pair
  /** Padded positions never win a maximum and are not counted in a mean. @default 'valid' */
  padding?: Padding
}

/** The largest value of each window, channel by channel. @throws NetworkError `option`, `shape` */
export function maxPool2d(window: Pair, options: Pool2dOptions = {}): Layer {
  return pool2d('maxPool2d', maxPool2dForward, window, options)
}

/** What training adds to {@link maxPool2d}. */
export const maxPool2dTraining: Training<Pool2dGeometry> = ({ x, y, dx, dy }, g) => ({
  backward: dx ? [call(maxPool2dBackward, [dx, dy, x, y], g)] : [],
})

/** The mean of each window, channel by channel. @throws NetworkError `option`, `shape` */
export function averagePool2d(window: Pair, options: Pool2dOptions = {}): Layer {
  return pool2d('averagePool2d', averagePool2dForward, window, options)
}

/** What training adds to {@link averagePool2d}. */
export const averagePool2dTraining: Training<Pool2dGeometry> = ({ dx, dy }, g) => ({
  backward: dx ? [call(averagePool2dBackward, [dx, dy], g)] : [],
})

function pool2d(type: string, kernel: Kernel<Pool2dGeometry>, size: Pair, options: Pool2dOptions): Layer {
  const window = pair(type, 'window', size)
  const stride = pair(type, 'stride', options.stride ?? window)
  const padding = options.padding ?? 'valid'
  const geometry = (input: Shape, batch: number) => {
    const [height, width, channels] = imageShape(type, input)
    return pool2dGeometry({ batch, height, width, channels, window, stride, padding })
  }
  return kernelLayer(kernel, {
    type,
    config: { window, stride, padding },
    geometry,
    outputShape(input) {
      const { OH, OW, C } = geometry(input, 1)
      return [OH, OW, C]
    },
  })
}
