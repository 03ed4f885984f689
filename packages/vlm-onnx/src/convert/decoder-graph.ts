import type { ModelConfig, TextConfig } from '../checkpoint/model-config.ts';
import { cacheNames, decoderNames, embedNames, maskedScore, rotaryFrequencies } from './graph-inputs.ts';
import { dataTypes, type Graph, type GraphBuilder } from './graph-builder.ts';
import type { DataFile, Source, WeightForm } from './data-file.ts';
import { ModelGraph } from './model-graph.ts';

type Cache = { key: string; value: string };

/** `input_ids` to `inputs_embeds`: rows of the table of word embeddings. */
export function embedGraph(
  config: TextConfig,
  prefix: string,
  form: 'float32' | 'float16',
  data: DataFile,
): Graph {
  const model = new ModelGraph('embed', data);
  const { builder } = model;
  const ids = builder.input(embedNames.input, 'int64', [1, 'tokens']);
  const table = model.stored(`${prefix}embed_tokens.weight`, [embeddings(config, prefix)], form);
  const rows = builder.node('Gather', [table, ids], { axis: 0 });
  const embeds = form === 'float32' ? rows : builder.node('Cast', [rows], { to: dataTypes.float32 });
  builder.output(embedNames.output, embeds, 'float32', [1, 'tokens', config.hiddenSize]);
  return builder.graph;
}

function embeddings(config: TextConfig, prefix: string): Source {
  return { tensor: `${prefix}embed_tokens.weight`, shape: [config.vocabSize, config.hiddenSize] };
}

/** Whose the cache is: of the memory of the process that runs the graph, or of the device that does. */
export type CachePlace = 'memory' | 'device';

/**
 * The text model with its cache and `lm_head` (see graph-inputs.ts).
 *
 * @param prefix of the text model's tensors in the checkpoint, with its dot
 * @param embedData holds the table of word embeddings, which a tied `lm_head` shares unless it is quantised
 */
export function decoderGraph(
  { text: config, tieWordEmbeddings }: ModelConfig,
  prefix: string,
  form: WeightForm,
  cachePlace: CachePlace,
  data: DataFile,
  embedData: DataFile,
): Graph {
  const model = new ModelGraph('decoder', data);
  const { builder } = model;
  const { hiddenSize: size, numKeyValueHeads, headDim } = config;
  const embeds = builder.input(decoderNames.embeds, 'float32', [1, 'tokens', size]);
  const positions = builder.input(decoderNames.positions, 'int64', [3, 1, 'tokens']);
  const cacheShape = (length: string) => [1, numKeyValueHeads, length, headDim];
  const past = Array.from({ length: config.numLayers }, (_, i): Cache => {
    const { pastKey, pastValue } = cacheNames(i);
    return {
      key: builder.input(pastKey, 'float32', cacheShape('past')),
      value: builder.input(pastValue, 'float32', cacheShape('past')),
    };
  });
  const angles = rotaryAngles(model, positions, config);
  const sizes = builder.node(
    'Concat',
    [sizeOf(builder, past[0]?.key ?? '', 2), sizeOf(builder, positions, 2)],
    {
      axis: 0,
    },
  );
  const count = cachePlace === 'memory' ? builder.input(decoderNames.count, 'int64', [1]) : null;
  const mask = attentionMask(builder, sizes, count, config);

  let x = builder.reshape(embeds, [-1, size]);
  const present = past.map((cache, i): Cache => {
    const layer = `${prefix}layers.${i}`;
    const normed = model.rmsNorm(x, `${layer}.input_layernorm`, size, config.rmsNormEps);
    const { attended, ...grown } = attention(
      model,
      normed,
      `${layer}.self_attn`,
      cache,
      angles,
      { mask, sizes, cachePlace },
      config,
      form,
    );
    x = builder.node('Add', [x, attended]);
    const second = model.rmsNorm(x, `${layer}.post_attention_layernorm`, size, config.rmsNormEps);
    x = builder.node('Add', [
      x,
      model.swiglu(second, `${layer}.mlp`, size, config.intermediateSize, form, false),
    ]);
    return grown;
  });

  const last = builder.node('Slice', [x, builder.ints([-1]), builder.ints([2 ** 31 - 1]), builder.ints([0])]);
  const normed = model.rmsNorm(last, `${prefix}norm`, size, config.rmsNormEps);
  const sources = [embeddings(config, prefix)];
  const shared = { sources, data: typeof form === 'string' ? embedData : data };
  const logits = model.linear(
    normed,
    [{ prefix: 'lm_head', size: config.vocabSize }],
    size,
    form,
    tieWordEmbeddings ? { shared } : {},
  );
  const shape = [1, 1, config.vocabSize];
  builder.output(decoderNames.output, builder.reshape(logits, shape), 'float32', shape);
  present.forEach(({ key, value }, i) => {
    const names = cacheNames(i);
    builder.output(names.presentKey, key, 'float32', cacheShape('present'));
    builder.output(names.presentValue, value, 'float32', cacheShape('present'));
  });
  return builder.graph;
}

/**
 * Cosines and sines [n, headDim / 2] of M-RoPE: frequency j turns with time, height or width, by the section j is in.
 */
