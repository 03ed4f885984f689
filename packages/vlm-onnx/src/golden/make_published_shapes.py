"""Names and shapes of the tensors of the published Qwen2.5-VL models, from transformers (4.57.3) without weights.

Writes published-shapes.json next to this script. Run: python make_published_shapes.py
"""

import json
import re
from pathlib import Path

import torch
from checkpoints import mrope, vision
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration


def published(vocab_size, hidden, inner, layers, heads, key_heads, tied, vision_inner=3420):
    """The fields of the published config.json that matter here."""
    return {
        "model_type": "qwen2_5_vl",
        "hidden_act": "silu",
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1000000.0,
        "rope_scaling": mrope(16, 24, 24),
        "use_sliding_window": False,
        "vocab_size": vocab_size,
        "tie_word_embeddings": tied,
        "vision_config": vision(
            depth=32,
            hidden_size=1280,
            intermediate_size=vision_inner,
            num_heads=16,
            out_hidden_size=hidden,
            fullatt_block_indexes=[7, 15, 23, 31],
        ),
    }


CONFIGS = {
    "3B": published(151936, 2048, 11008, 36, 16, 2, True),
    "7B": published(152064, 3584, 18944, 28, 28, 4, False),
    "32B": published(152064, 5120, 27648, 64, 40, 8, False, vision_inner=3456),
}


def pattern(name):
    name = name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")
    return re.sub(r"\.(layers|blocks)\.\d+\.", r".\1.*.", name)


golden = {}
for name, config in CONFIGS.items():
    with torch.device("meta"):
        model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(**json.loads(json.dumps(config))))
    state = model.state_dict()
    if config["tie_word_embeddings"]:
        del state["lm_head.weight"]
    # Layers are alike: `*` stands for each layer's number.
    shapes = {pattern(k): list(v.shape) for k, v in state.items()}
    golden[name] = {"config": config, "tensors": len(state), "shapes": shapes}
Path(__file__).with_name("published-shapes.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
