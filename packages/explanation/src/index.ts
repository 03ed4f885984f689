export * from './types.ts';
export { parseExplanation, parserVersion } from './grammar/parse-explanation.ts';
export type { GrammarOptions, ParsedExplanation, ReadingSettings } from './grammar/parse-explanation.ts';
export { readingWords } from './grammar/reading-words.ts';
export { serialiseExplanation } from './grammar/serialise-explanation.ts';
export type { SerialiseOptions } from './grammar/serialise-explanation.ts';
export { storableText } from './grammar/characters.ts';
export type { ProblemCode } from './grammar/problems.ts';
export { smartResize } from './coordinates/smart-resize.ts';
export type { SmartResizeSettings } from './coordinates/smart-resize.ts';
export { fromOriginal, toOriginal } from './coordinates/space.ts';
export { boxArea, boxIou, clipBox } from './geometry/box.ts';
export { unionArea, unionAreas, unionIou } from './geometry/union.ts';
export type { UnionAreas } from './geometry/union.ts';
export {
  decodeMask,
  encodeMask,
  MaskError,
  pixelsOfRuns,
  runsFromCounts,
  runsFromPixels,
} from './geometry/mask-runs.ts';
export type { MaskRuns } from './geometry/mask-runs.ts';
export { maskArea, maskAreas, maskBounds, maskIou } from './geometry/mask-areas.ts';
export { intersectMasks, uniteMasks } from './geometry/merge-masks.ts';
export { emptyRuns, runsFromBox, runsFromPolygon, runsFromPolygons } from './geometry/rasterise.ts';
export { boxesOfMask, partsOfMask } from './geometry/mask-boxes.ts';
export type { MaskBoxOptions, MaskPart } from './geometry/mask-boxes.ts';
export { explanationFromTrainingRow } from './training/explanation-from-training-row.ts';
export type {
  TrainingExample,
  TrainingRowError,
  TrainingRowResult,
} from './training/explanation-from-training-row.ts';
export { trainingRow } from './training/training-row.ts';
export type { TrainingRowOptions } from './training/training-row.ts';
export { trainingRowSchema } from './training/training-row-schema.ts';
export type { TrainingRow } from './training/training-row-schema.ts';
