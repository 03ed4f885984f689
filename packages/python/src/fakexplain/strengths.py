"""Strengths of arms by maximum likelihood, and by Firth's penalised likelihood where that has no finite maximum."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

ELO = 400 / math.log(10)
"""Elo points in one unit of log-odds."""
MOST_CURVED_PAIRS = 600


def win_probability(difference: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-difference))


@dataclass
class Pairs:
    """Comparisons of arms `a` and `b` (each pair once): `n`, of which arm a has `wins`, half a one for a tie."""

    size: int
    a: np.ndarray
    b: np.ndarray
    wins: np.ndarray
    n: np.ndarray
    won: np.ndarray
    """Votes for arm a, and for arm b, without ties."""
    lost: np.ndarray

    def among(self, arms: list[int]) -> Pairs:
        place = np.full(self.size, -1)
        place[arms] = np.arange(len(arms))
        own = (place[self.a] >= 0) & (place[self.b] >= 0)
        cut = (column[own] for column in (self.wins, self.n, self.won, self.lost))
        return Pairs(len(arms), place[self.a[own]], place[self.b[own]], *cut)

    def scaled(self, by: float) -> Pairs:
        return replace(self, wins=self.wins * by, n=self.n * by)

    def design(self) -> np.ndarray:
        """A row a pair, 1 for its first arm and −1 for its second."""
        rows = np.zeros((len(self.n), self.size))
        rows[np.arange(len(self.n)), self.a] = 1
        rows[np.arange(len(self.n)), self.b] = -1
        return rows


@dataclass
class Block:
    """Arms fitted together; `theta` are their log-odds, the last arm's 0."""

    arms: list[int]
    pairs: Pairs
    theta: np.ndarray

    def inverse(self) -> np.ndarray:
        return padded_inverse(information_of(self.pairs, self.theta))

    def reversed(self) -> Block:
        """The same votes with winning and losing exchanged."""
        return Block(self.arms, replace(self.pairs, wins=self.pairs.n - self.pairs.wins), -self.theta)


def information_of(pairs: Pairs, theta: np.ndarray) -> np.ndarray:
    design = pairs.design()
    odds = np.exp(-np.abs(design @ theta))
    return design.T @ ((pairs.n * odds / (1 + odds) ** 2)[:, None] * design)


def padded_inverse(information: np.ndarray) -> np.ndarray:
    """A generalised inverse: the last arm's strength is held, its row and column are 0."""
    inverse = np.zeros_like(information)
    inverse[:-1, :-1] = np.linalg.inv(information[:-1, :-1])
    return inverse


def evaluate(
    pairs: Pairs, theta: np.ndarray, firth: bool
) -> tuple[float, np.ndarray, np.ndarray | tuple[np.ndarray, np.ndarray]]:
    """The (penalised) log-likelihood, its derivative, and the negative of its second derivative, or what stands in for it."""
    design = pairs.design()
    difference = design @ theta
    odds = np.exp(-np.abs(difference))
    p = np.where(difference < 0, odds, 1) / (1 + odds)
    spread = odds / (1 + odds) ** 2
    lost = np.where(difference < 0, -pairs.wins, pairs.n - pairs.wins)
    value = -float((pairs.n * np.log1p(odds) + lost * difference).sum())
    weight = pairs.n * spread
    if not firth:
        return value, design.T @ (pairs.wins - pairs.n * p), design.T @ (weight[:, None] * design)
    information = design.T @ (weight[:, None] * design)
    value += float(np.log(np.diag(np.linalg.cholesky(information[:-1, :-1]))).sum())
    inverse = padded_inverse(information)
    leverage = weight * np.einsum("pi,ij,pj->p", design, inverse, design, optimize=True)
    gradient = design.T @ (pairs.wins + leverage / 2 - (pairs.n + leverage) * p)
    information = design.T @ (((pairs.n + leverage) * spread)[:, None] * design)
    if len(pairs.n) <= MOST_CURVED_PAIRS:
        skew = 1 - 2 * win_probability(difference)
        slope = weight * skew
        common = design @ inverse @ design.T
        change = np.outer(slope, slope) * common**2 / 2 - np.diag(leverage * skew**2 / 2)
        return value, gradient, (information, information + design.T @ change @ design)
    return value, gradient, information


