import type { AnswerFormat } from '../../formats/known-formats.ts';
import type { AnswerReader } from './answer.ts';
import { readCoco, readCocoResults } from './coco.ts';
import { readCvat } from './cvat.ts';
import { readInspect } from './inspect.ts';
import { readLabelStudio } from './label-studio.ts';
import { readLmmsEval } from './lmms-eval.ts';
import { readMsSwift } from './ms-swift.ts';
import { readOpenAiBatch } from './openai-batch.ts';
import { readVlmEvalKit } from './vlmevalkit.ts';

/** What reads each format that `import explanations --format` takes. */
export const answerReaders: Record<AnswerFormat, AnswerReader> = {
  coco: readCoco,
  'coco-results': readCocoResults,
  'label-studio': readLabelStudio,
  cvat: readCvat,
  'ms-swift': readMsSwift,
  'openai-batch': readOpenAiBatch,
  'lmms-eval': readLmmsEval,
  vlmevalkit: readVlmEvalKit,
  inspect: readInspect,
};
