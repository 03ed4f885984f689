"""A study's ratings, counted again from its votes: Bradley–Terry strengths with the intervals and rank sets of its leaderboard.

The method is that of the site (`bradley-terry-sandwich/4`), step by step, so that the numbers are equal, not only alike:

1. Count regular votes that no correction supersedes; a tie is half a win for either arm, `neither` is left out.
2. Fit strengths by maximum likelihood within arms that chains of wins link both ways; arms that never won, or never lost,
   against those are placed by Firth's penalised likelihood (`strengths.py`).
3. Let the covariance of the strengths allow for raters and images that lean one way: the sandwich with clusters of raters, plus
   that with clusters of images, less that with clusters of both (Cameron, Gelbach & Miller 2011).
4. Rate on the Elo scale, with intervals by Student's t; and give each arm the ranks that the simultaneous intervals of all
   differences allow, by the quantile of the greatest of them in a seeded simulation (Klein, Wright & Wieczorek 2020).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from .simulation import chi_square_source, normal_source, uniform_source
from .strengths import ELO, Block, Component, Pairs, components_of, fit_firth, lower_bound, win_probability
from .student import two_sided_quantile

DRAWS = 1000
"""Simulated draws behind rank sets."""
MOST_PROFILED = 24
"""Beyond so many arms in a separated component, those outside its reference get no bound."""
ASSUMED_CORRELATION = 0.1
"""Of votes of one rater, and on one image, where all went one way and none can be seen."""


@dataclass
class Interval:
    """What the votes allow to be said of a rating, in Elo; a side that is not bounded is None."""

    kind: Literal["two-sided", "at-least", "at-most", "undetermined"]
    low: float | None = None
    high: float | None = None


@dataclass
class Rating:
    """One arm's strength; votes are counted ones, `neither` among them."""

    position: int
    name: str
    elo: float | None = None
    interval: Interval = field(default_factory=lambda: Interval("undetermined"))
    best_rank: int | None = None
    worst_rank: int | None = None
    preferred_to: list[int] = field(default_factory=list)
    """Positions of the arms that this one is above, as the simultaneous intervals of all differences say; ranks are made of them."""
    method: Literal["bradley-terry", "firth", "none"] = "none"
    votes: int = 0
    wins: int = 0
    losses: int = 0
    ties: int = 0
    neither: int = 0


Vote = Mapping[str, Any]


def recount(
    votes: Iterable[Vote], *, exclusions: Literal["ignore", "apply"] = "ignore", level: float = 0.95
) -> list[Rating]:
    """Ratings of a study, highest first, from the rows of its votes as a file; needs NumPy.

    `votes` are rows as `votes()` and `read_votes()` give them, or a pandas DataFrame of such; arms without a vote are not among
    them, so that the site alone lists those. `exclusions="apply"` leaves out raters who are excluded.
    """
    rows: list[Vote] = votes.to_dict("records") if hasattr(votes, "to_dict") else list(votes)
    names = {row[f"{side}_arm"]: row[side] for row in rows for side in ("left", "right")}
    counted = [
        row
        for row in rows
        if row["kind"] == "regular" and not row["superseded"] and not (exclusions == "apply" and row["excluded"])
    ]
    ratings = {position: Rating(position, names[position]) for position in sorted(names)}
    for row in counted:
        tally(ratings[row["left_arm"]], ratings[row["right_arm"]], row["choice"])
    ballots = Ballots.of([row for row in counted if row["choice"] != "neither"])
    size = max(names, default=-1) + 1
    fits = [Fit(component, ballots) for component in components_of(ballots.pairs(size)) if len(component.arms) > 1]
    for fit in fits:
        fit.rate(ratings, level)
    seed = int(rows[0]["seed"]) if rows else 0
    rank(ratings, fits, level, seed)
    return sorted(ratings.values(), key=lambda own: (-math.inf if own.elo is None else own.elo, -own.position))[::-1]