def maximise(pairs: Pairs, start: np.ndarray, fixed: np.ndarray, firth: bool = False) -> tuple[np.ndarray, float]:
    """Newton's method for the strengths that are not fixed; where it ends, and the (penalised) log-likelihood there."""
    free = np.flatnonzero(~fixed)
    theta = start.astype(float).copy()
    state = evaluate(pairs, theta, firth)
    for _ in range(200):
        value, gradient, curvature = state
        step = np.linalg.solve(usable(curvature, free), gradient[free])
        largest = float(np.abs(step).max(initial=0))
        if largest < 1e-9:
            theta[free] += step
            return theta, value
        slack = 1e-11 * (1 + abs(value))
        scale = min(1.0, 5 / largest)
        while True:
            moved = theta.copy()
            moved[free] += scale * step
            after = evaluate(pairs, moved, firth)
            if after[0] >= value - slack or scale <= 1e-6:
                break
            scale /= 2
        theta, state = moved, after
    raise ArithmeticError(f"no maximum of the likelihood among {pairs.size} arms was found in 200 steps")


def usable(curvature: np.ndarray | tuple[np.ndarray, np.ndarray], free: np.ndarray) -> np.ndarray:
    """Of Firth's likelihood the exact second derivative, where it is definite; the information elsewhere."""
    if not isinstance(curvature, tuple):
        return curvature[np.ix_(free, free)]
    information, exact = (matrix[np.ix_(free, free)] for matrix in curvature)
    try:
        np.linalg.cholesky(exact)
    except np.linalg.LinAlgError:
        return information
    return exact


def fit(pairs: Pairs, arms: list[int], firth: bool = False) -> Block:
    fixed = np.zeros(len(arms), bool)
    fixed[-1] = True
    theta, _ = maximise(pairs, np.zeros(len(arms)), fixed, firth)
    return Block(arms, pairs, theta)


def fit_firth(pairs: Pairs, arms: list[int]) -> Block:
    return fit(pairs, arms, firth=True)


@dataclass
class Component:
    """Arms that votes link. Inside a group chains of wins lead from every arm to every other; groups come strongest first."""

    arms: list[int]
    groups: list[list[int]]
    above: list[list[bool]]
    """`above[i][j]`: a chain of wins leads from group i down to group j."""
    reference: list[int]
    """The group with most votes, whose mean rating is 0."""
    exact: list[Block | None]
    """A fit of each group of more than one arm."""
    penalised: Block | None
    """A fit of all of them by Firth's likelihood, where there are several groups."""

    def strengths(self) -> np.ndarray:
        """The reference exactly, the rest by the penalised fit with those held."""
        if self.penalised is None:
            own = self.exact[0]
            return np.zeros(1) if own is None else own.theta
        start, held = self.held_reference(self.penalised)
        return maximise(self.penalised.pairs, start, held, firth=True)[0]

    def held_reference(self, penalised: Block) -> tuple[np.ndarray, np.ndarray]:
        own = self.exact[self.groups.index(self.reference)]
        places = [self.arms.index(arm) for arm in self.reference]
        start, held = penalised.theta.copy(), np.zeros(len(self.arms), bool)
        held[places] = True
        start[places] = penalised.theta[places[-1]] + (0 if own is None else own.theta)
        return start, held


