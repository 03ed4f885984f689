"""Times of scikit-learn and pycocotools on the data that detection.ts wrote: python detection.py FOLDER, prints JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from pycocotools import mask as coco
from sklearn.metrics import average_precision_score, roc_auc_score

folder = Path(sys.argv[1])


def best_time(work, repetitions):
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        result = work()
        times.append(1000 * (time.perf_counter() - start))
    return dict(milliseconds=min(times), result=result)


scores = np.fromfile(folder / "scores.bin", dtype=np.float64)
positive = np.fromfile(folder / "positive.bin", dtype=np.uint8)
pairs = json.loads((folder / "masks.json").read_text())
for pair in pairs:
    for mask in pair:
        mask["counts"] = mask["counts"].encode()

ranking = best_time(
    lambda: [roc_auc_score(positive, scores), average_precision_score(positive, scores)], 9
)
overlaps = best_time(lambda: [float(coco.iou([a], [b], [0])[0, 0]) for a, b in pairs], 9)
print(json.dumps(dict(ranking=ranking, overlaps=overlaps)))
