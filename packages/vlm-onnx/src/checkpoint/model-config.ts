import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { readJson } from './read-json.ts';

/** What the graphs of a Qwen2.5-VL are built from, whichever layout its `config.json` has. */
export type ModelConfig = {
  text: TextConfig;
  vision: VisionConfig;
  tieWordEmbeddings: boolean;
  tokens: { image: number; video: number; visionStart: number; visionEnd: number };
};

export type TextConfig = {
  vocabSize: number;
  hiddenSize: number;
  intermediateSize: number;
  numLayers: number;
  numHeads: number;
  numKeyValueHeads: number;
  headDim: number;
  rmsNormEps: number;
  ropeTheta: number;
  /** How many of the headDim / 2 frequencies turn with time, height and width. */
  mropeSection: [number, number, number];
};

export type VisionConfig = {
  depth: number;
  hiddenSize: number;
  intermediateSize: number;
  numHeads: number;
  inChannels: number;
  patchSize: number;
  temporalPatchSize: number;
  spatialMergeSize: number;
  /** In pixels. */
  windowSize: number;
  /** Blocks that attend to the whole image; all others attend within windows. */
  fullAttentionBlocks: number[];
  /** The text model's hidden size. */
  outHiddenSize: number;
};

const size = z.int().positive();

const rope = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  mrope_section: z.tuple([size, size, size]),
});

const textFields = z.object({
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size,
  hidden_act: z.literal('silu', 'only silu is built into the graphs').default('silu'),
  rms_norm_eps: z.number().positive().default(1e-5),
  rope_theta: z.number().positive().optional(),
  rope_scaling: rope.nullish(),
  rope_parameters: rope.nullish(),
  use_sliding_window: z.boolean().default(false),
  max_window_layers: z.int().optional(),
  tie_word_embeddings: z.boolean().optional(),
});

const visionFields = z.object({
  depth: size,
  hidden_size: size,
  intermediate_size: size,
  num_heads: size,
  hidden_act: z.literal('silu', 'only silu is built into the graphs').default('silu'),
  in_channels: size.default(3),
  patch_size: size,
  temporal_patch_size: size,
  spatial_merge_size: size,
  window_size: size,
  fullatt_block_indexes: z.array(z.int().nonnegative()),
  out_hidden_size: size,
});

const common = {
  model_type: z.literal('qwen2_5_vl'),
  vision_config: visionFields,
  tie_word_embeddings: z.boolean().optional(),
  image_token_id: z.int().nonnegative().default(151655),
  video_token_id: z.int().nonnegative().default(151656),
  vision_start_token_id: z.int().nonnegative().default(151652),
  vision_end_token_id: z.int().nonnegative().default(151653),
};

/** The published files (transformers ≤ 4.51) hold the text model's fields at the top, newer ones in `text_config`. */
const flat = textFields.extend(common);
const nested = z.object({ ...common, text_config: textFields });

/**
 * The sizes of a Qwen2.5-VL checkpoint, from `config.json` in its folder.
 *
 * @throws CheckpointError naming the file and the field, for other architectures too
 */
export async function readConfig(folder: string): Promise<ModelConfig> {
  return parseConfig(await readJson(folder, 'config.json', z.unknown()), join(folder, 'config.json'));
}

/** As `readConfig`, from parsed JSON; `file` is only named in errors. */
export function parseConfig(json: unknown, file: string): ModelConfig {
  const { model_type: type } = z.looseObject({ model_type: z.unknown().optional() }).catch({}).parse(json);
  if (type !== 'qwen2_5_vl')
    throw new CheckpointError(
      `${file}: model_type is ${JSON.stringify(type) ?? 'missing'}; only Qwen2.5-VL ("qwen2_5_vl") runs locally`,
    );
  const isNested = z.looseObject({ text_config: z.looseObject({}) }).safeParse(json).success;
  const parsed = (isNested ? nested : flat).safeParse(json);
  if (!parsed.success) throw new CheckpointError(`${file}: ${z.prettifyError(parsed.error)}`);
  const text = 'text_config' in parsed.data ? parsed.data.text_config : parsed.data;
  return assemble(text, parsed.data, file);
}

type Common = z.infer<z.ZodObject<typeof common>>;

function assemble(text: z.infer<typeof textFields>, top: Common, file: string): ModelConfig {
  const vision = top.vision_config;
  const refuse = (problem: string): never => {
    throw new CheckpointError(`${file}: ${problem}`);
  };
  const scaling =
    text.rope_parameters ?? text.rope_scaling ?? refuse('rope_scaling.mrope_section is missing');
  const ropeType = scaling.rope_type ?? scaling.type ?? 'default';
  if (ropeType !== 'default' && ropeType !== 'mrope')
    refuse(`rope type ${JSON.stringify(ropeType)} is not supported, only "mrope" and "default"`);
  if (text.use_sliding_window && (text.max_window_layers ?? 0) < text.num_hidden_layers)
    refuse('use_sliding_window is true; sliding-window attention of text is not supported');
  if (text.hidden_size % text.num_attention_heads !== 0)
    refuse('hidden_size is not a multiple of num_attention_heads');
  if (text.num_attention_heads % text.num_key_value_heads !== 0)
    refuse('num_attention_heads is not a multiple of num_key_value_heads');
  const headDim = text.hidden_size / text.num_attention_heads;
  if (scaling.mrope_section.reduce((sum, part) => sum + part, 0) !== headDim / 2)
    refuse(`mrope_section does not sum to half the head's size, ${headDim / 2}`);
  if (vision.hidden_size % (vision.num_heads * 4) !== 0)
    refuse('vision_config.hidden_size is not a multiple of 4 · num_heads');
  if (vision.out_hidden_size !== text.hidden_size)
    refuse('vision_config.out_hidden_size differs from hidden_size');
  if (vision.window_size < vision.patch_size * vision.spatial_merge_size)
    refuse('vision_config.window_size is smaller than one merged cell');
  return {
    text: {
      vocabSize: text.vocab_size,
      hiddenSize: text.hidden_size,
      intermediateSize: text.intermediate_size,
      numLayers: text.num_hidden_layers,
      numHeads: text.num_attention_heads,
      numKeyValueHeads: text.num_key_value_heads,
      headDim,
      rmsNormEps: text.rms_norm_eps,
      ropeTheta: scaling.rope_theta ?? text.rope_theta ?? 1_000_000,
      mropeSection: scaling.mrope_section,
    },
    vision: {
      depth: vision.depth,
      hiddenSize: vision.hidden_size,
      intermediateSize: vision.intermediate_size,
      numHeads: vision.num_heads,
      inChannels: vision.in_channels,
      patchSize: vision.patch_size,
      temporalPatchSize: vision.temporal_patch_size,
      spatialMergeSize: vision.spatial_merge_size,
      windowSize: vision.window_size,
      fullAttentionBlocks: vision.fullatt_block_indexes,
      outHiddenSize: vision.out_hidden_size,
    },
    tieWordEmbeddings: text.tie_word_embeddings ?? top.tie_word_embeddings ?? false,
    tokens: {
      image: top.image_token_id,
      video: top.video_token_id,
      visionStart: top.vision_start_token_id,
      visionEnd: top.vision_end_token_id,
    },
  };
}
