"""Stage 2: supervised fine-tuning on the training rows, with the dense heads still beside the token loss."""

import argparse
import json
import re
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import AutoTokenizer

from batches import Batch, batches, targets
from chat import Chat, decode, read
from data import FACTOR, Picture, Pixels, load_seeds, seed_range
from heads import DenseHeads, dense_losses
from model import VisionBatch, make_model
from optimiser import Clock, Optimiser, join_workers
from tokenizer import GREATEST_COORDINATE


class TokenLoss(nn.Module):
    """Cross-entropy of the answer's tokens, where a coordinate a few pixels off is less wrong than one far off."""

    def __init__(self, chat: Chat, spread: float = 2.5) -> None:
        super().__init__()
        numbers = [chat.tokenizer.convert_tokens_to_ids(str(number)) for number in range(GREATEST_COORDINATE)]
        self.numbers = torch.tensor(numbers)
        self.value = torch.full((len(chat.tokenizer) + 64,), -1)
        self.value[self.numbers] = torch.arange(GREATEST_COORDINATE)
        distance = torch.arange(GREATEST_COORDINATE)[:, None] - torch.arange(GREATEST_COORDINATE)
        self.soft = torch.softmax(-(distance**2) / (2 * spread**2), dim=-1)
        self.box_start = chat.tokenizer.convert_tokens_to_ids("<|box_start|>")
        self.box_end = chat.tokenizer.convert_tokens_to_ids("<|box_end|>")
        self.description = chat.tokenizer.convert_tokens_to_ids("<|object_ref_start|>")
        self.pad = chat.pad

    def forward(self, logits: Tensor, answer: Tensor) -> tuple[Tensor, Tensor]:
        """(loss of words, loss of coordinates), each a mean over its tokens."""
        opened = (answer == self.box_start).cumsum(1) > (answer == self.box_end).cumsum(1)
        coordinate = opened & (self.value[answer] >= 0)
        word = (answer != self.pad) & ~coordinate
        # The few tokens that decide (is anything wrong, is there more, what is it) would drown among those that follow.
        opening = torch.zeros_like(answer)
        opening[:, 2:5] = 1
        described = (answer == self.description).roll(1, 1)
        more = (answer == self.box_end).roll(2, 1)
        weight = 1.0 + 7.0 * opening + 2.0 * more + 1.0 * described
        each = F.cross_entropy(logits[word], answer[word], reduction="none")
        words = (each * weight[word]).sum() / weight[word].sum()
        if not coordinate.any():
            return words, logits.sum() * 0
        likely = F.log_softmax(logits[coordinate], dim=-1)[:, self.numbers]
        wanted = self.soft[self.value[answer[coordinate]]]
        return words, -(wanted * likely).sum(-1).mean()


