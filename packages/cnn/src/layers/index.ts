// The table of layers. Adding one is a file and a line here: saving, loading, the gradient test and the docs read it.

import { batchNorm } from './batch-norm.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import { flatten } from './flatten.ts'
import { globalAveragePool2d } from './global-average-pool2d.ts'
import { type Layer, type LayerJson, NetworkError } from './layer.ts'
import { averagePool2d, maxPool2d } from './pool2d.ts'
import { relu } from './relu.ts'
import { residual } from './residual.ts'
import { softmax } from './softmax.ts'

// biome-ignore lint/suspicious/noExplicitAny: each maker checks the options it is given
type Options = any

/** Every layer type, with how it is made again from its saved options. */
export const layerTable: Readonly<Record<string, (config: Options) => Layer>> = {
  conv2d: ({ filters, kernel, ...options }) => conv2d(filters, kernel, options),
  dense: ({ units, ...options }) => dense(units, options),
  relu: () => relu(),
  maxPool2d: ({ window, ...options }) => maxPool2d(window, options),
  averagePool2d: ({ window, ...options }) => averagePool2d(window, options),
  globalAveragePool2d: () => globalAveragePool2d(),
  flatten: () => flatten(),
  dropout: ({ rate }) => dropout(rate),
  batchNorm: options => batchNorm(options),
  softmax: () => softmax(),
  residual: ({ layers }) => residual(layers.map(layerFromJson)),
}

/** A layer made again from its saved form. @throws NetworkError `unknown-layer`, `option` */
export function layerFromJson(json: LayerJson): Layer {
  const { type, ...config } = json
  const make = Object.hasOwn(layerTable, type) ? layerTable[type] : undefined
  if (!make)
    throw new NetworkError(
      'unknown-layer',
      `network: expected one of the layers ${Object.keys(layerTable).join(', ')}, got '${type}'. Was the file saved by a newer version?`,
    )
  return make(config)
}
