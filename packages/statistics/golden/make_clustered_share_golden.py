"""Writes clustered-shares.json anew: two-way clustered and anytime-valid intervals, p-values and equivalence of the votes it lists.

Straight from the definition, by residuals summed over clusters; the votes themselves stay as they are in the file.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import t as student

FILE = Path(__file__).with_name("clustered-shares.json")
LEVEL = 0.95
MARGIN = 0.05
CORRELATION = 0.1
KAPPA = 0.02


def squares(residual, clusters):
    return sum(residual[clusters == cluster].sum() ** 2 for cluster in np.unique(clusters))


def effective(clusters):
    return len(clusters) ** 2 / (np.unique(clusters, return_counts=True)[1] ** 2).sum()


def share(rater, image, won):
    rater, image, won = (np.asarray(column) for column in (rater, image, won))
    n, p = len(won), won.mean()
    raters, images = effective(rater), effective(image)
    if p in (0, 1):
        deff = 1 + CORRELATION * (n / raters - 1) + CORRELATION * (n / images - 1)
        bound = (1 - LEVEL) ** min(1, deff / n)
        fixed = dict(kind="at-least", bound=bound) if p == 1 else dict(kind="at-most", bound=1 - bound)
        return dict(effectiveRaters=raters, effectiveImages=images, degreesOfFreedom=None, fixed=fixed)
    residual = won - p
    cell = rater * (image.max() + 1) + image
    by_rater, by_image, by_cell = (
        squares(residual, clusters) / n**2 * g / (g - 1)
        for clusters, g in ((rater, raters), (image, images), (cell, len(np.unique(cell))))
    )
    variance = max(by_rater + by_image - by_cell, by_rater, by_image, p * (1 - p) / n)
    nu = min(raters, images) - 1
    centre, error, edge = logit(p), np.sqrt(variance) / (p * (1 - p)), logit(0.5 + MARGIN)
    low, high = (expit(centre + side * student.ppf((1 + LEVEL) / 2, nu) * error) for side in (-1, 1))
    return dict(
        effectiveRaters=raters,
        effectiveImages=images,
        degreesOfFreedom=nu,
        fixed=dict(
            kind="two-sided",
            logOdds=centre,
            standardErrorLogOdds=error,
            low=low,
            high=high,
            pValue=2 * student.sf(abs(centre) / error, nu),
            equivalencePValue=max(student.sf((edge + centre) / error, nu), student.sf((edge - centre) / error, nu)),
        ),
    )


def critical(votes, nu, alpha):
    """From where on the logarithm of the mixture's evidence passes −ln α, by bisection: no closed form is used."""
    c = 1 + KAPPA * votes

    def evidence(t):
        return -np.log(c) / 2 + (nu + 1) / 2 * (np.log1p(t**2 / nu) - np.log1p(t**2 / (nu * c)))

    if evidence(1e9) <= -np.log(alpha):
        return None
    return brentq(lambda t: evidence(t) + np.log(alpha), 0, 1e9, xtol=1e-14, rtol=1e-14)


def anytime(rater, image, won):
    """Interval, or why there is none."""
    rater, image, won = (np.asarray(column) for column in (rater, image, won))
    n = len(won)
    if effective(rater) < 6:
        return dict(kind="undetermined", reason="raters")
    if effective(image) < 6:
        return dict(kind="undetermined", reason="images")
    if n < 30:
        return dict(kind="undetermined", reason="votes")
    minority = won if won.mean() <= 0.5 else 1 - won
    if minority.sum() < 10 or len(np.unique(rater[minority == 1])) < 5:
        return dict(kind="undetermined", reason="minority")
    fixed = share(rater, image, won)
    nu, fixed = fixed["degreesOfFreedom"], fixed["fixed"]
    b = critical(n, nu, 1 - LEVEL)
    if b is None:
        return dict(kind="undetermined", reason="raters")
    reach = b * fixed["standardErrorLogOdds"]
    return dict(kind="two-sided", low=expit(fixed["logOdds"] - reach), high=expit(fixed["logOdds"] + reach))


def pilot(rater, image, won):
    """Variance of votes and correlations, from expected squares written out over all pairs of votes."""
    rater, image, won = (np.asarray(column) for column in (rater, image, won))
    n = len(won)
    if won.mean() in (0, 1) or len(set(zip(rater, image))) < n:
        return None
    same_rater, same_image = rater[:, None] == rater, image[:, None] == image
    one = np.eye(n, dtype=bool)
    parts = one, same_rater & ~one, same_image & ~one
    centred = np.eye(n) - 1 / n
    rows = [[(centred.T @ sums @ centred)[part].sum() for part in parts] for sums in (same_rater, same_image, one)]
    residual = won - won.mean()
    found = [residual @ sums @ residual for sums in (same_rater, same_image, one)]
    variance, of_rater, of_image = np.linalg.solve(rows, found)
    return dict(rater=of_rater / variance, image=of_image / variance)


if __name__ == "__main__":
    golden = json.loads(FILE.read_text())
    for case in golden["shares"]:
        columns = case["rater"], case["image"], case["won"]
        case |= share(*columns)
        case["pilot"] = pilot(*columns)
        case["anytime"] = [
            dict(votes=n) | anytime(*(column[:n] for column in columns)) for n in [*case["looks"], len(case["won"])]
        ]
    for case in golden["criticalValues"]:
        case["critical"] = critical(case["votes"], case["degreesOfFreedom"], case["alpha"])
    FILE.write_text(json.dumps(golden) + "\n")
