"""Stage 1: teaches the vision part alone where defects are and what they are, by dense heads."""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer

from batches import batches, crops, phrase_classes, targets
from data import Picture, Pixels, load_seeds, seed_range
from heads import DenseHeads, dense_losses
from model import VisionBatch, make_model, whiten_patches
from optimiser import Clock, Optimiser, join_workers


@torch.no_grad()
def validate(
    vision: VisionBatch,
    heads: DenseHeads,
    pictures: list[Picture],
    pixels: Pixels,
    classes: dict[str, int],
    scenes: list[str],
) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for batch in batches(pictures, pixels, 40):
        wanted = targets(batch, classes, scenes)
        dense = heads(vision(batch.patches, 2 * batch.rows, 2 * batch.columns))
        sums["acc"] += float(((dense.generated > 0) == (wanted.generated > 0)).sum())
        sums["scene"] += float((dense.scene.argmax(-1) == wanted.scene).sum())
        said, true = dense.mask > 0, wanted.mask > 0.5
        sums["both"] += float((said & true).sum())
        sums["either"] += float((said | true).sum())
        known = wanted.kind > 0
        sums["kind"] += float((dense.kind.argmax(-1) == wanted.kind)[known].sum())
        sums["known"] += float(known.sum())
        sums["box"] += float((dense.box - wanted.box)[known].abs().mean(-1).sum())
    count = len(pictures)
    return {
        "accuracy": sums["acc"] / count,
        "scene": sums["scene"] / count,
        "mask_iou": sums["both"] / max(1, sums["either"]),
        "phrase": sums["kind"] / sums["known"],
        "box_cells": sums["box"] / sums["known"],
    }


def main() -> None:
    """Trains the vision tower for some minutes of the clock, validating now and then."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path, help="state of the model; the heads go beside it")
    parser.add_argument("--start", type=Path, help="a state to go on from, with its heads")
    parser.add_argument("--train", type=seed_range, required=True)
    parser.add_argument("--validate", type=seed_range, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=24, help="of each worker")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    worker = join_workers()
    pictures, pixels = load_seeds(options.data, options.train)
    held, held_pixels = load_seeds(options.data, options.validate)
    classes = phrase_classes(pictures)
    scenes = sorted({picture.scene for picture in pictures})
    if worker == 0:
        options.out.with_suffix(".json").write_text(json.dumps({"classes": classes, "scenes": scenes}))
    print(f"{len(pictures)} pictures, {len(classes)} phrases, {len(scenes)} scenes", flush=True)

    model = make_model(AutoTokenizer.from_pretrained(options.tokenizer), options.seed)
    random = np.random.default_rng([options.seed, worker])
    whiten_patches(model, torch.cat([batch.patches[:, ::7].flatten(0, 1) for batch in batches(pictures[:200], pixels, 40)]))
    vision = VisionBatch(model)
    heads = DenseHeads(model.config.text_config.hidden_size, len(classes), len(scenes))
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
        heads.load_state_dict(torch.load(options.start.with_suffix(".heads"), weights_only=True))
    optimiser = Optimiser([*vision.named_parameters(), *heads.named_parameters()], options.rate)

    clock, step, progress, last, sums = Clock(options.minutes), 0, 0.0, time.monotonic(), defaultdict(float)
    while progress < 1:
        for batch in crops(pictures, pixels, options.batch, random):
            dense = heads(vision(batch.patches, 2 * batch.rows, 2 * batch.columns))
            losses = dense_losses(dense, targets(batch, classes, scenes))
            sum(losses.values()).backward()
            step += 1
            progress = optimiser.step(clock(), warm=step / 50)
            for name, loss in losses.items():
                sums[name] += loss.item()
            if worker == 0 and step % 100 == 0:
                rate = 100 * options.batch / (time.monotonic() - last)
                means = " ".join(f"{name} {total / 100:.3f}" for name, total in sums.items())
                print(f"step {step} {progress:.2f} {rate:.1f}/s a worker {means}", flush=True)
                last, sums = time.monotonic(), defaultdict(float)
            if worker == 0 and (step % 500 == 0 or progress >= 1):
                found = validate(vision, heads, held, held_pixels, classes, scenes)
                print("validation", {name: round(value, 3) for name, value in found.items()}, flush=True)
                torch.save(model.state_dict(), options.out)
                torch.save(heads.state_dict(), options.out.with_suffix(".heads"))
                last = time.monotonic()
            if progress >= 1:
                break


if __name__ == "__main__":
    main()
