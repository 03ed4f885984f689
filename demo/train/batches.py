"""Batches of pictures of one size, with shifts and colours varied, and what a dense head should say of them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from data import FACTOR, Box, Picture, Pixels
from model import to_patches

SHIFT = 12
SHORTEST_SIDE = 3.0


@dataclass(frozen=True)
class Batch:
    pictures: list[Picture]
    patches: Tensor
    """float32 [batch, patches, 3*2*P*P]"""
    rows: int
    """Of vision tokens, each FACTOR pixels wide and high."""
    columns: int
    boxes: list[list[Box]]
    """In pixels of the resized picture, after shifting."""


def varied(
    pixels: np.ndarray, boxes: list[Box], random: np.random.Generator
) -> tuple[np.ndarray, list[Box]]:
    """The picture moved by up to SHIFT pixels (its edge repeated), its boxes with it; a box moved out is cut."""
    high, wide, _ = pixels.shape
    dx, dy = (int(each) for each in random.integers(-SHIFT, SHIFT + 1, 2))
    moved = np.pad(pixels, ((SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="edge")
    moved = moved[SHIFT - dy : SHIFT - dy + high, SHIFT - dx : SHIFT - dx + wide]
    placed = []
    for x1, y1, x2, y2 in boxes:
        left, right = np.clip((x1 + dx, x2 + dx), 0, wide)
        top, bottom = np.clip((y1 + dy, y2 + dy), 0, high)
        placed.append((float(left), float(top), float(right), float(bottom)))
    if any(x2 - x1 < SHORTEST_SIDE or y2 - y1 < SHORTEST_SIDE for x1, y1, x2, y2 in placed):
        return pixels, boxes
    return moved, placed


def batches(
    pictures: list[Picture],
    pixels: Pixels,
    size: int,
    random: np.random.Generator | None = None,
) -> Iterator[Batch]:
    """One pass. With `random`, in random order and varied; without, in order and as they are."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index in random.permutation(len(pictures)) if random else range(len(pictures)):
        groups.setdefault(pictures[index].resized, []).append(int(index))
    chunks = [group[start : start + size] for group in groups.values() for start in range(0, len(group), size)]
    if random:
        random.shuffle(chunks)
    for chunk in chunks:
        chosen = [pictures[index] for index in chunk]
        views = [(pixels[index], pictures[index].boxes_resized()) for index in chunk]
        if random:
            views = [varied(view, boxes, random) for view, boxes in views]
        patches = to_patches(torch.from_numpy(np.stack([view for view, _ in views])))
        if random:
            patches = recoloured(patches, random)
        high, wide = chosen[0].resized
        yield Batch(chosen, patches, high // FACTOR, wide // FACTOR, [boxes for _, boxes in views])


def crops(
    pictures: list[Picture], pixels: Pixels, size: int, random: np.random.Generator, side: int = 112, each: int = 2
) -> Iterator[Batch]:
    """One pass in random order, `each` squares of `side` pixels a picture, which cost a fraction of a whole picture.

    A generated picture is cut around a defect, a real one around a place where its scene has defects in other pictures, so that
    only the defect itself tells them apart.
    """
    places: dict[str, list[tuple[float, float]]] = {}
    for picture in pictures:
        high, wide = picture.resized
        for x1, y1, x2, y2 in picture.boxes_resized():
            places.setdefault(picture.scene, []).append(((x1 + x2) / 2 / wide, (y1 + y2) / 2 / high))
    chosen: list[tuple[Picture, np.ndarray, list[Box]]] = []
    for index in random.permutation(len(pictures)):
        picture, view = pictures[index], pixels[int(index)]
        high, wide = picture.resized
        boxes = picture.boxes_resized()
        for _ in range(each):
            if boxes and random.random() < 0.85:
                x1, y1, x2, y2 = boxes[random.integers(len(boxes))]
                x, y = (x1 + x2) / 2, (y1 + y2) / 2
            else:
                near = places[picture.scene]
                x, y = near[random.integers(len(near))]
                x, y = x * wide, y * high
            left = int(np.clip(x - side / 2 + random.integers(-36, 37), 0, wide - side))
            top = int(np.clip(y - side / 2 + random.integers(-36, 37), 0, high - side))
            kept, said = [], []
            for (x1, y1, x2, y2), text in zip(boxes, picture.descriptions):
                cut = (max(x1 - left, 0), max(y1 - top, 0), min(x2 - left, side), min(y2 - top, side))
                inside = max(0, cut[2] - cut[0]) * max(0, cut[3] - cut[1])
                if inside >= 0.35 * (x2 - x1) * (y2 - y1):
                    kept.append(cut)
                    said.append(text)
            part = replace(picture, label="generated" if kept else "real", descriptions=tuple(said))
            chosen.append((part, view[top : top + side, left : left + side], kept))
        if len(chosen) >= size:
            patches = to_patches(torch.from_numpy(np.stack([view for _, view, _ in chosen])))
            patches = recoloured(patches, random)
            tokens = side // FACTOR
            yield Batch([part for part, *_ in chosen], patches, tokens, tokens, [kept for _, _, kept in chosen])
            chosen = []


def recoloured(patches: Tensor, random: np.random.Generator) -> Tensor:
    """Each picture's channels brighter or darker, and of more or less contrast."""
    count = len(patches)
    gain = torch.from_numpy(random.normal(1, 0.1, (count, 1, 3, 1)).astype(np.float32))
    shift = torch.from_numpy(random.normal(0, 0.1, (count, 1, 3, 1)).astype(np.float32))
    return (patches.view(*patches.shape[:2], 3, -1) * gain + shift).view(patches.shape)


def phrase_key(scene: str, description: str) -> str:
    """What a description says, whatever numbers it names."""
    return f"{scene}: {re.sub(r'[0-9]+', '#', description)}"


def phrase_classes(pictures: list[Picture], least: int = 8) -> dict[str, int]:
    """A class from 1 on for each phrase seen at least `least` times; 0 is for no defect."""
    seen = Counter(phrase_key(picture.scene, text) for picture in pictures for text in picture.descriptions)
    return {key: number for number, key in enumerate(sorted(k for k, n in seen.items() if n >= least), 1)}


@dataclass(frozen=True)
class Targets:
    mask: Tensor
    """float32 [batch, tokens, 4]: how much of each quarter of a token's cell lies in a box"""
    kind: Tensor
    """int64 [batch, tokens]: class of the phrase, 0 without a defect, -100 where it has no class"""
    box: Tensor
    """float32 [batch, tokens, 4]: sides relative to the middle of the cell, in cells"""
    positive: Tensor
    """bool [batch, tokens]"""
    scene: Tensor
    generated: Tensor


def covered(edges: np.ndarray, low: float, high: float) -> np.ndarray:
    """The share of each interval between neighbouring edges that lies in low..high."""
    return np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, None) / np.diff(edges)


