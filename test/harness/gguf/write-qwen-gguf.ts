import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fitsBlocks, type WeightType } from './block-weights.ts';
import { encodeGguf, type GgufTensor, type GgufValue } from './encode-gguf.ts';
import { readSafetensors, type FloatTensor } from './read-safetensors.ts';

const size = z.int().positive();
const configSchema = z.object({
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size,
  max_position_embeddings: size,
  rope_theta: z.number(),
  rope_scaling: z.object({ mrope_section: z.array(z.int()) }),
  rms_norm_eps: z.number(),
  vision_config: z.object({
    depth: size,
    hidden_size: size,
    intermediate_size: size,
    num_heads: size,
    out_hidden_size: size,
    patch_size: size,
    fullatt_block_indexes: z.array(z.int()),
  }),
});
type Config = z.output<typeof configSchema>;

const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id: z.int(), content: z.string(), special: z.boolean() })),
  model: z.object({
    vocab: z.record(z.string(), z.int()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

const processorSchema = z.object({ image_mean: z.array(z.number()), image_std: z.array(z.number()) });
const generationSchema = z.object({ eos_token_id: z.union([z.int(), z.array(z.int())]) });

/** `qwen2` is the text model as engines take it that know no pictures; without one its positions are the same. */
type Architecture = 'qwen2vl' | 'qwen2';

/**
 * Writes a Qwen2.5-VL of a Hugging Face folder as llama.cpp reads it: the text model, its matrices in `type`, and the vision
 * tower in float32.
 */
export async function writeQwenGguf(
  folder: string,
  files: { model: string; vision: string },
  type: WeightType = 'F32',
  architecture: Architecture = 'qwen2vl',
): Promise<void> {
  const read = async <Schema extends z.ZodType>(name: string, schema: Schema) =>
    schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  const config = await read('config.json', configSchema);
  const tokenizer = await read('tokenizer.json', tokenizerSchema);
  const processor = await read('preprocessor_config.json', processorSchema);
  const { eos_token_id: eos } = await read('generation_config.json', generationSchema);
  const template = await readFile(join(folder, 'chat_template.jinja'), 'utf8');
  const tensors = await readSafetensors(join(folder, 'model.safetensors'));
  const [end = 0] = [eos].flat();
  await writeFile(
    files.model,
    encodeGguf(
      {
        ...textMetadata(config, type, architecture),
        ...tokenizerMetadata(tokenizer, config.vocab_size, end, template),
      },
      textTensors(tensors, type),
    ),
  );
  await writeFile(files.vision, encodeGguf(visionMetadata(config, processor), visionTensors(tensors)));
}

/** `LLAMA_FTYPE_MOSTLY_…` of llama.h. */
const fileTypes: Readonly<Record<WeightType, number>> = { F32: 0, Q4_0: 2, Q8_0: 7 };

const textMetadata = (
  config: Config,
  type: WeightType,
  architecture: Architecture,
): Record<string, GgufValue> => ({
  'general.architecture': { string: architecture },
  'general.name': { string: 'test' },
  'general.file_type': { u32: fileTypes[type] },
  [`${architecture}.context_length`]: { u32: config.max_position_embeddings },
  [`${architecture}.embedding_length`]: { u32: config.hidden_size },
  [`${architecture}.block_count`]: { u32: config.num_hidden_layers },
  [`${architecture}.feed_forward_length`]: { u32: config.intermediate_size },
  [`${architecture}.attention.head_count`]: { u32: config.num_attention_heads },
  [`${architecture}.attention.head_count_kv`]: { u32: config.num_key_value_heads },
  [`${architecture}.attention.layer_norm_rms_epsilon`]: { f32: config.rms_norm_eps },
  [`${architecture}.rope.freq_base`]: { f32: config.rope_theta },
  ...(architecture === 'qwen2vl' && {
    'qwen2vl.rope.dimension_sections': { i32s: [...config.rope_scaling.mrope_section, 0] },
  }),
});

/** Kinds of tokens in GGUF. */
const kinds = { normal: 1, control: 3, added: 4, unused: 5 } as const;

function tokenizerMetadata(
  { added_tokens: added, model }: z.output<typeof tokenizerSchema>,
  count: number,
  eos: number,
  template: string,
): Record<string, GgufValue> {
  const tokens = Array.from({ length: count }, (_, id) => ({
    text: `[PAD${id}]`,
    kind: kinds.unused as number,
  }));
  for (const [text, id] of Object.entries(model.vocab)) tokens[id] = { text, kind: kinds.normal };
  for (const { id, content, special } of added)
    tokens[id] = { text: content, kind: special ? kinds.control : kinds.added };
  return {
    'tokenizer.ggml.model': { string: 'gpt2' },
    // Cuts digits in threes, as the demo checkpoint's tokenizer does, unlike Qwen's.
    'tokenizer.ggml.pre': { string: 'llama-bpe' },
    'tokenizer.ggml.tokens': { strings: tokens.map(({ text }) => text) },
    'tokenizer.ggml.token_type': { i32s: tokens.map(({ kind }) => kind) },
    'tokenizer.ggml.merges': { strings: model.merges.map((merge) => [merge].flat().join(' ')) },
    'tokenizer.ggml.eos_token_id': { u32: eos },
    'tokenizer.ggml.add_bos_token': { bool: false },
    'tokenizer.chat_template': { string: template },
  };
}

const textNames: readonly [RegExp, string][] = [
  [/^model\.(language_model\.)?embed_tokens\./, 'token_embd.'],
  [/^model\.(language_model\.)?norm\./, 'output_norm.'],
  [/^lm_head\./, 'output.'],
  [/^model\.(?:language_model\.)?layers\.(\d+)\./, 'blk.$1.'],
  [/self_attn\.([qkv])_proj/, 'attn_$1'],
  [/self_attn\.o_proj/, 'attn_output'],
  [/input_layernorm/, 'attn_norm'],
  [/post_attention_layernorm/, 'ffn_norm'],
  [/mlp\.(gate|up|down)_proj/, 'ffn_$1'],
];

const visionNames: readonly [RegExp, string][] = [
  [/^(model\.)?visual\./, ''],
  [/^blocks\.(\d+)\./, 'v.blk.$1.'],
  [/attn\.proj/, 'attn_out'],
  [/norm([12])/, 'ln$1'],
  [/mlp\.(gate|up|down)_proj/, 'ffn_$1'],
  [/^merger\.ln_q/, 'v.post_ln'],
  [/^merger\.mlp\./, 'mm.'],
];

const renamed = (name: string, names: typeof textNames) =>
  names.reduce((so, [pattern, replacement]) => so.replace(pattern, replacement), name);

const isOfVision = (name: string) => /^(model\.)?visual\./.test(name);

const textTensors = (tensors: Map<string, FloatTensor>, type: WeightType): GgufTensor[] =>
  [...tensors]
    .filter(([name]) => !isOfVision(name))
    .map(([name, tensor]) => {
      const blocks = tensor.shape.length === 2 && fitsBlocks(tensor.shape[1] ?? 1);
      return { ...tensor, name: renamed(name, textNames), type: blocks ? type : 'F32' };
    });

const visionMetadata = (
  { vision_config: vision }: Config,
  { image_mean: mean, image_std: std }: z.output<typeof processorSchema>,
): Record<string, GgufValue> => ({
  'general.architecture': { string: 'clip' },
  'clip.has_vision_encoder': { bool: true },
  'clip.projector_type': { string: 'qwen2.5vl_merger' },
  'clip.use_silu': { bool: true },
  'clip.vision.image_size': { u32: 560 },
  'clip.vision.patch_size': { u32: vision.patch_size },
  'clip.vision.embedding_length': { u32: vision.hidden_size },
  'clip.vision.feed_forward_length': { u32: vision.intermediate_size },
  'clip.vision.projection_dim': { u32: vision.out_hidden_size },
  'clip.vision.block_count': { u32: vision.depth },
  'clip.vision.attention.head_count': { u32: vision.num_heads },
  'clip.vision.attention.layer_norm_epsilon': { f32: 1e-6 },
  'clip.vision.n_wa_pattern': { u32: (vision.fullatt_block_indexes[0] ?? 0) + 1 },
  'clip.vision.image_mean': { f32s: mean },
  'clip.vision.image_std': { f32s: std },
});

function visionTensors(tensors: Map<string, FloatTensor>): GgufTensor[] {
  return [...tensors].flatMap(([original, tensor]) => {
    if (!isOfVision(original)) return [];
    const name = renamed(original, visionNames);
    if (name === 'patch_embed.proj.weight') return framesOf(tensor);
    if (name.includes('attn.qkv')) return queriesKeysValues(name, tensor);
    return [{ ...tensor, name }];
  });
}

/** llama.cpp takes the convolution over two frames as one of each. */
function framesOf({ shape, values }: FloatTensor): GgufTensor[] {
  const [out = 0, channels = 0, frames = 0, rows = 0, columns = 0] = shape;
  const area = rows * columns;
  return Array.from({ length: frames }, (_, frame) => ({
    name: frame === 0 ? 'v.patch_embd.weight' : `v.patch_embd.weight.${frame}`,
    shape: [out, channels, rows, columns],
    values: Float32Array.from({ length: out * channels * area }, (_, at) => {
      const place = Math.floor(at / area);
      return values[(place * frames + frame) * area + (at % area)] ?? NaN;
    }),
  }));
}

const queriesKeysValues = (name: string, { shape, values }: FloatTensor): GgufTensor[] =>
  ['q', 'k', 'v'].map((part, index) => {
    const third = values.length / 3;
    return {
      name: name.replace('attn.qkv', `attn_${part}`),
      shape: [(shape[0] ?? 0) / 3, ...shape.slice(1)],
      values: values.slice(index * third, (index + 1) * third),
    };
  });
