"""Areas of overlap and union of two sets of boxes, as shapely 2.2.0 gives them: python boxes.py > boxes.json

Seeded; boxes with fractions and without, nested, touching, of one pixel, and empty sets.
"""

import json
import random

import shapely

SIDE = 256
rng = random.Random(20261123)


def box(integral):
    cuts = [rng.uniform(0, SIDE) for _ in range(4)]
    if integral:
        cuts = [round(cut) for cut in cuts]
    (x1, x2), (y1, y2) = sorted(cuts[:2]), sorted(cuts[2:])
    if integral:
        x2, y2 = max(x2, x1 + 1), max(y2, y1 + 1)
    return [x1, y1, x2, y2]


def union(boxes):
    return shapely.union_all([shapely.box(*each) for each in boxes])


def case(a, b):
    intersection = shapely.intersection(union(a), union(b)).area
    together = shapely.union(union(a), union(b)).area
    iou = intersection / together if together > 0 else None
    return {"a": a, "b": b, "intersection": intersection, "union": together, "iou": iou}


cases = [
    case([], []),
    case([], [[0, 0, 10, 10]]),
    case([[0, 0, 10, 10]], [[20, 20, 30, 30]]),
    case([[0, 0, 10, 10]], [[10, 0, 20, 10]]),
    case([[0, 0, 100, 100], [10, 10, 20, 20]], [[0, 0, 100, 100]]),
    case([[0, 0, 10, 10]] * 3, [[5, 5, 15, 15]] * 2),
]
for index in range(54):
    integral = index % 2 == 0
    cases.append(case(*([box(integral) for _ in range(rng.randint(1, 12))] for _ in range(2))))
print("[\n" + ",\n".join(json.dumps(each) for each in cases) + "\n]")
