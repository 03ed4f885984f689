"""Quantiles of Student's t distribution."""

from __future__ import annotations

import math
from statistics import NormalDist

EXPANDED_FROM = 1000
"""Degrees of freedom from which a series around the normal quantile is exact to the last digits."""


def two_sided_quantile(level: float, freedom: float) -> float:
    """How far from 0 a share `level` of Student's t lies on either side; `freedom` is a whole number ≥ 1, or infinite."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    if math.isinf(freedom):
        return z
    if freedom >= EXPANDED_FROM:
        return expansion(z, freedom)
    low, high = 0.0, math.pi / 2
    while True:
        angle = (low + high) / 2
        if angle in (low, high):
            return math.sqrt(freedom) * math.tan(angle)
        low, high = (angle, high) if share_within(angle, int(freedom)) < level else (low, angle)


def share_within(angle: float, freedom: int) -> float:
    """P(|t| ≤ √freedom tan(angle)): Abramowitz & Stegun 26.7.3 and 26.7.4."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    terms = []
    for k in range(1 + odd, freedom, 2):
        terms.append(term)
        term *= cosine**2 * k / (k + 1)
    total = math.fsum(terms)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def expansion(z: float, n: float) -> float:
    """Abramowitz & Stegun 26.7.5."""
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )
