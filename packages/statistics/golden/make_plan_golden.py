"""Writes plans.json anew: correlations, widths, power and needed raters of the designs it lists, from scipy.

    pip install -r requirements.txt && python make_plan_golden.py

The mean of the floored standard error is integrated over the chi-square density; no closed form is used.
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import chi2, norm
from scipy.stats import t as student

from make_clustered_share_golden import critical

FILE = Path(__file__).with_name("plans.json")
Z = np.linspace(-8, 8, 321)
W = norm.pdf(Z) / norm.pdf(Z).sum()


def correlations(share, rater_sd, image_sd):
    def mean(mu):
        return expit(mu + rater_sd * Z[:, None] + image_sd * Z[None, :])

    mu = brentq(lambda mu: W @ mean(mu) @ W - share, -20, 20, xtol=1e-15, rtol=1e-14)
    table = mean(mu)
    by_rater, by_image = table @ W, W @ table
    total = share * (1 - share)
    return W @ (by_rater - share) ** 2 / total, W @ (by_image - share) ** 2 / total


def plan(share, rater_sd, image_sd, raters, ballots, images):
    by_rater, by_image = correlations(share, rater_sd, image_sd)
    n, nu = raters * ballots, min(raters, images) - 1
    deff = 1 + (ballots - 1) * by_rater + (raters - 1) * ballots / images * by_image
    error = np.sqrt(deff / (n * share * (1 - share)))
    ends = [chi2.ppf(q, nu) for q in (1e-14, 1 - 1e-14)]
    spread = quad(
        lambda x: np.sqrt(max(1 / deff, x / nu)) * chi2.pdf(x, nu), *ends, points=[min(max(nu / deff, ends[0]), ends[1])],
        epsabs=1e-12, limit=500,
    )[0]
    out = dict(designEffect=deff)
    for looks, k in (("one", student.ppf(0.975, nu)), ("any", critical(n, nu, 0.05))):
        reach = k * error * spread
        out[looks] = dict(halfWidth=(expit(logit(share) + reach) - expit(logit(share) - reach)) / 2)
        if share != 0.5:
            z = (abs(logit(share)) / error - k * (1 - 1 / (4 * nu))) / np.sqrt(1 + k**2 / (2 * nu))
            out[looks]["power"] = norm.cdf(z)
    return out


if __name__ == "__main__":
    golden = json.loads(FILE.read_text())
    for case in golden["correlations"]:
        case["rater"], case["image"] = correlations(case["share"], case["raterSd"], case["imageSd"])
    for case in golden["plans"]:
        case |= plan(*(case[key] for key in ("share", "raterSd", "imageSd", "raters", "ballots", "images")))
    for case in golden["upperCorrelations"]:
        nu = case["raters"] - 1
        inflated = (1 + (case["ballots"] - 1) * case["found"]) * nu / chi2.ppf(0.2, nu)
        case["upper"] = (inflated - 1) / (case["ballots"] - 1)
    FILE.write_text(json.dumps(golden, indent=1) + "\n")