class PlaceHead(nn.Module):
    """Training only: after the decoder's first layer a vision token should know where it is, and where its box is."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(hidden)
        self.out = nn.Linear(hidden, 6)

    def forward(self, early: Tensor, batch: Batch, box: Tensor, positive: Tensor) -> Tensor:
        """`box` float32 [batch, tokens, 4] relative to each token, `positive` bool [batch, tokens]: as in Targets."""
        row, column = torch.meshgrid(torch.arange(batch.rows), torch.arange(batch.columns), indexing="ij")
        here = torch.stack([column, row], dim=-1).flatten(0, 1) + 0.5
        said = self.out(self.norm(early))
        loss = F.smooth_l1_loss(said[..., :2], here.expand(len(early), -1, -1))
        if positive.any():
            loss = loss + F.smooth_l1_loss(said[..., 2:][positive], (box + here.repeat(1, 2))[positive])
        return loss


@torch.no_grad()
def validate(
    model: nn.Module, vision: VisionBatch, chat: Chat, pictures: list[Picture], pixels: Pixels
) -> dict[str, float]:
    """A quick look by regular expressions; evaluate.py scores with the product's parser and metrics."""
    sums: dict[str, float] = defaultdict(float)
    for batch in batches(pictures, pixels, 40):
        tokens = vision(batch.patches, 2 * batch.rows, 2 * batch.columns)
        said = decode(model, chat, tokens, batch.rows, batch.columns)
        for text, picture, boxes in zip(chat.tokenizer.batch_decode(said), batch.pictures, batch.boxes):
            verdict = re.search(r"<verdict>(real|generated)</verdict>", text)
            sums["acc"] += verdict is not None and verdict[1] == picture.label
            sums["said"] += verdict is not None and verdict[1] == "generated"
            sums["ended"] += "<|im_end|>" in text
            if boxes:
                found = re.findall(r"<\|box_start\|>\((\d+),(\d+)\),\((\d+),(\d+)\)<\|box_end\|>", text)
                canvas = np.zeros((2, batch.rows * FACTOR, batch.columns * FACTOR), bool)
                for layer, marks in enumerate((found, boxes)):
                    for mark in marks:
                        x1, y1, x2, y2 = (round(float(side)) for side in mark)
                        canvas[layer, y1:y2, x1:x2] = True
                sums["iou"] += (canvas[0] & canvas[1]).sum() / (canvas[0] | canvas[1]).sum()
                sums["fake"] += 1
    return {
        "accuracy": sums["acc"] / len(pictures),
        "ended": sums["ended"] / len(pictures),
        "iou_union": float(sums["iou"] / sums["fake"]),
        "said_generated": sums["said"] / len(pictures),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("start", type=Path, help="state of pretrain.py, with its heads")
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", type=seed_range, required=True)
    parser.add_argument("--validate", type=seed_range, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--go-on", type=Path, help="a state of this stage to go on from, decoder and all")
    parser.add_argument("--coordinates", type=float, default=1.0, help="weight of their loss")
    parser.add_argument("--vision-rate", type=float, default=1.5e-3)
    parser.add_argument("--batch", type=int, default=16, help="of each worker")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    worker = join_workers()
    pictures, pixels = load_seeds(options.data, options.train)
    held, held_pixels = load_seeds(options.data, options.validate)
    named = json.loads(options.start.with_suffix(".json").read_text())
    classes, scenes = named["classes"], named["scenes"]

    tokenizer = AutoTokenizer.from_pretrained(options.tokenizer)
    model = make_model(tokenizer, options.seed)
    if options.go_on:
        model.load_state_dict(torch.load(options.go_on, weights_only=True))
    else:
        state = torch.load(options.start, weights_only=True)
        # The decoder starts afresh: the first stage never touched it, and another seed should start elsewhere.
        model.model.visual.load_state_dict(
            {name.removeprefix("model.visual."): each for name, each in state.items() if ".visual." in name}
        )
    hidden = model.config.text_config.hidden_size
    heads = DenseHeads(hidden, len(classes), len(scenes))
    trained_heads = options.go_on if options.go_on and options.go_on.with_suffix(".heads").exists() else options.start
    heads.load_state_dict(torch.load(trained_heads.with_suffix(".heads"), weights_only=True))
    vision, chat, place = VisionBatch(model), Chat(tokenizer), PlaceHead(hidden)
    token_loss = TokenLoss(chat)
    random = np.random.default_rng([options.seed, 77, worker])
    decoder = [*model.model.language_model.named_parameters(), *place.named_parameters()]
    optimisers = [
        Optimiser(decoder, options.rate),
        Optimiser([*vision.named_parameters(), *heads.named_parameters()], options.vision_rate),
    ]

    clock, step, progress, last, sums = Clock(options.minutes), 0, 0.0, time.monotonic(), defaultdict(float)
    while progress < 1:
        for batch in batches(pictures, pixels, options.batch, random):
            tokens = vision(batch.patches, 2 * batch.rows, 2 * batch.columns)
            wanted = targets(batch, classes, scenes)
            answer = chat.answers(batch)
            said = read(model, chat, tokens, batch.rows, batch.columns, answer)
            losses = dense_losses(heads(tokens), wanted)
            losses = {"dense": sum(losses.values())}
            losses["word"], coordinates = token_loss(said.logits, answer)
            losses["coordinate"] = coordinates * options.coordinates
            losses["place"] = place(said.early, batch, wanted.box, wanted.positive)
            sum(losses.values()).backward()
            step += 1
            for optimiser in optimisers:
                progress = optimiser.step(clock() if optimiser is optimisers[0] else progress, warm=step / 50)
            for name, loss in losses.items():
                sums[name] += loss.item()
            if worker == 0 and step % 50 == 0:
                speed = 50 * options.batch / (time.monotonic() - last)
                means = " ".join(f"{name} {total / 50:.3f}" for name, total in sums.items())
                print(f"step {step} {progress:.2f} {speed:.1f}/s a worker {means}", flush=True)
                last, sums = time.monotonic(), defaultdict(float)
            if worker == 0 and (step % 300 == 0 or progress >= 1):
                found = validate(model, vision, chat, held, held_pixels)
                print("validation", {name: round(value, 3) for name, value in found.items()}, flush=True)
                torch.save(model.state_dict(), options.out)
                torch.save(heads.state_dict(), options.out.with_suffix(".heads"))
                last = time.monotonic()
            if progress >= 1:
                break


if __name__ == "__main__":
    main()
