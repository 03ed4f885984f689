import { createHash } from 'node:crypto';
import { ModelFailure } from '../../../services/inference/src/backends/backend.ts';
import { readGenerationConfig } from './checkpoint/generation-config.ts';
import { readProcessorConfig } from './checkpoint/processor-config.ts';
import { AnswerGrammar } from './constraint/answer-grammar.ts';
import { readConfig } from './checkpoint/read-config.ts';
import { generate, type Generated, type GenerateHooks } from './decode/generate.ts';
import { openSessions } from './decode/sessions.ts';
import { VisionLanguageModel } from './decode/vision-language-model.ts';
import { preparePicture } from './image/prepare-image.ts';
import { readChatTemplate, renderPrompt, withPictureCells } from './tokens/chat-prompt.ts';
import { readTokenizer } from './tokens/tokenizer.ts';
import type { Details, ModelSetup, Question } from '../../../services/inference/src/backends/local/model-protocol.ts';

/** A model that can be asked, one question at a time. */
export interface OpenModel {
  details: Details;
  answer(question: Question, hooks: GenerateHooks): Promise<Generated>;
}

/**
 * Opens a converted checkpoint and tries it once.
 * @throws ModelFailure where the checkpoint is at fault, other errors where the provider is
 */
export async function openModel(setup: ModelSetup): Promise<OpenModel> {
  const { checkpoint, constrainedTo } = setup;
  const [config, generation, processor, template, tokenizer] = await Promise.all([
    readConfig(checkpoint).catch((error: unknown) => {
      throw new ModelFailure('model', error instanceof Error ? error.message : String(error), error);
    }),
    readGenerationConfig(checkpoint),
    readProcessorConfig(checkpoint),
    readChatTemplate(checkpoint),
    readTokenizer(checkpoint),
  ]);
  processor.minPixels = setup.minPixels ?? processor.minPixels;
  processor.maxPixels = setup.maxPixels ?? processor.maxPixels;
  const prompt = renderPrompt(template, setup.prompt);
  const grammar = constrainedTo === null ? null : new AnswerGrammar(tokenizer, generation.stopTokens);
  const sessions = await openSessions({
    folder: setup.converted,
    layers: config.text.numLayers,
    provider: setup.provider,
    gpu: setup.gpu,
    threads: setup.threads,
  });
  const model = new VisionLanguageModel(sessions, config);
  await probe(model, tokenizer.encode(withPictureCells(prompt, 1)), config.vision);

  return {
    details: {
      'prompt SHA-256': createHash('sha256').update(prompt).digest('hex'),
      'pixels at most': String(processor.maxPixels),
      'pixels at least': String(processor.minPixels),
      'repetition penalty': String(generation.repetitionPenalty),
      'top k': generation.topK === null ? 'none' : String(generation.topK),
      'stop tokens': generation.stopTokens.join(', '),
    },
    async answer({ key, bytes, width, height }, hooks) {
      const picture = await preparePicture(bytes, processor);
      hooks.onProgress();
      const cells = (picture.grid.rows * picture.grid.columns) / processor.mergeSize ** 2;
      const ids = tokenizer.encode(withPictureCells(prompt, cells));
      const constraint =
        grammar && constrainedTo ? grammar.begin(boxSpace(constrainedTo, picture, { width, height })) : null;
      const input = { ids, picture, key, decoding: setup.decoding, generation, constraint };
      return generate(model, tokenizer, input, hooks);
    },
  };
}

/** A provider can open a graph and fail at running it, or give what is no number. */
async function probe(
  model: VisionLanguageModel,
  ids: readonly number[],
  vision: { spatialMergeSize: number; inChannels: number; temporalPatchSize: number; patchSize: number },
): Promise<void> {
  const side = vision.spatialMergeSize;
  const grid = { rows: side, columns: side };
  const patches = new Float32Array(
    side ** 2 * vision.inChannels * vision.temporalPatchSize * vision.patchSize ** 2,
  );
  const logits = await model.read(ids, await model.look({ patches, grid }), grid);
  if (!logits.every(Number.isFinite)) throw new Error('the model gives numbers that are not finite');
}

interface Size {
  width: number;
  height: number;
}

/** The size of a picture in what whole numbers of boxes count. */
function boxSpace(space: NonNullable<ModelSetup['constrainedTo']>, resized: Size, original: Size): Size {
  switch (space) {
    case 'qwen-smart-resized':
      return { width: resized.width, height: resized.height };
    case 'original':
      return original;
    case 'norm-1000':
      return { width: 1000, height: 1000 };
    case 'norm-1':
      throw new ModelFailure('model', 'constrained: boxes are whole numbers, which norm-1 has none of');
  }
}
