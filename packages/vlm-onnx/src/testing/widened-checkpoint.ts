import { goldenCheckpoints } from './golden.ts';

/** Sizes of a text model: of its states, of its perceptrons, and how many layers and heads it has. */
export interface TextWidth {
  hidden: number;
  inner: number;
  layers: number;
  heads: number;
  keyHeads: number;
}

/** The checkpoint `3b` with a text model of other sizes, for benches. */
export function widenedCheckpoint({ hidden, inner, layers, heads, keyHeads }: TextWidth) {
  const { config, shapes } = goldenCheckpoints['3b'];
  const head = hidden / heads;
  const text = Array.from({ length: layers }, (_, layer) => {
    const at = `model.layers.${layer}`;
    return {
      [`${at}.input_layernorm.weight`]: [hidden],
      [`${at}.post_attention_layernorm.weight`]: [hidden],
      [`${at}.self_attn.q_proj.weight`]: [hidden, hidden],
      [`${at}.self_attn.q_proj.bias`]: [hidden],
      [`${at}.self_attn.k_proj.weight`]: [keyHeads * head, hidden],
      [`${at}.self_attn.k_proj.bias`]: [keyHeads * head],
      [`${at}.self_attn.v_proj.weight`]: [keyHeads * head, hidden],
      [`${at}.self_attn.v_proj.bias`]: [keyHeads * head],
      [`${at}.self_attn.o_proj.weight`]: [hidden, hidden],
      [`${at}.mlp.gate_proj.weight`]: [inner, hidden],
      [`${at}.mlp.up_proj.weight`]: [inner, hidden],
      [`${at}.mlp.down_proj.weight`]: [hidden, inner],
    };
  });
  return {
    config: {
      ...config,
      hidden_size: hidden,
      intermediate_size: inner,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_key_value_heads: keyHeads,
      rope_scaling: { type: 'mrope', mrope_section: [16, 24, 24] },
      vision_config: { ...config.vision_config, out_hidden_size: hidden },
    },
    shapes: {
      ...Object.fromEntries(Object.entries(shapes).filter(([name]) => name.startsWith('visual.'))),
      'visual.merger.mlp.2.weight': [hidden, config.vision_config.hidden_size * 4],
      'visual.merger.mlp.2.bias': [hidden],
      'model.embed_tokens.weight': [config.vocab_size, hidden],
      'model.norm.weight': [hidden],
      ...Object.assign({}, ...text),
    },
  };
}
