// How can a good picture go bad? A table of degradations, each seeded, each with the share of right readings that must survive.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { showThrough, specks, stained } from './dirt.ts'
import { dithered } from './dithered.ts'
import { onLargerPage, perspective, turn } from './geometry.ts'
import { jpegLoss } from './jpeg-loss.ts'
import { addNoise, blur, fade, shadow } from './light.ts'
import { faintPencil, pens, rewrite } from './pen.ts'
import { changePixels } from './pixels.ts'
import { boxed, ruled, squared, underlined } from './print.ts'
import type { Scene } from './scene.ts'
import { onTable } from './table.ts'

/** One way to spoil a picture. */
export interface Degradation {
  /** One sentence for people. */
  readonly about: string
  /** Of the pictures read right when clean, the share that should still be, 0..1. */
  readonly goal: number
  /** Whether it makes sense here: nobody prints lines on a black canvas. @default always */
  suits?(scene: Scene): boolean
  /** A new, spoilt picture; the same one for the same random stream. */
  apply(scene: Scene, random: Random): Raster
}

const onPaper = ({ isDark }: Scene) => !isDark
const either = (random: Random, a: number) => (random.next() < 0.5 ? -a : a)

const table = {
  'soft-shadow': {
    about: 'a soft shadow takes 65 % of the light from one side',
    goal: 0.99,
    apply: (scene, random) => shadow(scene, random, 0.65, random.uniform(0.15, 0.4)),
  },
  'hard-shadow': {
    about: 'a shadow with a hard edge takes 65 % of the light from one side',
    goal: 0.99,
    apply: (scene, random) => shadow(scene, random, 0.65, 0.003),
  },
  'low-contrast': {
    about: 'contrast is brought down to 25 %',
    goal: 0.99,
    apply: (scene, random) => fade(scene, random, 0.25),
  },
  'low-contrast-noise': {
    about: 'contrast is brought down to 25 %, with noise of 6 levels',
    goal: 0.99,
    apply: (scene, random) => addNoise(fade(scene, random, 0.25), random, 6),
  },
  'noise-jpeg': {
    about: 'noise of 22 levels, then JPEG at quality 25',
    goal: 0.99,
    apply: ({ raster }, random) => jpegLoss(addNoise(raster, random, 22), 25),
  },
  blur: {
    about: 'out of focus by 0.3 to 0.6 strokes (sigma of a Gaussian)',
    goal: 0.98,
    apply: ({ raster, strokePx }, random) => blur(raster, Math.max(0.8, random.uniform(0.3, 0.6) * strokePx)),
  },
  quarter: {
    about: 'the digits are a quarter as high as the page',
    goal: 0.99,
    apply: (scene, random) => onLargerPage(scene, random, 0.25),
  },
  inverted: {
    about: 'light and dark are exchanged',
    goal: 0.995,
    apply: ({ raster }) =>
      changePixels(raster, colour => {
        for (let c = 0; c < 3; c++) colour[c] = 255 - colour[c]!
      }),
  },
  'turned-15': { about: 'turned by 15 degrees', goal: 0.99, apply: (scene, random) => turn(scene, either(random, 15)) },
  'turned-30': { about: 'turned by 30 degrees', goal: 0.95, apply: (scene, random) => turn(scene, either(random, 30)) },
  'ruled-close': {
    about: 'ruled paper, 4 to 6 lines per height of a digit',
    goal: 0.98,
    suits: onPaper,
    apply: (scene, random) => ruled(scene, random, random.uniform(4, 6)),
  },
  'ruled-wide': {
    about: 'ruled paper with the digits standing on a line, 0.5 to 0.9 lines per height',
    goal: 0.98,
    suits: onPaper,
    apply: (scene, random) => ruled(scene, random, random.uniform(0.5, 0.9)),
  },
  'squared-close': {
    about: 'squared paper, 4 to 6 squares per height of a digit',
    goal: 0.95,
    suits: onPaper,
    apply: (scene, random) => squared(scene, random, random.uniform(4, 6)),
  },
  'squared-wide': {
    about: 'squared paper, 1 to 2 squares per height of a digit',
    goal: 0.95,
    suits: onPaper,
    apply: (scene, random) => squared(scene, random, random.uniform(1, 2)),
  },
  underlined: {
    about: 'a line is drawn under the number',
    goal: 0.98,
    suits: onPaper,
    apply: underlined,
  },
  boxed: {
    about: 'a printed box around every digit',
    goal: 0.98,
    suits: onPaper,
    apply: boxed,
  },
  perspective: {
    about: 'seen askew: corners pulled outwards by up to 24 % of the shorter side',
    goal: 0.97,
    apply: (scene, random) => perspective(scene, random, 0.24),
  },
  pencil: {
    about: 'written again with a faint pencil',
    goal: 0.97,
    apply: (scene, random) => rewrite(scene, faintPencil, random),
  },
  colours: {
    about: 'written again in blue, red or green on white, in white or yellow on a green board',
    goal: 0.99,
    apply: (scene, random) => rewrite(scene, pens[random.int(pens.length)]!, random),
  },
  specks: {
    about: 'black and white specks of 1 to 3 pixels, one in 400 pixels begins one',
    goal: 0.98,
    apply: (scene, random) => specks(scene, random, 1 / 400, 3),
  },
  'salt-and-pepper': {
    about: 'one pixel in 20 is black or white',
    goal: 0.98,
    apply: (scene, random) => specks(scene, random, 1 / 20, 1),
  },
  'show-through': {
    about: 'the writing on the back side shines through, with 15 to 35 % of its darkness',
    goal: 0.98,
    suits: onPaper,
    apply: (scene, random) => showThrough(scene, random, random.uniform(0.15, 0.35)),
  },
  stained: {
    about: 'one to three rings of coffee',
    goal: 0.98,
    suits: onPaper,
    apply: stained,
  },
  grain: {
    about: 'a camera in the dark: contrast is brought down to 50 %, with noise of 15 to 35 levels',
    goal: 0.95,
    apply: (scene, random) => addNoise(fade(scene, random, 0.5), random, random.uniform(15, 35)),
  },
  dithered: {
    about: 'a fax of black and white dots, with 60 to 95 % of the light',
    goal: 0.95,
    apply: ({ raster }, random) => dithered(raster, random.uniform(0.6, 0.95)),
  },
  'on-table': {
    about: 'a page on a table that shows all around it, turned by up to 8 degrees and seen a little from the side',
    goal: 0.97,
    apply: onTable,
  },
} as const satisfies Record<string, Degradation>

/** Degradations by name. */
export const degradations: Readonly<Record<keyof typeof table, Degradation>> = table

/** Name of a degradation. */
export type DegradationName = keyof typeof degradations
