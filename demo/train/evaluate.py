"""Greedy answers of a checkpoint about some seeds' pictures, scored by cli/src/score-answers.ts (the product's parser and metrics)."""

import argparse
import json
import subprocess
from pathlib import Path

import torch
from transformers import AutoTokenizer, Qwen2_5_VLForConditionalGeneration

from batches import batches
from chat import Chat, decode
from data import FACTOR, MAX_PIXELS, MIN_PIXELS, Picture, load_seeds, seed_range
from export import load_weights
from model import VisionBatch

ROOT = Path(__file__).parents[2]


def line(picture: Picture, text: str) -> str:
    regions = [
        {"box": list(box), "description": description}
        for box, description in zip(picture.boxes, picture.descriptions)
    ]
    return json.dumps(
        {
            "name": picture.name,
            "text": text,
            "image": {"width": picture.width, "height": picture.height},
            "label": picture.label,
            "regions": regions,
            "reasoning": picture.think,
            "resize": {"factor": FACTOR, "minPixels": MIN_PIXELS, "maxPixels": MAX_PIXELS},
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("seeds", type=seed_range)
    parser.add_argument("model", type=Path, help="an exported folder, or a training state (then give --tokenizer)")
    parser.add_argument("answers", type=Path, help="where to write the answers, one JSON object a line")
    parser.add_argument("--tokenizer", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.model.is_dir():
        tokenizer = AutoTokenizer.from_pretrained(options.model)
        model = Qwen2_5_VLForConditionalGeneration.from_pretrained(options.model, dtype=torch.float32)
    else:
        tokenizer = AutoTokenizer.from_pretrained(options.tokenizer)
        model = load_weights(tokenizer, options.model)
    pictures, pixels = load_seeds(options.data, options.seeds)
    chat, vision = Chat(tokenizer), VisionBatch(model)
    texts: dict[str, str] = {}
    with torch.no_grad():
        for batch in batches(pictures, pixels, 50):
            tokens = vision(batch.patches, 2 * batch.rows, 2 * batch.columns)
            said = tokenizer.batch_decode(decode(model, chat, tokens, batch.rows, batch.columns))
            texts |= {picture.name: text for picture, text in zip(batch.pictures, said)}
    options.answers.write_text("\n".join(line(picture, texts[picture.name]) for picture in pictures) + "\n")
    subprocess.run(["node", ROOT / "cli/src/score-answers.ts", options.answers], check=True)


if __name__ == "__main__":
    main()
