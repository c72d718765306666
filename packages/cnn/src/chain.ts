// A chain of layers: shapes and parameters forward, then kernel calls forward and in reverse. This is the whole
// engine; a network is one chain, and a residual block holds another. Next: plan.ts.

import { type Buffer, type Call, type Shape, ShapeError, shapeSize } from '@digitrec/tensor'
import { type Layer, NetworkError, type ParameterSpec, type Site, type TrainingSite } from './layers/layer.ts'

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

/** Lengths of every buffer that the chain needs between its input and its output, by name. */
export function chainScratch(
  layers: readonly Layer[],
  input: Shape,
  batch: number,
  training: boolean,
): Record<string, number> {
  const shapes = chainShapes(layers, input)
  const lengths: Record<string, number> = {}
  for (const [i, layer] of layers.entries()) {
    if (!layer.passes(training)) {
      lengths[`${i}.y`] = batch * shapeSize(shapes[i + 1]!)
      if (training) lengths[`${i}.dx`] = batch * shapeSize(shapes[i]!)
    }
    for (const [name, length] of Object.entries(layer.scratch(shapes[i]!, batch, training)))
      lengths[`${i}.${name}`] = length
  }
  // The gradient by the chain's input has its own buffer, if anybody wants it at all.
  const first = layers.findIndex(layer => !layer.passes(training))
  delete lengths[`${first}.dx`]
  return lengths
}

/** A chain bound to buffers: where its output is, and its kernel calls. */
export interface BoundChain {
  readonly y: Buffer
  readonly sites: readonly Site[]
  readonly forward: readonly Call[]
  readonly backward: readonly Call[]
}

/**
 * Binds a chain to buffers. Buffers and parameters are found by name in `site`, as {@link chainScratch} and
 * {@link chainParameters} name them.
 *
 * @param site where the chain stands: its x, and when training its dy and (if wanted) dx
 */
export function bindChain(layers: readonly Layer[], site: Omit<Site, 'y' | 'output'>): BoundChain {
  const shapes = chainShapes(layers, site.input)
  const training = site.training !== undefined
  const first = layers.findIndex(layer => !layer.passes(training))
  // Forward: each layer reads what the one before it wrote.
  const values: Buffer[] = [site.x]
  for (const [i, layer] of layers.entries()) values.push(layer.passes(training) ? values[i]! : site.scratch[`${i}.y`]!)
  // Backward: each layer hands its dx to the one before it; a layer that passes hands on what it got.
  const gradients: (Buffer | undefined)[] = Array(layers.length + 1).fill(undefined)
  gradients[layers.length] = site.dy
  for (let i = layers.length - 1; i >= 0; i--)
    gradients[i] = i <= first ? site.dx : layers[i]!.passes(training) ? gradients[i + 1] : site.scratch[`${i}.dx`]
  const sites = layers.map((_, i): Site => {
    const own = `${i}.`
    return {
      batch: site.batch,
      training: site.training,
      input: shapes[i]!,
      output: shapes[i + 1]!,
      x: values[i]!,
      y: values[i + 1]!,
      dx: gradients[i],
      dy: gradients[i + 1],
      parameters: below(site.parameters, own),
      gradients: below(site.gradients, own),
      scratch: below(site.scratch, own),
      index: site.index * 100 + i,
    }
  })
  return {
    y: values.at(-1)!,
    sites,
    forward: layers.flatMap((layer, i) => layer.forward(sites[i]!)),
    backward: training ? backwardCalls(layers, sites as TrainingSite[]) : [],
  }
}

function backwardCalls(layers: readonly Layer[], sites: readonly TrainingSite[]): Call[] {
  const calls: Call[] = []
  for (let i = layers.length - 1; i >= 0; i--) calls.push(...layers[i]!.backward(sites[i]!))
  return calls
}

/** The entries whose name begins with `prefix`, without it. */
function below(buffers: Readonly<Record<string, Buffer>>, prefix: string): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(buffers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, buffer]) => [name.slice(prefix.length), buffer]),
  )
}
