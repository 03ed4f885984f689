"""Golden values of rank correlations and exact intervals of shares, from scipy.

    pip install -r detection_requirements.txt && python make_correlation_golden.py     writes correlation.json beside this file
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(20262)

correlations = []
for n in [3, 3, 4, 5, 8, 8, 12, 30, 130]:
    for levels in [3, 5, 1000]:
        x = rng.integers(0, levels, n) / levels
        y = np.round(0.5 * x + rng.normal(0, 0.3, n), 1 if levels < 100 else 6)
        if len(set(x)) == 1 or len(set(y)) == 1:
            continue
        correlations.append(
            dict(
                x=x.tolist(),
                y=y.tolist(),
                tau=float(stats.kendalltau(x, y, variant="b").statistic),
                rho=float(stats.spearmanr(x, y).statistic),
            )
        )

shares = []
for k, n in [(0, 1), (1, 1), (0, 17), (17, 17), (1, 2), (5, 12), (807, 1525), (399, 400), (12345, 1600000)]:
    interval = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    shares.append(dict(k=k, n=n, low=float(interval.low), high=float(interval.high)))

out = Path(__file__).with_name("correlation.json")
out.write_text(json.dumps(dict(correlations=correlations, shares=shares), indent=1) + "\n")
