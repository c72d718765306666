// What if the same digits were written with another pen on other paper? The ink is found, and painted again.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { type Look, paint } from '../handwriting/page.ts'
import { type Scene, sceneInk } from './scene.ts'

const clean = { transparency: 0.08, grain: 0.1, texture: 4, noise: 2.5, shadow: 0.08, lines: 'none' } as const

/** Coloured pens on white, chalk and crayon on a board. */
export const pens: readonly Look[] = [
  { ...clean, paper: [250, 249, 245], ink: [28, 62, 178] },
  { ...clean, paper: [250, 249, 245], ink: [206, 32, 40] },
  { ...clean, paper: [250, 249, 245], ink: [24, 132, 66] },
  { ...clean, paper: [34, 74, 56], ink: [240, 240, 232], grain: 0.3 },
  { ...clean, paper: [34, 74, 56], ink: [238, 214, 92], grain: 0.3 },
]

/** A hard pencil, hardly pressed. */
export const faintPencil: Look = {
  ...clean,
  paper: [226, 224, 219],
  ink: [124, 124, 128],
  transparency: 0.3,
  grain: 0.35,
  texture: 6,
  noise: 4,
  shadow: 0.25,
}

/** The scene's ink in another look; its own paper is gone. */
export function rewrite(scene: Scene, look: Look, random: Random): Raster {
  const { strength, width, height } = sceneInk(scene)
  for (let i = 0; i < strength.length; i++) strength[i] = strength[i]! < 0.12 ? 0 : strength[i]! // the old paper's texture
  return paint({ strength, width, height }, look, random, { marginPx: { x: 0, y: 0 } })
}
