export * from './types.ts';
export { parseExplanation, parserVersion } from './grammar/parse-explanation.ts';
export type { GrammarOptions, ParsedExplanation, ReadingSettings } from './grammar/parse-explanation.ts';
export { readingWords } from './grammar/reading-words.ts';
export { serialiseExplanation } from './grammar/serialise-explanation.ts';
export type { SerialiseOptions } from './grammar/serialise-explanation.ts';
export { storableText } from './grammar/characters.ts';
export { wordsOf } from './grammar/descriptions.ts';
export { markerAt } from './grammar/markup.ts';
export type { ProblemCode } from './grammar/problems.ts';
export { smartResize } from './coordinates/smart-resize.ts';
export type { SmartResizeSettings } from './coordinates/smart-resize.ts';
export { misplacement, reachesBeyond } from './coordinates/misplaced-box.ts';
export { fromOriginal, toOriginal } from './coordinates/space.ts';
export * from './geometry/index.ts';
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
