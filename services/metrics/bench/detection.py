"""scikit-learn, pycocotools and hotcoco on the data that detection.ts wrote, as peer.ts asks: python detection.py FOLDER

Needs packages/fixtures/golden/requirements.txt, and hotcoco 1.3.0; what is missing is not timed.
"""

import json
import sys
from pathlib import Path

from peer import serve

folder = Path(sys.argv[1])
pairs = json.loads((folder / "masks.json").read_text())
for pair in pairs:
    for mask in pair:
        mask["counts"] = mask["counts"].encode()

nothing = lambda: None
tasks = {}

try:
    import numpy as np
    from sklearn.metrics import average_precision_score, roc_auc_score

    scores = np.fromfile(folder / "scores.bin", dtype=np.float64)
    positive = np.fromfile(folder / "positive.bin", dtype=np.uint8)
    tasks["scikit-learn"] = (
        nothing,
        lambda: [roc_auc_score(positive, scores), average_precision_score(positive, scores)],
    )
except ImportError:
    pass

try:
    from pycocotools import mask as coco

    tasks["pycocotools"] = (nothing, lambda: [coco.iou([a], [b], [0])[0, 0] for a, b in pairs])
except ImportError:
    pass

try:
    from hotcoco import mask as hotcoco

    tasks["hotcoco"] = (nothing, lambda: [hotcoco.iou([a], [b], [0])[0, 0] for a, b in pairs])
except ImportError:
    pass

serve(tasks)
