import { createHash } from 'node:crypto';
import type { CoordinateSpace, ImageSize, SmartResizeSettings } from '@fakexplain/explanation';
import runtime from 'onnxruntime-node/package.json' with { type: 'json' };
import { CheckpointError } from './checkpoint/checkpoint-error.ts';
import { readGenerationConfig } from './checkpoint/generation-config.ts';
import { readConfig } from './checkpoint/model-config.ts';
import { readProcessorConfig } from './checkpoint/processor-config.ts';
import { AnswerGrammar } from './constraint/answer-grammar.ts';
import { converter, type ConversionSettings } from './convert/convert-checkpoint.ts';
import { prepareCheckpoint } from './convert/prepare-checkpoint.ts';
import { generate, type Decoding, type Generated, type GenerateHooks } from './decode/generate.ts';
import { openSessions, type Provider } from './decode/sessions.ts';
import { VisionLanguageModel } from './decode/vision-language-model.ts';
import { ImageError } from './image/decode-rgb.ts';
import { prepareImage } from './image/prepare-image.ts';
import { readChatTemplate, renderPrompt, withImageCells, type Prompt } from './tokens/chat-prompt.ts';
import { readTokenizer } from './tokens/tokenizer.ts';

export { CheckpointError, ImageError };

export interface ModelOptions {
  /** What computes: an execution provider of onnxruntime. No other one takes its place. */
  provider: Provider;
  /** The number of the GPU, for `cuda`; 0 by default. */
  gpu?: number | undefined;
  /** Threads of `cpu`; onnxruntime chooses by default. */
  threads?: number | undefined;
  /** Holds converted checkpoints, each under the hash of what it was made from. Several processes may share it. */
  cacheFolder: string;
  /** How the weights are stored; `float32` by default. With `int8` and `int4` what they multiply is rounded to 8 bits. */
  weights?: ConversionSettings['weights'] | undefined;
  /** The SHA-256 that files of the folder must have, by name; others are taken as they are. */
  files?: Readonly<Record<string, string>> | undefined;
  prompt: Prompt;
  decoding: Decoding;
  /** Least and greatest area of a resized image in pixels, in place of what the checkpoint says. */
  minPixels?: number | undefined;
  maxPixels?: number | undefined;
  /**
   * Keeps answers within the grammar of FakeXplainer, with boxes that count this space in whole numbers. By default the
   * model may write anything.
   */
  constrainedTo?: CoordinateSpace | undefined;
  /** What is being done until the model is open, for a person: reading, converting, loading. */
  onStep?: ((step: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Question {
  /** Separates the random numbers of this image from those of others with the same seed. */
  key: string;
  /** The image file: JPEG, PNG, WebP or another format that sharp decodes. */
  bytes: Uint8Array;
  /** Pixels of the image as browsers show it; used where boxes count them. */
  width: number;
  height: number;
}

/** An open model. It has one cache, so that it answers one question at a time. */
export interface Model {
  /** What decides how it answers. */
  readonly about: {
    versions: Record<string, string>;
    /** Each file of the checkpoint that was read. */
    files: { file: string; sha256: string }[];
    settings: Record<string, string>;
    /** How images are resized, which decides what boxes in `qwen-smart-resized` count. */
    resize: SmartResizeSettings;
  };
  /**
   * @throws ImageError for bytes that are not an image, or an image of a shape that the model does not take; the signal's
   * reason
   */
  answer(question: Question, hooks?: GenerateHooks): Promise<Generated>;
  close(): Promise<void>;
}

/**
 * Opens a Qwen2.5-VL checkpoint: converts it to ONNX where that was not done before, loads it, and tries it once.
 *
 * @param folder a Hugging Face folder: configuration, tokenizer, safetensors
 * @throws CheckpointError where the checkpoint cannot be used, whatever the provider; other errors where the provider is
 * not here or cannot run the model; the signal's reason
 */
export async function openModel(folder: string, options: ModelOptions): Promise<Model> {
  const { provider, constrainedTo, decoding, signal, onStep = () => {} } = options;
  if (constrainedTo === 'norm-1')
    throw new CheckpointError('constrained: boxes are whole numbers, which norm-1 does not have');
  const { weights = 'float32', files = {}, cacheFolder } = options;
  const prepared = await prepareCheckpoint(folder, { weights, files, cacheFolder, onStep, signal });
  const [config, generation, processor, template, tokenizer] = await Promise.all([
    readConfig(folder),
    readGenerationConfig(folder),
    readProcessorConfig(folder),
    readChatTemplate(folder),
    readTokenizer(folder),
  ]);
  processor.minPixels = options.minPixels ?? processor.minPixels;
  processor.maxPixels = options.maxPixels ?? processor.maxPixels;
  const prompt = renderPrompt(template, options.prompt);
  const grammar = constrainedTo === undefined ? null : new AnswerGrammar(tokenizer, generation.stopTokens);

  onStep(`loading the model on ${provider}`);
  const sessions = await openSessions({
    folder: prepared.converted,
    layers: config.text.numLayers,
    provider,
    gpu: options.gpu ?? 0,
    threads: options.threads,
  });
  const model = new VisionLanguageModel(sessions, config);
  await probe(model, tokenizer.encode(withImageCells(prompt, 1)), config.vision);

  return {
    about: {
      versions: {
        'onnxruntime-node': runtime.version,
        [converter.name]: String(converter.version),
      },
      files: prepared.files,
      settings: {
        weights,
        'prompt SHA-256': createHash('sha256').update(prompt).digest('hex'),
        'pixels at most': String(processor.maxPixels),
        'pixels at least': String(processor.minPixels),
        'repetition penalty': String(generation.repetitionPenalty),
        'top k': generation.topK === null ? 'none' : String(generation.topK),
        'stop tokens': generation.stopTokens.join(', '),
      },
      resize: {
        factor: processor.patchSize * processor.mergeSize,
        minPixels: processor.minPixels,
        maxPixels: processor.maxPixels,
      },
    },
    async answer({ key, bytes, width, height }, hooks = {}) {
      const image = await prepareImage(bytes, processor);
      hooks.onProgress?.();
      const cells = (image.grid.rows * image.grid.columns) / processor.mergeSize ** 2;
      const ids = tokenizer.encode(withImageCells(prompt, cells));
      const constraint =
        grammar && constrainedTo ? grammar.begin(boxSpace(constrainedTo, image, { width, height })) : null;
      return generate(model, tokenizer, { ids, image, key, decoding, generation, constraint }, hooks);
    },
    async close() {
      await Promise.all([sessions.vision, sessions.embed, sessions.decoder].map((one) => one.release()));
    },
  };
}

/** A provider can open a graph and yet fail when it runs, or give values that are not numbers. */
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

/** The size of an image in the units that boxes count. */
function boxSpace(
  space: Exclude<CoordinateSpace, 'norm-1'>,
  resized: ImageSize,
  original: ImageSize,
): ImageSize {
  switch (space) {
    case 'qwen-smart-resized':
      return { width: resized.width, height: resized.height };
    case 'original':
      return original;
    case 'norm-1000':
      return { width: 1000, height: 1000 };
  }
}
