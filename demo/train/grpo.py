"""Stage 3: GRPO on the decoder, with the reward service's `paper_linear` as the reward.

A compact loop of its own: groups of 4 answers a picture, advantages normalised within the group, the clipped objective, and
a penalty for leaving what SFT taught (the estimator of the KL divergence that GRPO's authors use). The vision part is
frozen, so each picture is looked at once.
"""

import argparse
import json
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoTokenizer

from batches import batches
from chat import Chat, decode, read
from data import Picture, Pixels, load_seeds, seed_range
from export import load_weights
from model import VisionBatch

CLIP = 0.2


@dataclass(frozen=True)
class Seen:
    """Pictures of one size, and what the frozen vision part makes of them."""

    pictures: list[Picture]
    tokens: Tensor
    rows: int
    columns: int


@torch.no_grad()
def look(vision: VisionBatch, pictures: list[Picture], pixels: Pixels) -> list[Seen]:
    groups: dict[tuple[int, int], list] = {}
    for batch in batches(pictures, pixels, 50):
        tokens = vision(batch.patches, 2 * batch.rows, 2 * batch.columns)
        groups.setdefault((batch.rows, batch.columns), []).append((batch.pictures, tokens))
    return [
        Seen([each for part, _ in parts for each in part], torch.cat([tokens for _, tokens in parts]), rows, columns)
        for (rows, columns), parts in groups.items()
    ]


def rewards(url: str, iou: str, texts: list[str], pictures: list[Picture], step: tuple[float, float] | None) -> list[dict]:
    """`POST /rewards`. References are scaled to the resized picture, whose pixels the answers count."""
    items = []
    for text, picture in zip(texts, pictures):
        high, wide = picture.resized
        regions = [
            {"box": list(box), "description": description}
            for box, description in zip(picture.boxes_resized(), picture.descriptions)
        ]
        items.append(
            {
                "completion": text,
                "image": {"width": wide, "height": high},
                "reference": {"label": picture.label, "regions": regions},
            }
        )
    body: dict = {"preset": "paper_linear", "iou": iou, "grammar": "qwen2.5-vl", "space": "original", "items": items}
    if step is not None:
        body["step"] = {"t": step[0], "of": step[1]}
    request = urllib.request.Request(
        f"{url}/rewards", data=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)["rewards"]


def log_likelihoods(
    model: nn.Module, chat: Chat, group: Seen, tokens: Tensor, answer: Tensor, temperature: float
) -> Tensor:
    """Of each token of the answers, float32 [answers, tokens]."""
    logits = read(model, chat, tokens, group.rows, group.columns, answer).logits / temperature
    return torch.log_softmax(logits, -1).gather(-1, answer[..., None])[..., 0]


def schedule(weight: str, step: int, steps: int) -> tuple[float, float] | None:
    """The (t, T) that makes the service use w_G = 0.5 + 0.5 t/T: growing, 0.5 or 1."""
    return {"progressive": (step, steps), "half": (0, 1), "one": (1, 1)}[weight]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("start", type=Path, help="state of sft.py")
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", type=seed_range, required=True)
    parser.add_argument("--weight", choices=["progressive", "half", "one"], required=True)
    parser.add_argument("--service", default="http://127.0.0.1:4102", help="the metrics service")
    # The service's default, `iou_centre_greedy`, does not charge for surplus boxes.
    parser.add_argument("--iou", choices=["iou_union", "iou_matched", "iou_centre_greedy"], default="iou_union")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--prompts", type=int, default=16, help="pictures a step")
    parser.add_argument("--group", type=int, default=4, help="answers a picture")
    parser.add_argument("--updates", type=int, default=2, help="passes over each step's answers")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--kl", type=float, default=0.04, help="weight of the divergence from the start, a token")
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random = np.random.default_rng([options.seed, 99])
    pictures, pixels = load_seeds(options.data, options.train)
    tokenizer = AutoTokenizer.from_pretrained(options.tokenizer)
    model, chat = load_weights(tokenizer, options.start), Chat(tokenizer)
    model.model.visual.requires_grad_(False)
    start = load_weights(tokenizer, options.start).requires_grad_(False)
    seen = look(VisionBatch(model), pictures, pixels)
    shares = np.array([len(each.pictures) for each in seen]) / len(pictures)
    optimiser = torch.optim.AdamW(
        [each for each in model.parameters() if each.requires_grad], lr=options.rate, weight_decay=0.0, betas=(0.9, 0.98)
    )
    started = time.monotonic()
    for step in range(options.steps):
        group = seen[random.choice(len(seen), p=shares)]
        chosen = random.choice(len(group.pictures), options.prompts, replace=False).repeat(options.group)
        asked, tokens = [group.pictures[index] for index in chosen], group.tokens[chosen]
        answer = decode(model, chat, tokens, group.rows, group.columns, options.temperature, longest=128)
        texts = [text.split("<|im_end|>")[0] for text in tokenizer.batch_decode(answer)]
        found = rewards(options.service, options.iou, texts, asked, schedule(options.weight, step, options.steps))
        total = torch.tensor([each["total"] for each in found], dtype=torch.float32).view(-1, options.group)
        advantage = ((total - total.mean(1, keepdim=True)) / (total.std(1, keepdim=True) + 1e-4)).flatten()[:, None]
        mask = (answer != chat.pad).float()
        answered = (chat, group, tokens, answer, options.temperature)
        with torch.no_grad():
            anchor, before = log_likelihoods(start, *answered), log_likelihoods(model, *answered)
        for group_rate in optimiser.param_groups:
            group_rate["lr"] = options.rate * min(1, (step + 1) / 5) * (1 - 0.9 * step / options.steps)
        for _ in range(options.updates):
            now = log_likelihoods(model, *answered)
            ratio = (now - before).exp()
            gain = torch.minimum(ratio * advantage, ratio.clamp(1 - CLIP, 1 + CLIP) * advantage)
            divergence = (anchor - now).exp() - (anchor - now) - 1
            loss = -(((gain - options.kl * divergence) * mask).sum(1) / mask.sum(1)).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        if step % 10 == 0 or step == options.steps - 1:
            means = {name: sum(each[name] for each in found) / len(found) for name in ("total", "verdict", "format")}
            ious = [each["iou"] for each in found if each["iou"] is not None]
            print(
                f"step {step} {time.monotonic() - started:.0f} s {({k: round(v, 3) for k, v in means.items()})}"
                f" iou {sum(ious) / max(1, len(ious)):.3f} tokens {mask.sum(1).mean():.0f}"
                f" kl {(divergence.detach() * mask).sum() / mask.sum():.4f}",
                flush=True,
            )
    torch.save(model.state_dict(), options.out)


if __name__ == "__main__":
    main()
