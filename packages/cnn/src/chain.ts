// A chain of layers: shapes and parameters forward, then kernel calls forward and in reverse. This is the whole
// engine; a network is one chain, and a residual block holds another. Next: plan.ts.

import { type Buffer, type Call, type Shape, ShapeError, shapeSize } from '@digitrec/tensor'
import {
  type Layer,
  NetworkError,
  type ParameterSpec,
  type Site,
  type Training,
  type TrainingSite,
} from './layers/layer.ts'

/** Shape of one example after each layer; element 0 is the input itself. @throws NetworkError naming the layer */
export function chainShapes(layers: readonly Layer[], input: Shape): readonly Shape[] {
  const shapes: Shape[] = [input]
  for (const [i, layer] of layers.entries()) {
    try {
      shapes.push(layer.outputShape(shapes[i]!))
    } catch (error) {
      if (error instanceof NetworkError) throw new NetworkError(error.code, `layer ${i}: ${error.message}`)
      if (error instanceof ShapeError)
        throw new NetworkError('shape', `layer ${i}: ${layer.type}: ${error.message}`, { cause: error })
      throw error
    }
  }
  return shapes
}

/** Shape of one example after the last layer. */
export function chainShape(layers: readonly Layer[], input: Shape): Shape {
  return chainShapes(layers, input).at(-1)!
}

/** Every parameter of the chain, its name led by the number of its layer: `0.kernel`. */
export function chainParameters(layers: readonly Layer[], input: Shape): readonly ParameterSpec[] {
  const shapes = chainShapes(layers, input)
  return layers.flatMap((layer, i) =>
    layer.parameters(shapes[i]!).map(spec => ({ ...spec, name: `${i}.${spec.name}` })),
  )
}

/** Each layer with its shapes and its part of the chain's parameters. */
function places(layers: readonly Layer[], { input, parameters }: Pick<Site, 'input' | 'parameters'>) {
  const shapes = chainShapes(layers, input)
  let end = 0
  return layers.map((layer, number) => {
    const [input, output] = [shapes[number]!, shapes[number + 1]!]
    const range = [end, (end += layer.parameters(input).length)] as const
    return { layer, number, input, output, range, parameters: parameters.slice(...range) }
  })
}

/** A chain that predicts, bound to buffers: where its output is, and its kernel calls. */
export interface BoundChain {
  readonly y: Buffer
  readonly calls: readonly Call[]
}

/**
 * Binds a chain to buffers, for predicting: each layer reads what the one before it wrote.
 *
 * @param site where the chain stands; its parameters as {@link chainParameters} lists them
 */
export function bindChain(layers: readonly Layer[], site: Omit<Site, 'y'>): BoundChain {
  let x = site.x
  const calls = places(layers, site).flatMap(({ layer, ...place }) => {
    const y = layer.passes ? x : site.allocate(site.batch * shapeSize(place.output))
    const at = { ...site, ...place, x, y }
    x = y
    return layer.forward(at)
  })
  return { y: x, calls }
}

/** The same for training: forward in order, backward in reverse. This loop replaces automatic differentiation. */
export interface BoundTraining {
  readonly y: Buffer
  readonly forward: readonly Call[]
  readonly backward: readonly Call[]
}

/**
 * Binds a chain to buffers, for training: each layer reads what the one before it wrote, and hands its dx to it.
 *
 * @param site where the chain stands: its x and dy, and its dx if anybody wants it
 */
export function bindTraining(layers: readonly Layer[], site: Omit<TrainingSite, 'y'>): BoundTraining {
  const { batch, allocate, table } = site
  const computing = places(layers, site).filter(({ layer }) => layer.passes !== 'always')
  const buffers = computing.map(({ input, output }, i) => ({
    y: allocate(batch * shapeSize(output)),
    dx: i === 0 ? site.dx : allocate(batch * shapeSize(input)),
  }))
  const steps = computing.map(({ layer, ...place }, i) => {
    const at: TrainingSite = {
      ...site,
      ...place,
      ...buffers[i]!,
      x: buffers[i - 1]?.y ?? site.x,
      dy: buffers[i + 1]?.dx ?? site.dy,
      gradients: site.gradients.slice(...place.range),
      // Differs along the chain, and between chains inside of chains.
      index: site.index * 100 + place.number,
    }
    const train = table[layer.type] as Training<object>
    const { forward = layer.forward(at), backward } = train(at, layer.geometry(at.input, batch), layer)
    return { forward, backward }
  })
  return {
    y: buffers.at(-1)?.y ?? site.x,
    forward: steps.flatMap(({ forward }) => forward),
    backward: steps.toReversed().flatMap(({ backward }) => backward),
  }
}
