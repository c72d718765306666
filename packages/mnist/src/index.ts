// What @digitrec/mnist offers, in the order in which it is read.

export {
  type Augmenter,
  type AugmentOptions,
  createAugmenter,
  type Photometric,
  photometrics,
  type Warp,
  warps,
} from './augment.ts'
export { type DistilOptions, distilSource } from './distil.ts'
export { allographs } from './handwriting/allographs.ts'
export { type Drawing, type DrawOptions, drawDigit, drawShape } from './handwriting/draw.ts'
export { drawNumber, type NumberOptions, type WrittenDigit, type WrittenNumber } from './handwriting/number.ts'
export { type Colour, type Look, looks, type Page, type PageOptions, paint, renderPage } from './handwriting/page.ts'
export type { InkPatch, PenLine } from './handwriting/pen.ts'
export type { Shape } from './handwriting/shapes.ts'
export { letters, signs } from './handwriting/signs.ts'
export { createWriter, type Writer } from './handwriting/writer.ts'
export {
  DataError,
  type DataErrorCode,
  type DigitSet,
  dataErrorCodes,
  defaultLimitBytes,
  type IdxHeader,
  type IdxKind,
  readDigitSet,
  readIdxHeader,
  readIdxImages,
  readIdxLabels,
} from './idx.ts'
export { mixupSource } from './mixup.ts'
export { drawNegativeSet, type NegativeKind, type NegativeOptions, negativeKinds, negativeSource } from './negatives.ts'
export { type Photographed, photographedIndices, photographedPart, photographedSigns } from './photographed.ts'
export { costText, firstEpochAt, type Spent, type TrainingCost } from './recipes/cost.ts'
export { type LineRecipeName, lineRecipes, type RecipeName, recipes } from './recipes/index.ts'
export {
  type LineModelCard,
  type LineRecipe,
  type TrainedLines,
  type TrainLinesOptions,
  trainLines,
} from './recipes/line-recipe.ts'
export { augmentStrength, type Recipe } from './recipes/recipe.ts'
export { type SeedRun, type SeedsRecord, type Spread, scoresOf, seedsRecord, spreadText } from './recipes/seeds.ts'
export {
  dataHash,
  type ModelCard,
  noDigitBias,
  type RecipeSourceOptions,
  recipeSource,
  type Score,
  score,
  type TrainedRecipe,
  type TrainRecipeOptions,
  trainRecipe,
  withNotes,
} from './recipes/train.ts'
export { type RedrawOptions, redrawDigitSet } from './redraw.ts'
export { type Sample, samples } from './samples.ts'
export { type DigitPool, digitPools, drawnPool, type Part, setPool } from './scenes/digit-pool.ts'
export { drawScene, type SceneOptions, type SyntheticScene } from './scenes/scene.ts'
export { contactSheet, type SceneSet, type SceneSetName, sceneSet, sceneSets } from './scenes/scene-sets.ts'
export { createStripComposer, type StripComposer, type StripDigit } from './scenes/strip.ts'
export { drawStrips, mostDigits, type Strip, type StripSourceOptions, stripSource } from './scenes/strip-source.ts'
export { drawGap, drawStyle, drawText, type Spacing, type StripStyle } from './scenes/strip-style.ts'
export {
  digitSource,
  type FadingSource,
  type LabelledImages,
  mixSources,
  notDigit,
  type SourceOptions,
} from './sources.ts'
export { type Split, stratifiedSplit } from './split.ts'
export { type Degradation, type DegradationName, degradations } from './stress/index.ts'
export { jpegLoss } from './stress/jpeg-loss.ts'
export { measureScene, type Scene } from './stress/scene.ts'
export { drawDigitSet, type SyntheticOptions, syntheticSource } from './synthetic.ts'
