"""The demo's pictures and rows as arrays, at the size the model sees them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from transformers.models.qwen2_vl.image_processing_qwen2_vl import smart_resize

PATCH = 14
MERGE = 2
FACTOR = PATCH * MERGE
MIN_PIXELS = 56 * 56
MAX_PIXELS = 224 * 224
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """One image of a seed. Boxes are xyxy in pixels of the original, as in the training rows."""

    name: str
    path: Path
    scene: str
    width: int
    height: int
    label: str
    think: str
    tags: str
    descriptions: tuple[str, ...]
    boxes: tuple[Box, ...]

    @property
    def resized(self) -> tuple[int, int]:
        """(height, width) in pixels of the model's input."""
        return smart_resize(self.height, self.width, FACTOR, MIN_PIXELS, MAX_PIXELS)

    def boxes_resized(self) -> list[Box]:
        high, wide = self.resized
        sx, sy = wide / self.width, high / self.height
        return [(x1 * sx, y1 * sy, x2 * sx, y2 * sy) for x1, y1, x2, y2 in self.boxes]


def read_pictures(folder: Path) -> list[Picture]:
    """The rows of a generated folder (`demo draw --seed N folder`), in their order."""
    pictures = []
    for line in (folder / "annotations.jsonl").read_text().splitlines():
        row = json.loads(line)
        answer = row["messages"][1]["content"]
        found = re.fullmatch(
            r"<think>(.*?)(?:\n<ref-object><bbox>)*(?:\n<tag>(.*?)</tag>)?</think>\s*<verdict>(real|generated)</verdict>",
            answer,
            re.DOTALL,
        )
        if found is None:
            raise ValueError(f"{folder.name}: this row is not in the demo's form: {answer}")
        think, tags, label = found.groups()
        path = folder / row["images"][0]
        with Image.open(path) as image:
            width, height = image.size
        objects = row["objects"]
        pictures.append(
            Picture(
                name=f"{folder.name}/{path.name}",
                path=path,
                scene=re.sub(r"^\d+-", "", path.stem),
                width=width,
                height=height,
                label=label,
                think=think.strip(),
                tags=tags or "",
                descriptions=tuple(objects.get("ref", ())),
                boxes=tuple(tuple(box) for box in objects.get("bbox", ())),
            )
        )
    return pictures


def load_pixels(picture: Picture) -> np.ndarray:
    """uint8 [height, width, 3] as the processor resizes it (Pillow, bicubic)."""
    high, wide = picture.resized
    with Image.open(picture.path) as image:
        return np.asarray(image.convert("RGB").resize((wide, high), Image.Resampling.BICUBIC))


Pixels = list[np.ndarray]


def cached_pixels(folder: Path, pictures: list[Picture]) -> Pixels:
    """`load_pixels` of all, kept in a file beside the pictures."""
    cache = folder / f"pixels-{PATCH}-{MAX_PIXELS}.npz"
    if not cache.exists():
        arrays = {str(index): load_pixels(picture) for index, picture in enumerate(pictures)}
        np.savez(cache, **arrays)
    with np.load(cache) as stored:
        return [stored[str(index)] for index in range(len(pictures))]


def load_seeds(data: Path, seeds: list[int], pixels: bool = True) -> tuple[list[Picture], Pixels]:
    """The pictures of some seeds, in order, and what the model sees of them."""
    pictures: list[Picture] = []
    arrays: Pixels = []
    for seed in seeds:
        rows = read_pictures(data / str(seed))
        pictures += rows
        if pixels:
            arrays += cached_pixels(data / str(seed), rows)
    return pictures, arrays


def seed_range(text: str) -> list[int]:
    """`1000-1039` or `1` or `1,2` as a list."""
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def answer_text(picture: Picture, boxes: list[Box]) -> str:
    """The row as Qwen2.5-VL writes it: what `serialiseExplanation` gives for `boxes` in pixels of the resized image.

    Regions go from left to right, so that there is one right order to learn.
    """
    lines = ["<think>", picture.think]
    for box, description in sorted(zip(boxes, picture.descriptions)):
        x1, y1, x2, y2 = rounded(box)
        lines.append(
            f"<|object_ref_start|>{description}<|object_ref_end|><|box_start|>({x1},{y1}),({x2},{y2})<|box_end|>"
        )
    if picture.tags:
        lines.append(f"<tag>{picture.tags}</tag>")
    return "\n".join([*lines, "</think>", f"<verdict>{picture.label}</verdict>"])


def rounded(box: Box) -> tuple[int, int, int, int]:
    x1, y1, x2, y2 = (int(side + 0.5) for side in box)
    return x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)
