import { expect, test } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { parseConfig, readConfig } from './model-config.ts';

/** The fields of Qwen2.5-VL-3B-Instruct's published config.json that matter here. */
const text = {
  hidden_act: 'silu',
  hidden_size: 2048,
  intermediate_size: 11008,
  max_window_layers: 70,
  num_attention_heads: 16,
  num_hidden_layers: 36,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1_000_000,
  sliding_window: 32768,
  use_sliding_window: false,
  rope_scaling: { type: 'mrope', mrope_section: [16, 24, 24] },
  vocab_size: 151936,
};
const flat = {
  architectures: ['Qwen2_5_VLForConditionalGeneration'],
  model_type: 'qwen2_5_vl',
  image_token_id: 151655,
  ...text,
  tie_word_embeddings: true,
  vision_config: {
    depth: 32,
    hidden_act: 'silu',
    hidden_size: 1280,
    intermediate_size: 3420,
    num_heads: 16,
    in_chans: 3,
    out_hidden_size: 2048,
    patch_size: 14,
    spatial_merge_size: 2,
    spatial_patch_size: 14,
    window_size: 112,
    fullatt_block_indexes: [7, 15, 23, 31],
    tokens_per_second: 2,
    temporal_patch_size: 2,
  },
};
/** The same as transformers ≥ 4.52 writes it. */
const nested = {
  model_type: flat.model_type,
  vision_config: { ...flat.vision_config, in_channels: 3, in_chans: undefined },
  text_config: {
    ...text,
    model_type: 'qwen2_5_vl_text',
    sliding_window: null,
    rope_scaling: { type: 'default', rope_type: 'default', mrope_section: [16, 24, 24] },
    tie_word_embeddings: true,
  },
};

test('the published layout and the nested one give the same', () => {
  const config = parseConfig(flat, 'config.json');
  expect(config).toMatchObject({
    tieWordEmbeddings: true,
    text: { numHeads: 16, numKeyValueHeads: 2, headDim: 128, rmsNormEps: 1e-6, mropeSection: [16, 24, 24] },
    vision: { inChannels: 3, fullAttentionBlocks: [7, 15, 23, 31], windowSize: 112, intermediateSize: 3420 },
    tokens: { image: 151655, visionStart: 151652 },
  });
  expect(parseConfig(nested, 'config.json')).toEqual(config);
});

test('transformers 5 keeps theta in rope_parameters', () => {
  const { rope_scaling: scaling, rope_theta: _, ...rest } = nested.text_config;
  const text_config = { ...rest, rope_parameters: { ...scaling, rope_theta: 5000 } };
  expect(parseConfig({ ...nested, text_config }, 'config.json').text.ropeTheta).toBe(5000);
});

test('word embeddings are untied where neither place says otherwise', () => {
  const { tie_word_embeddings: _, ...text_config } = nested.text_config;
  expect(parseConfig({ ...nested, text_config }, 'c').tieWordEmbeddings).toBe(false);
  expect(parseConfig({ ...nested, text_config, tie_word_embeddings: true }, 'c').tieWordEmbeddings).toBe(
    true,
  );
});

test.each([
  [{ ...flat, model_type: 'qwen2_vl' }, 'model_type is "qwen2_vl"'],
  [{}, 'model_type is missing'],
  [[], 'model_type is'],
  [{ ...flat, hidden_size: undefined }, 'hidden_size'],
  [{ ...flat, vision_config: { ...flat.vision_config, depth: 'many' } }, 'vision_config.depth'],
  [{ ...flat, hidden_act: 'gelu' }, 'only silu'],
  [{ ...flat, rope_scaling: null }, 'rope_scaling.mrope_section is missing'],
  [{ ...flat, rope_scaling: { type: 'yarn', mrope_section: [16, 24, 24] } }, 'rope type "yarn"'],
  [{ ...flat, rope_scaling: { type: 'mrope', mrope_section: [16, 16, 16] } }, 'does not sum to'],
  [{ ...flat, use_sliding_window: true, max_window_layers: 20 }, 'sliding-window'],
  [{ ...flat, num_key_value_heads: 3 }, 'not a multiple of num_key_value_heads'],
  [{ ...flat, num_attention_heads: 17 }, 'not a multiple of num_attention_heads'],
  [{ ...flat, vision_config: { ...flat.vision_config, num_heads: 3 } }, 'vision_config.hidden_size'],
  [{ ...flat, vision_config: { ...flat.vision_config, out_hidden_size: 3584 } }, 'out_hidden_size differs'],
  [{ ...flat, vision_config: { ...flat.vision_config, window_size: 14 } }, 'window_size is smaller'],
])('refuses what the graphs cannot do, naming file and field (%#)', (json, message) => {
  const parse = () => parseConfig(json, '/models/x/config.json');
  expect(parse).toThrow(CheckpointError);
  expect(parse).toThrow(message);
  expect(parse).toThrow('/models/x/config.json');
});

test('a folder without config.json is named', async () => {
  await expect(readConfig('/nowhere')).rejects.toThrow('/nowhere/config.json cannot be read');
});