def components_of(pairs: Pairs) -> list[Component]:
    """The parts of the graph of comparisons, fitted; arms without a vote are parts of their own."""
    beats: list[list[int]] = [[] for _ in range(pairs.size)]
    meets: list[list[int]] = [[] for _ in range(pairs.size)]
    for a, b, won, lost, n in zip(*(column.tolist() for column in (pairs.a, pairs.b, pairs.won, pairs.lost, pairs.n))):
        ties = n - won - lost
        meets[a].append(b)
        meets[b].append(a)
        if won + ties > 0:
            beats[a].append(b)
        if lost + ties > 0:
            beats[b].append(a)
    total = np.bincount(pairs.a, pairs.n, pairs.size) + np.bincount(pairs.b, pairs.n, pairs.size)
    groups = strongly_connected(beats)[::-1]
    components = []
    for arms in connected(meets):
        own = [group for group in groups if group[0] in arms]
        exact = [fit(pairs.among(group), group) if len(group) > 1 else None for group in own]
        penalised = fit_firth(pairs.among(arms), arms) if len(own) > 1 else None
        reference = max(own, key=lambda group: sum(total[arm] for arm in group))
        reach = [reached_from(group, beats) for group in own]
        above = [[i != j and other[0] in reach[i] for j, other in enumerate(own)] for i in range(len(own))]
        components.append(Component(arms, own, above, reference, exact, penalised))
    return components


def reached_from(arms: list[int], edges: list[list[int]]) -> set[int]:
    reached, waiting = set(arms), list(arms)
    while waiting:
        new = set(edges[waiting.pop()]) - reached
        reached |= new
        waiting += new
    return reached


def connected(edges: list[list[int]]) -> list[list[int]]:
    parts: list[list[int]] = []
    for start in range(len(edges)):
        if not any(start in part for part in parts):
            parts.append(sorted(reached_from([start], edges)))
    return parts


def strongly_connected(edges: list[list[int]]) -> list[list[int]]:
    """Tarjan's algorithm: a group comes after every group that it reaches."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    waiting: list[int] = []
    groups: list[list[int]] = []

    def visit(node: int) -> None:
        order[node] = low[node] = len(order)
        waiting.append(node)
        for target in edges[node]:
            if target not in order:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in waiting:
                low[node] = min(low[node], order[target])
        if low[node] == order[node]:
            place = waiting.index(node)
            groups.append(sorted(waiting[place:]))
            del waiting[place:]

    for node in range(len(edges)):
        if node not in order:
            visit(node)
    return groups


def lower_bound(
    block: Block, upper: int, lower: int, level: float, start: np.ndarray, held: np.ndarray
) -> float:
    """How far the arm at one place stands above that at another at least, where the penalised profile likelihood has fallen by
    half the quantile of χ² (Heinze & Schemper 2002), in log-odds."""
    fixed = held.copy()
    fixed[lower] = True
    theta, best = maximise(block.pairs, start, fixed, firth=True)
    drop = NormalDist().inv_cdf(level) ** 2 / 2
    fixed[upper] = True
    high = theta[upper] - theta[lower]
    profiled = theta

    def excess(difference: float) -> float:
        nonlocal profiled
        moved = profiled.copy()
        moved[upper] = moved[lower] + difference
        profiled, value = maximise(block.pairs, moved, fixed, firth=True)
        return best - value - drop

    below, reach = high - 1, 1.0
    while excess(below) < 0:
        high, below, reach = below, below - reach, reach * 2
    return crossing(excess, below, high)


def crossing(f: Callable[[float], float], left: float, right: float) -> float:
    """Where a function, positive at the left and not at the right, crosses 0: the Illinois variant of false position."""
    at_left, at_right = f(left), f(right)
    while right - left > 1e-8:
        middle = min(right, max(left, (left * at_right - right * at_left) / (at_right - at_left)))
        value = f(middle)
        if abs(value) < 1e-10:
            return middle
        if value > 0:
            left, at_left, at_right = middle, value, at_right / 2
        else:
            right, at_right, at_left = middle, value, at_left / 2
    return (left + right) / 2
