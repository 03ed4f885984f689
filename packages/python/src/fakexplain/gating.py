"""A gate for a detector's own continuous integration: is a new run worse than an earlier one?

The rule is that of a one-sided test of non-inferiority. With d = new − against on the images of both, in the direction in which
the metric is good, and the two-sided 95% interval [low, high] of d that the site's paired bootstrap gives:

    low ≥ −mde                 pass: a loss beyond the margin is excluded
    high < −mde                fail: the loss lies beyond the margin
    else                       undetermined: these images cannot tell at this margin

Where the interval misses d in 2.5% of all samples of images on each side, at most 2.5% of new runs that lose `mde` or more pass, and
at most 2.5% of those that lose `mde` or less fail. `mde` is the margin, in the unit of the metric: the least loss that is worth finding.
A site gives no interval where all resamples agree, as of two runs that do the same on every image: that no image of these differs does
not say how many others would, so that this is undetermined, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .client import address_at, key_of, open_address
from .submitting import signature_of

if TYPE_CHECKING:
    from .site_types import Comparison

Outcome = Literal["pass", "fail", "undetermined"]
LEVEL = 0.95
"""Coverage of the two-sided interval that a site gives."""


@dataclass(frozen=True)
class Gate:
    """What a comparison of two runs says of a margin; numbers are in the unit of the metric."""

    outcome: Outcome
    metric: str
    signature: str
    title: str
    images: int
    """On which the metric is defined for both runs."""
    new: float
    against: float
    difference: float
    """new − against, whichever direction is good."""
    low: float | None
    high: float | None
    better: Literal["higher", "lower"]
    mde: float


def decide(low: float | None, high: float | None, mde: float, better: Literal["higher", "lower"] = "higher") -> Outcome:
    """What the interval [low, high] of new − against says of a margin `mde` ≥ 0, by the rule of this module.

    Ends that are None leave it undetermined: of fewer than two images, and where all resamples agree, there is no interval.
    """
    if not 0 <= mde < float("inf"):
        raise ValueError(f"mde is the least loss worth finding, 0 or more, and not {mde}")
    if low is None or high is None:
        return "undetermined"
    if better == "lower":
        low, high = -high, -low
    if low >= -mde:
        return "pass"
    return "fail" if high < -mde else "undetermined"


def gate(
    new: str, against: str, *, mde: float, metric: str = "iou_union", site: str | None = None, key: str | None = None
) -> Gate:
    """Whether the run `new` is worse than the run `against` by more than `mde` in a metric, as the site compares them.

    Runs are their ids, metrics their keys (`acc`, `iou_union`, `bleu2`, `rouge_l`, …). Raises Refused where the site cannot compare
    them, ValueError for a metric that is unknown, has no good direction, or is not defined for both.
    """
    with open_address(address_at(site, "metrics", "comparisons", new, against), key_of(key)) as answer:
        comparison: Comparison = json.load(answer)
    return gate_of(comparison, metric=metric, mde=mde)


def gate_of(comparison: Comparison, *, metric: str, mde: float) -> Gate:
    """The same of a comparison that is at hand; its `a` is the new run."""
    signature = signature_of(comparison["metrics"], metric)
    described = next(each for each in comparison["metrics"] if each["signature"] == signature)
    better = described["better"]
    if better is None:
        raise ValueError(f"{metric} has no good direction, so that no loss of it can be found")
    own = next((each for each in comparison["differences"] if each["signature"] == signature), None)
    if own is None:
        raise ValueError(f"{metric} is not defined for both runs on the {comparison['images']} images that both explain")
    return Gate(
        outcome=decide(own["low"], own["high"], mde, better),
        metric=metric,
        signature=signature,
        title=described["title"],
        images=own["n"],
        new=own["a"],
        against=own["b"],
        difference=own["difference"],
        low=own["low"],
        high=own["high"],
        better=better,
        mde=mde,
    )
