// The table of corruptions. Another one is a function in a file of its family and a line here; the report reads the table.

import type { Corruption } from './corruption.ts'
import { rotation, scale, shift, slant, stretch } from './geometry.ts'
import { faint, fog, grayPaper, inverted, shadow, unevenLight } from './light.ts'
import { gaussianNoise, impulseNoise, shotNoise } from './noise.ts'
import { defocus, frostedGlass, jpeg, motionBlur, pixelation } from './optics.ts'
import { dottedLine, formBox, ruledPaper, spatter, squaredPaper, zigzag } from './paper.ts'
import { brokenStrokes, thickStrokes, thinStrokes, tremor } from './stroke.ts'

/**
 * Ways in which pictures of digits go wrong, for measuring with, never for training: none of these functions is one of
 * augment.ts, though some belong to the same family (`kin` says which).
 */
export const corruptions: readonly Corruption[] = [
  gaussianNoise,
  shotNoise,
  impulseNoise,
  defocus,
  motionBlur,
  frostedGlass,
  pixelation,
  jpeg,
  ruledPaper,
  squaredPaper,
  formBox,
  dottedLine,
  zigzag,
  spatter,
  thinStrokes,
  thickStrokes,
  brokenStrokes,
  tremor,
  rotation,
  slant,
  stretch,
  shadow,
  unevenLight,
  fog,
  faint,
  grayPaper,
  inverted,
  scale,
  shift,
]
