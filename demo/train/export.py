"""Writes a model as a Hugging Face folder."""

import argparse
import json
import shutil
from pathlib import Path

import torch
from transformers import (
    AutoTokenizer,
    PreTrainedTokenizerFast,
    Qwen2_5_VLForConditionalGeneration,
    __version__,
)

from data import MAX_PIXELS, MEAN, MERGE, MIN_PIXELS, PATCH, STD
from model import TEMPORAL, config_json, make_model

HERE = Path(__file__).parent


def write_folder(
    model: Qwen2_5_VLForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    dtype: torch.dtype = torch.float16,
) -> None:
    """config, generation config, processor, tokenizer with its chat template, and the weights in `dtype`."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = make_model(tokenizer, 0)
    stored.load_state_dict(model.state_dict())
    stored.to(dtype).save_pretrained(folder, safe_serialization=True)
    config = config_json(tokenizer) | {"torch_dtype": str(dtype).removeprefix("torch."), "transformers_version": __version__}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save_pretrained(folder)
    # tokenizer.json holds all of it.
    for name in ("vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)
    processor = {
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": MEAN,
        "image_processor_type": "Qwen2VLImageProcessor",
        "image_std": STD,
        "max_pixels": MAX_PIXELS,
        "merge_size": MERGE,
        "min_pixels": MIN_PIXELS,
        "patch_size": PATCH,
        "processor_class": "Qwen2_5_VLProcessor",
        "resample": 3,
        "rescale_factor": 1 / 255,
        "temporal_patch_size": TEMPORAL,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n")


def load_weights(tokenizer: PreTrainedTokenizerFast, path: Path) -> Qwen2_5_VLForConditionalGeneration:
    """The model of a training checkpoint (`torch.save` of its state)."""
    model = make_model(tokenizer, 0)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model


def main() -> None:
    """Exports the weights of a training stage, with the model card and licence beside them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(options.tokenizer)
    write_folder(load_weights(tokenizer, options.weights), tokenizer, options.folder)
    for name in ("README.md", "LICENSE"):
        source = HERE / "card" / name
        if source.exists():
            shutil.copy(source, options.folder / name)


if __name__ == "__main__":
    main()
