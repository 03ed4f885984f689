"""Window order and rotary angles of the vision tower as Hugging Face transformers computes them (4.57.3).

Writes vision-layout.json next to this script. Run: python make_vision_layout.py
"""

import json
from pathlib import Path

import torch
from transformers import Qwen2_5_VLTextConfig
from transformers.models.qwen2_5_vl.configuration_qwen2_5_vl import Qwen2_5_VLVisionConfig
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import (
    Qwen2_5_VisionTransformerPretrainedModel,
    Qwen2_5_VLRotaryEmbedding,
)

GRIDS = [(2, 2), (4, 6), (8, 8), (10, 26), (16, 24), (34, 18)]
SIZES = {
    "published": {"hidden_size": 1280, "num_heads": 16},
    "other sizes": {"hidden_size": 32, "num_heads": 4, "patch_size": 8, "window_size": 50},
}


def tower_of(sizes):
    return Qwen2_5_VisionTransformerPretrainedModel(Qwen2_5_VLVisionConfig(depth=0, out_hidden_size=32, **sizes))


def layout(tower, rows, columns):
    grid = torch.tensor([[1, rows, columns]])
    window_index, cu_seqlens = tower.get_window_index(grid)
    angles = tower.rot_pos_emb(grid)
    return {
        "rows": rows,
        "columns": columns,
        "windowIndex": window_index.tolist(),
        "windowEnds": torch.unique_consecutive(torch.tensor(cu_seqlens)).tolist(),
        # The sum over each patch places all of them, the last patch shows every frequency.
        "cosSums": [round(v, 5) for v in angles.cos().double().sum(1).tolist()],
        "sinSums": [round(v, 5) for v in angles.sin().double().sum(1).tolist()],
        "lastCos": angles[-1].cos().tolist(),
        "lastSin": angles[-1].sin().tolist(),
    }


cases = []
for name, sizes in SIZES.items():
    tower = tower_of(sizes)
    config = tower.config
    cases.append(
        {
            "name": name,
            "config": {
                "hiddenSize": config.hidden_size,
                "numHeads": config.num_heads,
                "patchSize": config.patch_size,
                "windowSize": config.window_size,
                "spatialMergeSize": config.spatial_merge_size,
            },
            "grids": [layout(tower, *grid) for grid in GRIDS],
        }
    )

text = Qwen2_5_VLTextConfig(
    hidden_size=2048,
    num_attention_heads=16,
    rope_theta=1e6,
    rope_scaling={"type": "mrope", "mrope_section": [16, 24, 24]},
)
golden = {"cases": cases, "textFrequencies": Qwen2_5_VLRotaryEmbedding(text).inv_freq.tolist()}
Path(__file__).with_name("vision-layout.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
