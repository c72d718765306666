// The work that people wait for: classifying frames, a training step, reading a picture from bytes to answer.

import { createModel, planTraining, softmaxCrossEntropy } from '@digitrec/cnn'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { encodePng, type Raster } from '@digitrec/image'
import {
  createWriter,
  digitSource,
  drawDigitSet,
  drawNumber,
  looks,
  recipes,
  renderPage,
  samples,
} from '@digitrec/mnist'
import { loadRecognizer } from '@digitrec/recognizer'
import { backends, createRandom } from '@digitrec/tensor'
import type { BenchCase, ComparedBackend } from './case.ts'
import { scalarsOf } from './kernels.ts'

/** All of them. */
export function walkCases(): BenchCase[] {
  return [inference(1), inference(32), trainingStep(32), picture280(), strip()]
}

function inference(batch: number): BenchCase {
  const frames = drawDigitSet({ seed: 3, length: batch }).images
  return {
    title: `classify, bundled model, batch ${batch}`,
    open(name) {
      const classifier = loadDigitClassifier({ backend: backends[name] })
      const run = () => classifier.classify(frames).digits
      return { native: classifier.model.native, check: run, run }
    },
  }
}

function trainingStep(batch: number): BenchCase {
  const recipe = recipes.base
  const source = digitSource(drawDigitSet({ seed: 4, length: batch }), { classes: recipe.classes })
  return {
    title: `training step, recipe base, batch ${batch}`,
    open(name) {
      const model = createModel(recipe.network(), { seed: 1, backend: backends[name] })
      const plan = planTraining(model.network, {
        batch,
        loss: softmaxCrossEntropy(),
        optimizer: recipe.optimizer(),
        clipNorm: recipe.clipNorm,
        averaging: true,
      })
      const session = model.backend.open(plan.program)
      const [x, targets] = [session.view(plan.input), session.view(plan.targets)]
      session.view(plan.parameters).set(model.parameters)
      for (let i = 0; i < batch; i++)
        source.write(
          i,
          x.subarray(784 * i),
          targets.subarray(recipe.classes * i, recipe.classes * (i + 1)),
          createRandom(i),
        )
      const scalars = scalarsOf(plan.program)
      const run = () => {
        for (const phase of ['forward', 'backward', 'step']) session.run(phase, scalars)
      }
      return {
        native: session.native,
        check() {
          run()
          return session.view(plan.losses).slice()
        },
        run,
      }
    },
  }
}

function picture280(): BenchCase {
  const canvas = samples.find(({ name }) => name === 'four-open-canvas')!.make()
  return reading('read, one digit, PNG of 280×280 px', encodePng(crop(canvas, 280, 280)))
}

function strip(): BenchCase {
  const random = createRandom(12)
  const page = renderPage(drawNumber('602214076150', createWriter(random), random), looks.bluePen, random)
  const { width, height } = page.raster
  return reading(`read, strip of 12 digits, PNG of ${width}×${height} px`, encodePng(page.raster))
}

function reading(title: string, png: Uint8Array): BenchCase {
  return {
    title,
    async open(name) {
      const recognizer = await withBackend(name, loadRecognizer)
      return {
        native: recognizer.backend === 'wasm' ? ['classifier'] : [],
        check: async () => (await recognizer.read(png)).nbest(1)[0]?.text ?? '',
        run: () => recognizer.read(png),
      }
    },
  }
}

/** The recognizer asks the environment for its backend; this sets it for as long as it is asked. */
async function withBackend<T>(name: ComparedBackend, load: () => Promise<T>): Promise<T> {
  const before = process.env.DIGITREC_BACKEND
  process.env.DIGITREC_BACKEND = name
  try {
    return await load()
  } finally {
    if (before === undefined) delete process.env.DIGITREC_BACKEND
    else process.env.DIGITREC_BACKEND = before
  }
}

function crop({ width, data }: Raster, newWidth: number, newHeight: number): Raster {
  const cut = new Uint8Array(4 * newWidth * newHeight)
  for (let y = 0; y < newHeight; y++)
    cut.set(data.subarray(4 * y * width, 4 * (y * width + newWidth)), 4 * y * newWidth)
  return { width: newWidth, height: newHeight, data: cut }
}
