"""Golden values of the training rewards: an independent twin in plain Python of the paper's formula and of the authors'
three stages (with the overlap of their matched IoU clamped side by side). It writes completions itself, so it knows what
stands in them without parsing.

    python make_rewards_golden.py     writes rewards.json beside this file; standard library alone
"""

import json
import math
import random
from pathlib import Path

rng = random.Random(20261)

STAGES = {
    "stage_1": (0.0, 1.0, 1.0, -1.0, 2.0, -1.0),
    "stage_2": (-0.5, 1.5, 2.0, -2.0, 1.0, -1.5),
    "stage_3": (-1.0, 2.0, 0.5, -1.0, 0.5, -1.0),
}


def area(b):
    return (b[2] - b[0]) * (b[3] - b[1])


def overlap(a, b):
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    return w * h


def iou_pair(a, b):
    shared = overlap(a, b)
    return shared / (area(a) + area(b) - shared)


def iou_centre_greedy(pred, ref):
    taken, total = set(), 0.0
    for p in pred:
        best, best_d = None, math.inf
        for j, r in enumerate(ref):
            if j in taken:
                continue
            d = math.dist(((p[0] + p[2]) / 2, (p[1] + p[3]) / 2), ((r[0] + r[2]) / 2, (r[1] + r[3]) / 2))
            if d < best_d:
                best, best_d = j, d
        if best is not None:
            taken.add(best)
            total += iou_pair(p, ref[best])
    return total / len(ref)


def iou_union(pred, ref):
    """By counting unit cells: all boxes here have whole corners."""

    def cells(boxes):
        return {(x, y) for b in boxes for x in range(int(b[0]), int(b[2])) for y in range(int(b[1]), int(b[3]))}

    a, b = cells(pred), cells(ref)
    return len(a & b) / len(a | b)


def box(width, height):
    x1, y1 = rng.randrange(width - 1), rng.randrange(height - 1)
    return [x1, y1, rng.randrange(x1 + 1, width + 1), rng.randrange(y1 + 1, height + 1)]


def near(b, width, height, spread=4):
    move = lambda v, low, high: min(high, max(low, v + rng.randint(-spread, spread)))
    x1, y1 = move(b[0], 0, width - 1), move(b[1], 0, height - 1)
    return [x1, y1, max(x1 + 1, move(b[2], 1, width)), max(y1 + 1, move(b[3], 1, height))]


def write(grammar, verdict, boxes, tags, frame):
    if grammar == "internvl":
        said = " ".join(f"<ref>defect {i}</ref><box>[[{b[0]}, {b[1]}, {b[2]}, {b[3]}]]</box>" for i, b in enumerate(boxes))
    else:
        said = " ".join(
            f"<|object_ref_start|>defect {i}<|object_ref_end|><|box_start|>({b[0]},{b[1]}),({b[2]},{b[3]})<|box_end|>"
            for i, b in enumerate(boxes)
        )
    tag = f"<tag>{', '.join(tags)}</tag>" if tags else ""
    think = f"<think>Looking closely. {said} {tag}</think>"
    end = f" <verdict>{verdict}</verdict>"
    return {
        "whole": think + end,
        "ended": think + end + "<|im_end|>\n",
        "no verdict": think,
        "no think": end,
        "chatter": think + end + " I hope this helps!",
    }[frame]


cases = []
for n in range(160):
    grammar, space = rng.choice([("qwen2.5-vl", "original"), ("internvl", "norm-1000")])
    # With sides of 1000 pixels, thousandths are pixels.
    width, height = (1000, 1000) if space == "norm-1000" else (rng.randint(20, 60), rng.randint(20, 60))
    label = rng.choice(["generated", "generated", "real"])
    verdict = label if rng.random() < 0.7 else ("real" if label == "generated" else "generated")
    ref = [box(width, height) for _ in range(rng.randint(1, 4))] if label == "generated" else []
    if label == "generated" and rng.random() < 0.08:
        ref = []
    pred = []
    if verdict == "generated":
        pred = [near(b, width, height) for b in ref if rng.random() < 0.8]
        pred += [box(width, height) for _ in range(rng.choice([0, 0, 1, 2]))]
        rng.shuffle(pred)
    tags = ["texture", "anatomy"] if verdict == "generated" and rng.random() < 0.85 else []
    frame = rng.choice(["whole", "whole", "ended", "no verdict", "no think", "chatter"])
    text = write(grammar, verdict, pred, tags, frame)
    if frame == "no think":
        pred, tags = [], []
    said = None if frame == "no verdict" else verdict

    which = "iou_union" if max(width, height) <= 60 and n % 3 == 0 else "iou_centre_greedy"
    iou = None
    if label == "generated" and ref:
        iou = iou_union(pred, ref) if which == "iou_union" else iou_centre_greedy(pred, ref)
    g = 1.0 if iou is None else iou

    framed = frame in ("whole", "ended")
    # Everything a well-formed answer has: a "generated" needs regions and a tag, a "real" needs neither.
    paper_format = framed and (said == "real" or (len(pred) > 0 and len(tags) > 0))
    authors_format = framed and (label == "real" or (len(pred) > 0 and len(tags) > 0))
    right = said == label

    of = rng.randint(1, 500)
    t = rng.randint(0, of)
    w = 0.5 + 0.5 * t / of
    totals = {"paper_linear": w * min(1.0, 1.1 * g) + (1.0 if right else 0.0) + (1.0 if paper_format else 0.0)}
    for name, (base, weight, correct, wrong, good, bad) in STAGES.items():
        totals[name] = base + weight * g**1.1 + (correct if right else wrong) + (good if authors_format else bad)
    cases.append(
        {
            "completion": text,
            "grammar": grammar,
            "space": space,
            "image": {"width": width, "height": height},
            "label": label,
            "boxes": ref,
            "iouName": which,
            "step": {"t": t, "of": of},
            "iou": iou,
            "totals": totals,
        }
    )

out = Path(__file__).with_name("rewards.json")
out.write_text(json.dumps(cases, separators=(",", ":")).replace('},{"completion"', '},\n{"completion"') + "\n")
print(len(cases), "cases")