def tally(left: Rating, right: Rating, choice: str) -> None:
    for own, other, side in ((left, right, "left"), (right, left, "right")):
        own.votes += 1
        own.wins += choice == side
        own.losses += choice not in (side, "tie", "neither")
        own.ties += choice == "tie"
        own.neither += choice == "neither"


@dataclass
class Ballots:
    """Votes as columns; arm `a` comes before arm `b`, and `outcome` is a's: 1 won, 0 lost, 0.5 tie."""

    a: np.ndarray
    b: np.ndarray
    outcome: np.ndarray
    rater: np.ndarray
    image: np.ndarray

    @classmethod
    def of(cls, rows: list[Vote]) -> Ballots:
        left = np.array([row["left_arm"] for row in rows], int)
        right = np.array([row["right_arm"] for row in rows], int)
        won = np.array([{"left": 1.0, "right": 0.0, "tie": 0.5}[row["choice"]] for row in rows], float)
        numbers = [np.unique([row[of] for row in rows], return_inverse=True)[1] for of in ("rater", "image")]
        return cls(np.minimum(left, right), np.maximum(left, right), np.where(left < right, won, 1 - won), *numbers)

    def among(self, arms: list[int]) -> Ballots:
        """Those that compare two of some arms, which are numbered anew."""
        chosen = np.isin(self.a, arms) & np.isin(self.b, arms)
        place = {arm: index for index, arm in enumerate(arms)}
        a, b = (np.array([place[arm] for arm in column[chosen]], int) for column in (self.a, self.b))
        return Ballots(a, b, self.outcome[chosen], self.rater[chosen], self.image[chosen])

    def pairs(self, size: int) -> Pairs:
        """How often each pair was compared, and with what success of its first arm."""
        code, number = np.unique(self.a * size + self.b, return_inverse=True)
        wins = np.bincount(number, self.outcome, len(code)) if len(code) else np.zeros(0)
        won, lost = (np.bincount(number, self.outcome == side, len(code)) if len(code) else wins for side in (1, 0))
        return Pairs(size, code // size, code % size, wins, np.bincount(number, minlength=len(code)) * 1.0, won, lost)


def largest_share(clusters: np.ndarray) -> float:
    """Sum of the squares of the sizes of clusters."""
    return float((np.bincount(clusters) ** 2).sum())


class Fit:
    """The strengths of arms that votes link, and how far they may be off."""

    def __init__(self, component: Component, ballots: Ballots):
        self.component = component
        self.ballots = ballots
        self.covariances: list[Covariance | None] = [
            None if block is None else Covariance(block, ballots.among(block.arms)) for block in component.exact
        ]
        self.worth: Block | None = None
        self.is_bounded = True
        if component.penalised is not None:
            self.weigh(component.penalised)

    def weigh(self, penalised: Block) -> None:
        """Fits a separated component again with as many independent votes as its own are worth across its groups."""
        group_of = {arm: index for index, group in enumerate(self.component.groups) for arm in group}
        within = self.ballots.among(self.component.arms)
        groups = np.array([group_of[arm] for arm in self.component.arms])
        across = groups[within.a] != groups[within.b]
        n = float(across.sum())
        squares = [largest_share(clusters[across]) for clusters in (within.rater, within.image)]
        effect = 1 + sum(ASSUMED_CORRELATION * (square / n - 1) for square in squares)
        self.worth = fit_firth(penalised.pairs.scaled(1 / effect), self.component.arms)
        self.is_bounded = min(n**2 / square for square in squares) >= 2

    def rate(self, ratings: dict[int, Rating], level: float) -> None:
        component = self.component
        theta = component.strengths()
        reference = component.reference
        shift = -np.mean([theta[component.arms.index(arm)] for arm in reference])
        place_of = {arm: place for place, arm in enumerate(component.arms)}
        for arm, place in place_of.items():
            ratings[arm].elo = float(theta[place] + shift) * ELO
            ratings[arm].method = "bradley-terry" if arm in reference else "firth"
        group = component.groups.index(reference)
        covariance = self.covariances[group]
        for arm in component.arms:
            if arm not in reference:
                ratings[arm].interval = self.bound(arm, group, ratings, level)
            elif covariance is not None and covariance.freedom >= 1:
                weights = np.full(len(reference), -1 / len(reference))
                weights[reference.index(arm)] += 1
                reach = two_sided_quantile(level, covariance.freedom) * math.sqrt(covariance.variance(weights)) * ELO
                elo = float(theta[place_of[arm]] + shift) * ELO
                ratings[arm].interval = Interval("two-sided", elo - reach, elo + reach)

    def bound(self, arm: int, group: int, ratings: dict[int, Rating], level: float) -> Interval:
        """How far an arm that never lost to the reference stands above it at least; or below it, one that never won."""
        component = self.component
        own = next(index for index, arms in enumerate(component.groups) if arm in arms)
        is_above, is_below = component.above[own][group], component.above[group][own]
        worth, base = self.worth, ratings[component.reference[-1]].elo
        is_profiled = is_above != is_below and len(component.arms) <= MOST_PROFILED and self.is_bounded
        if not is_profiled or worth is None or base is None:
            return Interval("undetermined")
        start, held = component.held_reference(worth)
        sign, block = (1, worth) if is_above else (-1, worth.reversed())
        origin = component.reference[-1]
        upper, lower = component.arms.index(arm), component.arms.index(origin)
        reach = lower_bound(block, upper, lower, level, sign * start, held) * ELO
        return Interval("at-least", low=base + reach) if is_above else Interval("at-most", high=base - reach)


class Covariance:
    """How far the strengths of a block may be off together, given who cast its votes, and on which images."""

    def __init__(self, block: Block, ballots: Ballots):
        self.model = block.inverse()
        residual = ballots.outcome - win_probability(block.theta[ballots.a] - block.theta[ballots.b])
        cell = ballots.rater * (ballots.image.max() + 1) + ballots.image
        self.rater, self.image, self.cell = (
            self.model @ meat(clusters, ballots, residual, len(block.arms)) @ self.model
            for clusters in (ballots.rater, ballots.image, cell)
        )
        self.freedom = min(len(np.unique(ballots.rater)), len(np.unique(ballots.image))) - 1

    def variance(self, weights: np.ndarray) -> float:
        """Variance (log-odds²) of a contrast; weights sum to 0. The model's own where residuals all but vanish."""
        model, rater, image, cell = (weights @ part @ weights for part in (self.model, self.rater, self.image, self.cell))
        robust = max(rater + image - cell, rater, image)
        return float(robust if robust > model * 1e-9 else model)


def meat(clusters: np.ndarray, ballots: Ballots, residual: np.ndarray, size: int) -> np.ndarray:
    """Outer products of the votes' scores, summed within clusters first; some clusters at a time, for the memory's sake."""
    _, number = np.unique(clusters, return_inverse=True)
    total = np.zeros((size, size))
    order = np.argsort(number, kind="stable")
    step = 20_000
    starts = np.searchsorted(number[order], np.arange(0, number.max() + 1 + step, step))
    for first, (begin, end) in enumerate(zip(starts, starts[1:])):
        rows = order[begin:end]
        scores = np.zeros((step, size))
        np.add.at(scores, (number[rows] - first * step, ballots.a[rows]), residual[rows])
        np.subtract.at(scores, (number[rows] - first * step, ballots.b[rows]), residual[rows])
        total += scores.T @ scores
    return total


def rank(ratings: dict[int, Rating], fits: list[Fit], level: float, seed: int) -> None:
    """Gives each rated arm the best and the worst rank that the differences between arms allow."""
    above = dict.fromkeys(ratings, 0)
    below: dict[int, list[int]] = {position: [] for position in ratings}
    for fit in fits:
        joint = joint_differences(fit)
        if joint is None:
            continue
        estimate, error, covariance, freedom = joint
        critical = critical_value(covariance, freedom, level, seed)
        for i, j in np.argwhere(estimate > critical * error):
            above[fit.component.arms[j]] += 1
            below[fit.component.arms[i]].append(fit.component.arms[j])
    rated = sum(own.elo is not None for own in ratings.values())
    for own in ratings.values():
        if own.elo is not None:
            own.best_rank, own.worst_rank = 1 + above[own.position], rated - len(below[own.position])
            own.preferred_to = sorted(below[own.position])


def joint_differences(fit: Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray, float] | None:
    """All differences of a component (row less column) with their standard errors, a covariance, and its degrees of freedom."""
    component = fit.component
    size = len(component.arms)
    estimate, error = np.zeros((size, size)), np.full((size, size), np.inf)
    joint, freedom = None, math.inf
    if fit.worth is not None:
        theta, joint = fit.worth.theta, fit.worth.inverse()
        estimate = theta[:, None] - theta[None, :]
        group = [next(index for index, arms in enumerate(component.groups) if arm in arms) for arm in component.arms]
        for i in range(size):
            for j in range(size):
                x, y = group[i], group[j]
                if fit.is_bounded and (component.above[x][y] or component.above[y][x]):
                    error[i, j] = math.sqrt(contrast(joint, i, j))
    for block, own in zip(component.exact, fit.covariances):
        if block is None or own is None:
            continue
        freedom = min(freedom, own.freedom)
        joint = own.rater + own.image if joint is None else joint
        places = [component.arms.index(arm) for arm in block.arms]
        estimate[np.ix_(places, places)] = block.theta[:, None] - block.theta[None, :]
        for i, row in enumerate(places):
            for j, column in enumerate(places):
                weights = np.zeros(len(places))
                weights[i] += 1
                weights[j] -= 1
                error[row, column] = 0 if i == j else math.sqrt(own.variance(weights))
    return None if joint is None or freedom < 1 else (estimate, error, joint, freedom)


def contrast(matrix: np.ndarray, i: int, j: int) -> float:
    return float(matrix[i, i] + matrix[j, j] - 2 * matrix[i, j])


def critical_value(covariance: np.ndarray, freedom: float, level: float, seed: int) -> float:
    """Quantile of the greatest difference, in standard errors, of draws from a multivariate t."""
    size = len(covariance)
    uniform = uniform_source(seed)
    normal = normal_source(uniform)
    chi_square = chi_square_source(int(freedom), uniform, normal) if math.isfinite(freedom) else None
    root = semidefinite_root(covariance)
    diagonal = np.diag(covariance)
    variance = diagonal[:, None] + diagonal[None, :] - 2 * covariance
    known = (variance > 1e-12 * diagonal[:, None]) & ~np.eye(size, dtype=bool)
    precision = np.divide(1, np.sqrt(variance, where=known, out=np.ones_like(variance)), where=known, out=np.zeros_like(variance))
    greatest = []
    for _ in range(DRAWS):
        x = root @ np.array([normal() for _ in range(size)])
        divisor = math.sqrt(chi_square() / freedom) if chi_square else 1.0
        greatest.append(float((np.abs(x[:, None] - x[None, :]) * precision).max()) / divisor)
    return float(np.quantile(greatest, level))


def semidefinite_root(matrix: np.ndarray) -> np.ndarray:
    """Cholesky's lower factor; a pivot that is nothing beside the greatest makes its column 0."""
    size = len(matrix)
    lower = np.zeros((size, size))
    tolerance = 1e-12 * matrix.diagonal().max()
    for j in range(size):
        square = matrix[j, j] - lower[j, :j] @ lower[j, :j]
        if square > tolerance:
            lower[j, j] = math.sqrt(square)
            lower[j + 1 :, j] = (matrix[j + 1 :, j] - lower[j + 1 :, :j] @ lower[j, :j]) / lower[j, j]
    return lower
