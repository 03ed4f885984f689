"""Golden values of the statistics, from reference implementations.

    pip install -r requirements.txt && python make_golden.py     writes golden.json in this folder
"""

import json
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def share(k, n, level, margin):
    low, high = proportion_confint(k, n, 1 - level, method="beta")
    wilson_low, wilson_high = proportion_confint(k, n, 1 - level, method="wilson")
    one_sided = stats.beta.ppf(1 - level, k, n - k + 1) if k else 0.0
    return dict(
        k=k, n=n, level=level, margin=margin,
        clopperPearson=dict(low=float(low), high=float(high)),
        wilson=dict(low=float(wilson_low), high=float(wilson_high)),
        oneSidedLow=float(one_sided),
        pValue=float(stats.binomtest(k, n, 0.5).pvalue),
        equivalence=float(max(stats.binom.sf(k - 1, n, 0.5 - margin), stats.binom.cdf(k, n, 0.5 + margin))),
    )


def exact_interval(k, n):
    interval = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    return dict(k=k, n=n, low=float(interval.low), high=float(interval.high))


def agreement(name, data, categories):
    """data: raters × units, None where missing."""
    values = np.array([[np.nan if v is None else v for v in row] for row in data], float)
    ac1 = CAC(pd.DataFrame(values.T), categories=categories, digits=12).gwet()["est"]
    return dict(name=name, data=data, alpha=krippendorff.alpha(values, level_of_measurement="nominal"),
                ac1=ac1["coefficient_value"], raw=ac1["pa"])


def correlations():
    rng = np.random.default_rng(20262)
    for n in [3, 3, 4, 5, 8, 8, 12, 30, 130]:
        for levels in [3, 5, 1000]:
            x = rng.integers(0, levels, n) / levels
            y = np.round(0.5 * x + rng.normal(0, 0.3, n), 1 if levels < 100 else 6)
            if len(set(x)) > 1 and len(set(y)) > 1:
                tau = float(stats.kendalltau(x, y, variant="b").statistic)
                yield dict(x=x.tolist(), y=y.tolist(), tau=tau, rho=float(stats.spearmanr(x, y).statistic))


def mcnemar_case(first, second):
    few, n = min(first, second), first + second
    point = stats.binom.pmf(few, n, 0.5) if n else 0.0
    exact = stats.binomtest(few, n).pvalue if n else 1.0
    # Fagerland, Lydersen & Laake 2013, additional file 1.
    mid = exact - point if first != second else 1 - point / 2
    return dict(first=first, second=second, exact=float(exact), mid=float(mid))


def percentile_case(values):
    return dict(values=values.tolist(), low=float(np.percentile(values, 2.5)), high=float(np.percentile(values, 97.5)))


def xoshiro128(state, n):
    # xoshiro128** 1.1 as its authors publish it, in whole numbers without end.
    s, word, out = list(state), 2**32 - 1, []
    rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & word
    for _ in range(n):
        out.append(rotate(s[1] * 5 & word, 7) * 9 & word)
        t = s[1] << 9 & word
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
    return out


canonical = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
rng = np.random.default_rng(20260)
skewed = [[int(v) for v in rng.random(60) < 0.04] for _ in range(3)]

golden = dict(
    shares=[
        share(k, n, level, margin)
        for k, n in ((807, 1525), (399, 400), (400, 400), (0, 400), (1, 2), (0, 1), (3, 10), (50, 100), (801_234, 1_600_000))
        for level, margin in ((0.95, 0.06), (0.99, 0.05))
    ],
    exactIntervals=[
        exact_interval(k, n)
        for k, n in [(0, 1), (1, 1), (0, 17), (17, 17), (1, 2), (5, 12), (807, 1525), (399, 400), (12345, 1600000)]
    ],
    agreement=[agreement("canonical", canonical, [1, 2, 3, 4, 5]), agreement("nearly all agree", skewed, [0, 1])],
    correlations=list(correlations()),
    mcnemar=[mcnemar_case(*case) for case in [(0, 0), (0, 1), (0, 5), (3, 3), (4, 5), (10, 25), (121, 59), (2000, 2100), (50000, 50500)]],
    percentiles=[percentile_case(rng.normal(size=n)) for n in (2, 7, 100)],
    xoshiro=[dict(state=state, numbers=xoshiro128(state, 20)) for state in ([1, 2, 3, 4], [2**32 - 1, 0, 2**31, 12345])],
)
Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")
