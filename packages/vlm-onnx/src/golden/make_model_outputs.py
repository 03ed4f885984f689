"""What Hugging Face transformers (4.57.3, PyTorch on CPU, float32) answers with the checkpoints of checkpoints.py.

Writes model-outputs.json next to this script. Run: python make_model_outputs.py
"""

import json
import math
import tempfile
from pathlib import Path

import torch
from checkpoints import CONFIGS, hashes, tensor, uniform
from safetensors.torch import save_file
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

IMAGES = {
    "3b": [[(4, 4)], [(10, 6)], [(12, 22)], [(6, 26), (8, 8)]],
    "7b": [[(8, 8)], [(18, 10)], [(30, 26)]],
    "heads": [[(6, 14)], [(16, 16)]],
    "windows": [[(2, 2)], [(14, 10)]],
}
NEW_TOKENS = 32
SAMPLES = 48


def published_name(name):
    return name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")


def make(folder, config):
    model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(**json.loads(json.dumps(config))))
    tied = model.config.tie_word_embeddings
    shapes = {
        published_name(k): list(v.shape) for k, v in model.state_dict().items() if not (tied and k == "lm_head.weight")
    }
    save_file({k: torch.from_numpy(tensor(k, s)) for k, s in shapes.items()}, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config))
    return shapes


def prompt(name, grids, config):
    """Words, then each image between its marks with words after it."""
    words = (hashes(f"{name}.words", 64) % 290 + 5).tolist()
    ids = words[:7]
    for i, (rows, columns) in enumerate(grids):
        ids += [302] + [300] * (rows * columns // 4) + [303] + words[8 + 9 * i : 17 + 9 * i]
    return ids


def pixels(name, grid, vision):
    size = 3 * vision["temporal_patch_size"] * vision["patch_size"] ** 2
    count = math.prod(grid)
    return torch.from_numpy(uniform(f"{name}.pixels.{grid[0]}x{grid[1]}", count * size, 2.0).reshape(count, size))


@torch.no_grad()
def answer(model, name, grids, config):
    vision = config["vision_config"]
    ids = torch.tensor([prompt(name, grids, config)])
    grid_thw = torch.tensor([[1, *g] for g in grids])
    pixel_values = torch.cat([pixels(name, g, vision) for g in grids])
    embeds = [
        model.model.visual(pixels(name, g, vision), torch.tensor([[1, *g]])) for g in grids
    ]
    positions, _ = model.model.get_rope_index(ids, grid_thw, None, attention_mask=torch.ones_like(ids))
    out = model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        pixel_values=pixel_values,
        image_grid_thw=grid_thw,
        do_sample=False,
        max_new_tokens=NEW_TOKENS,
        eos_token_id=None,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_logits=True,
    )
    logits = torch.cat(out.logits)
    top = logits.topk(2).values
    flat = [e.flatten() for e in embeds]
    return {
        "grids": [{"rows": r, "columns": c} for r, c in grids],
        "inputIds": ids[0].tolist(),
        "positions": positions[:, 0].tolist(),
        # Evenly spaced numbers of each image's embeddings, from the first to the last.
        "embeds": [
            {"shape": list(e.shape), "samples": [f[i * (len(f) - 1) // (SAMPLES - 1)].item() for i in range(SAMPLES)]}
            for e, f in zip(embeds, flat)
        ],
        "firstLogits": logits[0].tolist(),
        "lastLogits": logits[-1].tolist(),
        "tokens": out.sequences[0, ids.shape[1] :].tolist(),
        "narrowestLead": (top[:, 0] - top[:, 1]).min().item(),
    }


def round_all(value):
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, list):
        return [round_all(v) for v in value]
    if isinstance(value, dict):
        return {k: round_all(v) for k, v in value.items()}
    return value


golden = {}
for name, config in CONFIGS.items():
    with tempfile.TemporaryDirectory() as folder:
        shapes = make(Path(folder), config)
        model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    cases = [answer(model, name, grids, config) for grids in IMAGES[name]]
    for case in cases:
        print(name, case["grids"], case["narrowestLead"], len(set(case["tokens"])), case["tokens"])
    golden[name] = {"config": config, "shapes": shapes, "cases": round_all(cases)}
Path(__file__).with_name("model-outputs.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