def targets(batch: Batch, classes: dict[str, int], scenes: list[str]) -> Targets:
    rows, columns, count = batch.rows, batch.columns, len(batch.pictures)
    quarter = FACTOR / 2
    mask = np.zeros((count, 2 * rows, 2 * columns), np.float32)
    kind = np.zeros((count, rows, columns), np.int64)
    box = np.zeros((count, rows, columns, 4), np.float32)
    positive = np.zeros((count, rows, columns), bool)
    middle_x = (np.arange(columns) + 0.5) * FACTOR
    middle_y = (np.arange(rows) + 0.5) * FACTOR
    for index, (picture, boxes) in enumerate(zip(batch.pictures, batch.boxes)):
        by_size = sorted(
            zip(boxes, picture.descriptions), key=lambda pair: -(pair[0][2] - pair[0][0]) * (pair[0][3] - pair[0][1])
        )
        for (x1, y1, x2, y2), description in by_size:
            fine = np.outer(
                covered(np.arange(2 * rows + 1) * quarter, y1, y2), covered(np.arange(2 * columns + 1) * quarter, x1, x2)
            )
            mask[index] = np.maximum(mask[index], fine)
            inside = np.outer(
                covered(np.arange(rows + 1) * FACTOR, y1, y2), covered(np.arange(columns + 1) * FACTOR, x1, x2)
            ) >= 0.3
            inside[min(int((y1 + y2) / 2 / FACTOR), rows - 1), min(int((x1 + x2) / 2 / FACTOR), columns - 1)] = True
            positive[index] |= inside
            kind[index][inside] = classes.get(phrase_key(picture.scene, description), -100)
            sides = np.stack(
                np.broadcast_arrays(
                    (x1 - middle_x)[None], (y1 - middle_y)[:, None], (x2 - middle_x)[None], (y2 - middle_y)[:, None]
                ),
                axis=-1,
            )
            box[index][inside] = sides[inside] / FACTOR
    quarters = mask.reshape(count, rows, 2, columns, 2).transpose(0, 1, 3, 2, 4).reshape(count, rows * columns, 4)
    return Targets(
        torch.from_numpy(quarters.copy()),
        torch.from_numpy(kind).flatten(1),
        torch.from_numpy(box).flatten(1, 2),
        torch.from_numpy(positive).flatten(1),
        torch.tensor([scenes.index(picture.scene) for picture in batch.pictures]),
        torch.tensor([float(picture.label == "generated") for picture in batch.pictures]),
    )
