"""Golden values of Bradley-Terry with covariates, from statsmodels.

    pip install -r requirements.txt && python make_covariates_golden.py     writes covariates.json beside this file
"""

import json
import math
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.sandwich_covariance import cov_cluster, cov_cluster_2groups

ELO = 400 / math.log(10)


def case(name, seed, arms, votes, raters, images, covariates, ties):
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, 0.6, arms)
    beta = rng.normal(0, 0.5, covariates)
    lean = rng.normal(0, 0.5, raters)
    rows = []
    for _ in range(votes):
        a, b = rng.choice(arms, 2, replace=False)
        rater, image = int(rng.integers(raters)), int(rng.integers(images))
        x = [int(rng.choice([-1, 1]))] + [round(float(v), 3) for v in rng.uniform(-1, 1, covariates - 1)]
        p = 1 / (1 + math.exp(-(strength[a] - strength[b] + np.dot(beta, x) + lean[rater] * x[0])))
        outcome = 0.5 if rng.random() < ties else float(rng.random() < p)
        rows.append(dict(rater=rater, image=image, a=int(a), b=int(b), outcome=outcome, x=x))
    design = np.zeros((votes, arms - 1 + covariates))
    for i, row in enumerate(rows):
        if row["a"] < arms - 1:
            design[i, row["a"]] = 1
        if row["b"] < arms - 1:
            design[i, row["b"]] = -1
        design[i, arms - 1 :] = row["x"]
    y = np.array([row["outcome"] for row in rows])
    fit = sm.GLM(y, design, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=100)
    group = [np.array([row[key] for row in rows]) for key in ("rater", "image")]
    _, by_rater, by_image = cov_cluster_2groups(fit, group[0], group[1], use_correction=False)
    cell = group[0] * 100_000 + group[1]
    by_cell = cov_cluster(fit, cell, use_correction=False)
    df = min(len(set(group[0])), len(set(group[1]))) - 1

    def estimate(weights, unit):
        value = float(weights @ fit.params) * unit
        parts = [float(weights @ v @ weights) for v in (by_rater, by_image, by_cell)]
        error = math.sqrt(max(parts[0] + parts[1] - parts[2], parts[0], parts[1])) * unit
        reach = stats.t.ppf(0.975, df) * error
        return dict(estimate=value, low=value - reach, high=value + reach, p=float(2 * stats.t.sf(abs(value / error), df)))

    size = arms - 1 + covariates
    centre = np.zeros(size)
    centre[: arms - 1] = 1 / arms
    unit = np.eye(size)
    elo = [estimate((unit[arm] if arm < arms - 1 else np.zeros(size)) - centre, ELO) for arm in range(arms)]
    coefficients = [estimate(unit[arms - 1 + index], 1) for index in range(covariates)]
    return dict(name=name, arms=arms, rows=rows, coefficients=coefficients, elo=elo)


cases = [
    case("two arms, side alone", 1, 2, 120, 9, 14, 1, 0.0),
    case("four arms, three covariates, ties", 2, 4, 300, 20, 30, 3, 0.15),
    case("seven arms, five covariates", 3, 7, 500, 35, 25, 5, 0.05),
]
Path(__file__).with_name("covariates.json").write_text(json.dumps(cases) + "\n")