function rotaryAngles({ builder }: ModelGraph, positions: string, config: TextConfig) {
  const half = config.headDim / 2;
  const sections = config.mropeSection.flatMap((length, section) => Array.from({ length }, () => section));
  const flat = builder.node('Squeeze', [positions, builder.ints([1])]);
  const numbers = builder.node('Cast', [flat], { to: dataTypes.float32 });
  const chosen = builder.node('Gather', [numbers, builder.ints(sections)], { axis: 0 });
  const byToken = builder.node('Transpose', [chosen], { perm: [1, 0] });
  const frequencies = builder.floats(rotaryFrequencies(config.headDim, config.ropeTheta), [half]);
  const angles = builder.node('Mul', [byToken, frequencies]);
  return { cos: builder.node('Cos', [angles]), sin: builder.node('Sin', [angles]) };
}

/** int64 [1] */
const sizeOf = (builder: GraphBuilder, value: string, axis: number) =>
  builder.node('Shape', [value], { start: axis, end: axis + 1 });

/**
 * 0 where a token may look, a large negative number where it may not: [group · n, c + n], the n rows once a head.
 *
 * @param sizes int64 [2]: c positions of the cache, n new tokens
 * @param count int64 [1]: how many positions of the cache count; null: all
 */
function attentionMask(
  builder: GraphBuilder,
  sizes: string,
  count: string | null,
  config: TextConfig,
): string {
  const [past = '', further = ''] = builder.split(sizes, 0, [1, 1]);
  const rangeTo = (size: string) =>
    builder.node('Range', [builder.int(0), builder.node('Squeeze', [size]), builder.int(1)]);
  const tokens = rangeTo(further);
  const column = builder.node('Unsqueeze', [tokens, builder.ints([1])]);
  const later = builder.node('Greater', [tokens, column]);
  const unused = builder.node('GreaterOrEqual', [rangeTo(past), count ?? past]);
  const shape = builder.node('Concat', [further, past], { axis: 0 });
  const hidden = builder.node('Concat', [builder.node('Expand', [unused, shape]), later], { axis: 1 });
  const mask = builder.node('Where', [hidden, builder.floats([maskedScore]), builder.floats([0])]);
  return builder.node('Tile', [mask, builder.ints([config.numHeads / config.numKeyValueHeads, 1])]);
}

/**
 * Grouped-query attention of one layer. Queries of a group's heads are stacked as rows, so that keys and values
 * need not be repeated for each head. A cache in memory is not joined to the new keys and values, only their scores are.
 */
function attention(
  model: ModelGraph,
  x: string,
  prefix: string,
  past: Cache,
  { cos, sin }: { cos: string; sin: string },
  { mask, sizes, cachePlace }: { mask: string; sizes: string; cachePlace: CachePlace },
  config: TextConfig,
  form: WeightForm,
): Cache & { attended: string } {
  const { builder } = model;
  const { numHeads, numKeyValueHeads: groups, headDim } = config;
  const querySize = numHeads * headDim;
  const keySize = groups * headDim;
  const qkv = model.linear(
    x,
    [
      { prefix: `${prefix}.q_proj`, size: querySize },
      { prefix: `${prefix}.k_proj`, size: keySize },
      { prefix: `${prefix}.v_proj`, size: keySize },
    ],
    config.hiddenSize,
    form,
    { bias: true },
  );
  const [qk = '', newValue = ''] = builder.split(qkv, 1, [querySize + keySize, keySize]);
  const turned = model.rotate(builder.reshape(qk, [1, -1, querySize + keySize]), cos, sin);
  const [query = '', newKey = ''] = builder.split(turned, 2, [querySize, keySize]);

  const byHead = (rows: string) =>
    builder.node('Transpose', [builder.reshape(rows, [1, -1, groups, headDim])], { perm: [0, 2, 1, 3] });
  const [addedKey, addedValue] = [byHead(newKey), byHead(newValue)];
  const grown = (old: string, added: string) => builder.node('Concat', [old, added], { axis: 2 });
  const present =
    cachePlace === 'memory'
      ? { key: addedKey, value: addedValue }
      : { key: grown(past.key, addedKey), value: grown(past.value, addedValue) };
  const parts = cachePlace === 'memory' ? [past, present] : [present];

  const byGroup = builder.reshape(query, [-1, groups, numHeads / groups, headDim]);
  const heads = builder.node('Transpose', [byGroup], { perm: [1, 2, 0, 3] });
  const stacked = builder.reshape(heads, [1, groups, -1, headDim]);
  const scaled = builder.node('Mul', [stacked, builder.floats([headDim ** -0.5])]);
  const scores = parts.map(({ key }) =>
    builder.node('MatMul', [scaled, builder.node('Transpose', [key], { perm: [0, 1, 3, 2] })]),
  );
  const joined = joinAll(builder, 'Concat', scores, { axis: -1 });
  const chances = builder.node('Softmax', [builder.node('Add', [joined, mask])], { axis: -1 });
  const shares = parts.length === 1 ? [chances] : builder.cut(chances, -1, sizes, parts.length);
  const mixed = parts.map(({ value }, part) => builder.node('MatMul', [shares[part] ?? '', value]));
  const byHeads = builder.reshape(joinAll(builder, 'Add', mixed), [groups, numHeads / groups, -1, headDim]);
  const rows = builder.node('Transpose', [byHeads], { perm: [2, 0, 1, 3] });
  const flat = builder.reshape(rows, [-1, querySize]);
  const output = [{ prefix: `${prefix}.o_proj`, size: config.hiddenSize }];
  return { ...present, attended: model.linear(flat, output, querySize, form) };
}

const joinAll = (builder: GraphBuilder, op: 'Add' | 'Concat', values: string[], attributes = {}) =>
  values.length === 1 ? (values[0] ?? '') : builder.node(op, values, attributes);
