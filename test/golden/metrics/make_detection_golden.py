"""Golden values of masks, matching and detection, from reference implementations.

    pip install -r detection_requirements.txt && python make_detection_golden.py     writes detection.json beside this file

boxes.json, cls.json, masks.json and polygons.json are of the same kind, from pycocotools 2.0.11, shapely, scipy and
scikit-learn 1.2.1; `fakexplainReward` in boxes.json is the authors' matched IoU with its unclamped overlaps.
"""

import json
from pathlib import Path

import numpy as np
from pycocotools import mask as coco
from scipy import ndimage, optimize
from sklearn import calibration, metrics

rng = np.random.default_rng(20261)


def string(rle):
    return rle["counts"].decode()


def blobs(height, width, smooth, share):
    field = ndimage.gaussian_filter(rng.normal(size=(height, width)), smooth)
    return (field > np.quantile(field, 1 - share)).astype(np.uint8)


def encoded(pixels):
    return coco.encode(np.asfortranarray(pixels))


def mask_case(height, width, smooth, share):
    a, b, c = (encoded(blobs(height, width, smooth, share)) for _ in range(3))
    return dict(
        width=width,
        height=height,
        masks=[string(a), string(b), string(c)],
        areas=[int(area) for area in coco.area([a, b, c])],
        iou=[float(coco.iou([a], [other], [0])[0, 0]) for other in (b, c)],
        union=string(coco.merge([a, b, c])),
        intersection=string(coco.merge([a, b], intersect=True)),
        bounds=[float(side) for side in coco.toBbox(a)],
    )


def polygon_case(height, width, corners, reach):
    # Some corners outside the image, some on half and whole pixels, outlines that cross themselves.
    points = rng.uniform(-reach, 1 + reach, (corners, 2)) * [width, height]
    kind = rng.integers(3)
    points = points if kind == 0 else np.round(points) if kind == 1 else np.round(points * 2) / 2
    polygon = [float(value) for value in points.ravel()]
    rle = coco.frPyObjects([polygon], height, width)[0]
    return dict(width=width, height=height, polygon=polygon, counts=string(rle))


def box_case(height, width, reach):
    x = np.sort(rng.uniform(-reach, 1 + reach, 2) * width)
    y = np.sort(rng.uniform(-reach, 1 + reach, 2) * height)
    if rng.random() < 0.3:
        x, y = np.round(x), np.round(y)
    box = [float(value) for value in (x[0], y[0], x[1], y[1])]
    corner_and_sides = np.array([[box[0], box[1], box[2] - box[0], box[3] - box[1]]])
    rle = coco.frPyObjects(corner_and_sides, height, width)[0]
    return dict(width=width, height=height, box=box, counts=string(rle))


def component_case(height, width, smooth, share):
    pixels = blobs(height, width, smooth, share)
    labels, count = ndimage.label(pixels, structure=np.ones((3, 3)))
    components = []
    for index, (rows, columns) in enumerate(ndimage.find_objects(labels)):
        box = [columns.start, rows.start, columns.stop, rows.stop]
        components.append(dict(box=box, area=int((labels == index + 1).sum())))
    return dict(width=width, height=height, counts=string(encoded(pixels)), components=components)


def matching_case(rows, columns):
    # Sparse, as overlaps of boxes are.
    values = rng.random((rows, columns)) * (rng.random((rows, columns)) < 0.5)
    chosen = optimize.linear_sum_assignment(values, maximize=True)
    return dict(values=values.round(6).tolist(), total=float(values.round(6)[chosen].sum()))


def ranking_case(n, share, digits):
    positive = (rng.random(n) < share).astype(int)
    positive[:2] = [0, 1]
    scores = np.clip(rng.normal(0.4 + 0.2 * positive, 0.25), 0, 1)
    scores = scores.round(digits) if digits is not None else scores
    edges = np.linspace(0, 1, 11)
    bins = np.searchsorted(edges[1:-1], scores)
    sizes = np.bincount(bins, minlength=10)
    share_true, mean_score = calibration.calibration_curve(positive, scores, n_bins=10)
    filled = sizes[sizes > 0]
    return dict(
        positive=positive.tolist(),
        scores=scores.tolist(),
        auroc=metrics.roc_auc_score(positive, scores),
        ap=metrics.average_precision_score(positive, scores),
        sizes=sizes.tolist(),
        meanScore=mean_score.tolist(),
        shareGenerated=share_true.tolist(),
        ece=float(np.sum(filled * np.abs(mean_score - share_true)) / n),
    )


def weighted_ranking_case(n):
    # A resample of images is a weighting by whole numbers.
    positive = (rng.random(n) < 0.5).astype(int)
    positive[:2] = [0, 1]
    scores = rng.random(n).round(1)
    weights = rng.poisson(1, n)
    weights[:2] = 1
    return dict(
        positive=positive.tolist(),
        scores=scores.tolist(),
        weights=weights.tolist(),
        auroc=metrics.roc_auc_score(positive, scores, sample_weight=weights),
        ap=metrics.average_precision_score(positive, scores, sample_weight=weights),
    )


def verdict_case(n, share, right):
    generated = rng.random(n) < share
    called = np.where(rng.random(n) < right, generated, ~generated)
    scored = lambda function, **more: float(function(generated, called, **more))
    return dict(
        generated=generated.astype(int).tolist(),
        called=called.astype(int).tolist(),
        acc=scored(metrics.accuracy_score),
        balancedAcc=scored(metrics.balanced_accuracy_score),
        precision=scored(metrics.precision_score, zero_division=0),
        recall=scored(metrics.recall_score),
        accReal=scored(metrics.recall_score, pos_label=False),
        f1=scored(metrics.f1_score),
    )


golden = dict(
    masks=[mask_case(*case) for case in [(1, 9, 1, 0.5), (9, 1, 1, 0.5), (37, 53, 0.6, 0.4), (120, 90, 3, 0.3), (480, 640, 9, 0.2)]],
    polygons=[polygon_case(*case) for case in [(40, 60, 3, 0), (61, 33, 4, 0.4), (48, 64, 9, 0.2), (7, 5, 6, 1), (1, 30, 5, 0.3), (300, 400, 12, 0.1)] for _ in range(8)],
    boxes=[box_case(*case) for case in [(40, 60, 0), (9, 7, 0.5), (480, 640, 0.1), (1, 1, 0.5)] for _ in range(15)],
    components=[component_case(*case) for case in [(20, 31, 0.5, 0.3), (64, 48, 1, 0.5), (200, 150, 2, 0.2), (1, 40, 0.5, 0.5), (40, 1, 0.5, 0.5)]],
    matchings=[matching_case(*shape) for shape in [(1, 1), (1, 6), (6, 1), (3, 3), (5, 8), (8, 5), (12, 12), (20, 7)] for _ in range(4)],
    rankings=[ranking_case(*case) for case in [(2, 0.5, None), (10, 0.5, 1), (60, 0.3, 1), (100, 0.8, 2), (150, 0.5, 0), (200, 0.5, None), (300, 0.02, 2)]],
    weightedRankings=[weighted_ranking_case(n) for n in (10, 40, 90)],
    verdicts=[verdict_case(*case) for case in [(10, 0.5, 0.8), (60, 0.7, 0.9), (60, 0.3, 0.1), (120, 0.5, 0.5)]],
)
Path(__file__).with_name("detection.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
