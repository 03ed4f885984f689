"""Golden values of the preference statistics, from reference implementations.

    pip install -r requirements.txt && python make_golden.py     writes golden.json beside this file
"""

import itertools
import json
import math
from pathlib import Path

import choix
import evalica
import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

ELO = 400 / math.log(10)
rng = np.random.default_rng(20260)


def pair(a, b, wins_a, wins_b, ties=0, neither=0):
    return dict(a=a, b=b, winsA=int(wins_a), winsB=int(wins_b), ties=int(ties), neither=int(neither))


def drawn_counts(arms, n, tie_share, share_of_pairs):
    strength = rng.normal(0, 0.8, arms)
    counts = []
    for a, b in itertools.combinations(range(arms), 2):
        if b == a + 1 or rng.random() < share_of_pairs:
            p = 1 / (1 + math.exp(strength[b] - strength[a]))
            total = rng.integers(n // 2, n + 1)
            ties = rng.binomial(total, tie_share)
            wins = rng.binomial(total - ties, p)
            counts.append(pair(a, b, wins, total - ties - wins, ties, rng.integers(0, 5)))
    return counts


def win_matrix(arms, counts):
    wins = np.zeros((arms, arms))
    for c in counts:
        wins[c["a"], c["b"]] += c["winsA"] + c["ties"] / 2
        wins[c["b"], c["a"]] += c["winsB"] + c["ties"] / 2
    return wins


def bradley_terry(name, arms, counts):
    theta = choix.ilsr_pairwise_dense(win_matrix(arms, counts), alpha=0.0, max_iter=10_000, tol=1e-13)
    elo = (theta - theta.mean()) * ELO
    xs, ys, winners, weights = [], [], [], []
    for c in counts:
        for winner, key in ((evalica.Winner.X, "winsA"), (evalica.Winner.Y, "winsB"), (evalica.Winner.Draw, "ties")):
            if c[key]:
                xs.append(c["a"]), ys.append(c["b"]), winners.append(winner), weights.append(float(c[key]))
    other = evalica.bradley_terry(xs, ys, winners, weights=weights, tolerance=1e-14, limit=100_000, solver="naive")
    scores = np.log(other.scores.sort_index().to_numpy())
    assert np.abs((scores - scores.mean()) * ELO - elo).max() < 1e-5, name
    return dict(name=name, arms=arms, counts=counts, elo=elo.tolist())


def columns(arms, counts):
    a = np.array([c["a"] for c in counts])
    b = np.array([c["b"] for c in counts])
    x = np.zeros((len(counts), arms))
    x[np.arange(len(counts)), a] = 1
    x[np.arange(len(counts)), b] = -1
    wins = np.array([c["winsA"] + c["ties"] / 2 for c in counts], float)
    n = np.array([c["winsA"] + c["winsB"] + c["ties"] for c in counts], float)
    return x[:, :-1], wins, n


def penalised(beta, x, wins, n):
    eta = x @ beta
    p = 1 / (1 + np.exp(-eta))
    value = np.sum(n * -np.logaddexp(0, -eta) - (n - wins) * eta)
    return value + 0.5 * np.linalg.slogdet((x * (n * p * (1 - p))[:, None]).T @ x)[1]


def maximum(f, size):
    best = optimize.minimize(lambda v: -f(v), np.zeros(size), method="BFGS", options=dict(gtol=1e-9))
    best = optimize.minimize(lambda v: -f(v), best.x, method="Nelder-Mead",
                             options=dict(xatol=1e-11, fatol=1e-14, maxiter=100_000, maxfev=100_000))
    return best.x, -best.fun


def firth(name, arms, counts, upper, lower):
    """The last arm must be `lower`: its strength is 0 in the parametrisation."""
    assert lower == arms - 1
    x, wins, n = columns(arms, counts)
    beta, best = maximum(lambda v: penalised(v, x, wins, n), arms - 1)
    drop = stats.chi2.ppf(0.9, 1) / 2

    def excess(difference):
        def at(free):
            return penalised(np.insert(free, upper, difference), x, wins, n)
        return best - (maximum(at, arms - 2)[1] if arms > 2 else at(np.array([]))) - drop

    low = optimize.brentq(excess, beta[upper] - 10, beta[upper], xtol=1e-9)
    return dict(name=name, arms=arms, counts=counts, upper=upper, lower=lower,
                elo=(np.append(beta, 0) * ELO).tolist(), low=low * ELO)


def davidson(name, arms, counts):
    outcomes = [(c["a"], c["b"], c["winsA"], c["winsB"], c["ties"]) for c in counts]

    def gradient(v):
        theta, log_nu = np.append(v[:-1], 0), v[-1]
        g, g_nu = np.zeros(arms), 0.0
        for a, b, won, lost, tied in outcomes:
            d = theta[a] - theta[b]
            w = np.exp([d / 2, -d / 2, log_nu])
            p = w / w.sum()
            n = won + lost + tied
            residual = 0.5 * (won - lost - n * (p[0] - p[1]))
            g[a] += residual
            g[b] -= residual
            g_nu += tied - n * p[2]
        return np.append(g[:-1], g_nu)

    root = optimize.root(gradient, np.zeros(arms), tol=1e-13)
    assert np.abs(gradient(root.x)).max() < 1e-7, name
    theta = np.append(root.x[:-1], 0)
    return dict(name=name, arms=arms, counts=counts, elo=((theta - theta.mean()) * ELO).tolist(),
                tieParameter=math.exp(root.x[-1]))


def clustered(name, arms, raters, images, votes):
    lean = rng.normal(0, 0.7, (raters, arms))
    ease = rng.normal(0, 0.7, (images, arms))
    strength = rng.normal(0, 0.5, arms)
    rows = []
    for _ in range(votes):
        rater, image = int(rng.integers(raters)), int(rng.integers(images))
        a, b = (int(v) for v in rng.choice(arms, 2, replace=False))
        d = strength[a] - strength[b] + lean[rater, a] - lean[rater, b] + ease[image, a] - ease[image, b]
        outcome = 0.5 if rng.random() < 0.15 else float(rng.random() < 1 / (1 + math.exp(-d)))
        rows.append((rater, image, a, b, outcome))
    table = pd.DataFrame(rows, columns=["rater", "image", "a", "b", "outcome"])
    x = np.zeros((votes, arms))
    x[np.arange(votes), table.a] = 1
    x[np.arange(votes), table.b] = -1
    model = sm.GLM(table.outcome.to_numpy(), x[:, :-1], family=sm.families.Binomial())
    fit = model.fit(tol=1e-14, maxiter=100)
    hc0 = model.fit(tol=1e-14, maxiter=100, cov_type="HC0").cov_params()
    both, by_rater, by_image = cov_cluster_2groups(
        fit, table.rater.to_numpy(), table.image.to_numpy(), use_correction=False)
    theta = np.append(fit.params, 0)

    def variance(matrix, a, b):
        padded = np.zeros((arms, arms))
        padded[:-1, :-1] = matrix
        return (padded[a, a] + padded[b, b] - 2 * padded[a, b]) * ELO**2

    t = stats.t.ppf(0.975, min(raters, images) - 1)
    differences = []
    for a, b in itertools.combinations(range(arms), 2):
        elo = (theta[a] - theta[b]) * ELO
        floored = max(variance(m, a, b) for m in (both, by_rater, by_image))
        reach = t * math.sqrt(floored)
        differences.append(dict(a=a, b=b, elo=elo, votesVariance=variance(hc0, a, b), clusteredVariance=floored,
                                low=elo - reach, high=elo + reach))
    cells = {key: table[key].tolist() for key in table.columns}
    return dict(name=name, arms=arms, cells=cells, differences=differences)


def votes_of_a_pair(raters, images, votes):
    lean, ease = rng.normal(0, 0.15, raters), rng.normal(0, 0.15, images)
    rater, image = rng.integers(raters, size=votes), rng.integers(images, size=votes)
    outcome = (rng.random(votes) < 0.55 + lean[rater] + ease[image]).astype(float)
    return dict(rater=rater.tolist(), image=image.tolist(), outcome=outcome.tolist())


# Where the cases below began when other cases were drawn before them.
rng.bit_generator.advance(180)
study = [pair(0, 1, 807, 718), pair(1, 2, 399, 1), pair(1, 3, 400, 0)]

golden = dict(
    bradleyTerry=[
        bradley_terry("two arms", 2, [pair(0, 1, 807, 718)]),
        bradley_terry("a chain", 5, [pair(i, i + 1, 10 + 7 * i, 9, i) for i in range(4)]),
        bradley_terry("few votes with ties", 8, drawn_counts(8, 40, 0.25, 0.8)),
        bradley_terry("sparse", 25, drawn_counts(25, 120, 0.1, 0.2)),
        bradley_terry("a lopsided star", 4, [pair(0, 1, 807, 718), pair(1, 2, 399, 1), pair(1, 3, 999, 2, 1)]),
    ],
    firth=[
        firth("400 of 400", 2, [pair(0, 1, 400, 0)], 0, 1),
        firth("the published study", 4, study, 1, 3),
        firth("a cycle above one arm", 4,
              [pair(0, 1, 6, 4), pair(1, 2, 5, 5), pair(0, 2, 7, 2), pair(0, 3, 3, 0), pair(1, 3, 2, 0)], 2, 3),
    ],
    davidson=[
        davidson("three arms", 3, [pair(0, 1, 20, 12, 8), pair(1, 2, 15, 10, 9), pair(0, 2, 25, 6, 4)]),
        davidson("eight arms", 8, drawn_counts(8, 60, 0.3, 0.9)),
    ],
    clustered=[clustered("four arms", 4, 12, 15, 300), clustered("six arms, few raters", 6, 5, 40, 200)],
    votesOfAPair=votes_of_a_pair(14, 20, 220),
    # The greatest |difference| of equally and independently measured ratings, in standard errors, at 95%.
    studentisedRange={str(arms): float(stats.studentized_range.ppf(0.95, arms, np.inf)) / math.sqrt(2) for arms in (3, 10, 30)},
)
Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")
