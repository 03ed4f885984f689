"""Writes anytime.json anew: anytime-valid intervals of differences of Bradley-Terry ratings of the votes it lists.

    pip install -r requirements.txt && python make_anytime_golden.py

Straight from the definition, by a matrix of every vote's score; the votes themselves stay as they are in the file.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

FILE = Path(__file__).with_name("anytime.json")
KAPPA = 0.02
ALPHA = 0.05
ELO = 400 / np.log(10)


def fit(design, won):
    theta = np.zeros(design.shape[1])
    for _ in range(100):
        p = expit(design @ theta)
        information = design.T @ (design * (p * (1 - p))[:, None])
        theta = theta + np.linalg.pinv(information) @ (design.T @ (won - p))
    return theta - theta.mean(), np.linalg.pinv(information)


def by_cluster(ids, values):
    return np.array([values[ids == own].sum() for own in np.unique(ids)])


def interval(golden, theta, inverse, design, a, b):
    q = np.eye(golden["arms"])[a] - np.eye(golden["arms"])[b]
    p = expit(design @ theta)
    reach = design @ (inverse @ q)
    score, leverage = (np.array(golden["won"]) - p) * reach, p * (1 - p) * reach**2
    rater, image = np.array(golden["rater"]), np.array(golden["image"])
    cell = rater * 1_000_000 + image
    effective = [leverage.sum() ** 2 / (by_cluster(ids, leverage) ** 2).sum() for ids in (rater, image)]
    sizes = [*effective, len(np.unique(cell))]
    by_rater, by_image, by_cell = (
        (by_cluster(ids, score) ** 2).sum() * g / (g - 1) for ids, g in zip((rater, image, cell), sizes)
    )
    model = q @ inverse @ q
    variance = max(by_rater + by_image - by_cell, by_rater, by_image, model)
    difference, nu = q @ theta, min(effective) - 1
    p = expit(difference)
    c = 1 + KAPPA / (model * p * (1 - p))
    evidence = lambda t: -np.log(c) / 2 + (nu + 1) / 2 * (np.log1p(t**2 / nu) - np.log1p(t**2 / (nu * c)))
    b = brentq(lambda t: evidence(t) + np.log(ALPHA), 0, 1e9, xtol=1e-14, rtol=1e-14) * np.sqrt(variance)
    return dict(elo=difference * ELO, low=(difference - b) * ELO, high=(difference + b) * ELO)


golden = json.loads(FILE.read_text())
design = np.eye(golden["arms"])[golden["a"]] - np.eye(golden["arms"])[golden["b"]]
theta, inverse = fit(design, np.array(golden["won"]))
golden["theta"] = theta.tolist()
for case in golden["differences"]:
    case |= interval(golden, theta, inverse, design, case["a"], case["b"])
FILE.write_text(json.dumps(golden) + "\n")
