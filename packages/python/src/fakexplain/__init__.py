"""Votes, leaderboards and predictions of a FakeXplain Arena: read them, count every number again, bring your own.

`leaderboard` and `votes` ask a site; `read_votes` reads a file of votes; `recount` makes the ratings, intervals and rank sets of
the leaderboard from votes alone, and needs NumPy. `check` and `submit` send predictions to the site's importer; `gate` tells
whether one run is worse than another, `badge` draws what it found. What a site answers has its types in `fakexplain.site_types`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .drawing import badge
from .client import Refused, leaderboard, votes
from .gating import Gate, decide, gate
from .rows import Vote, read_votes
from .submitting import Check, CheckedRow, ImportFailed, Submission, check, submit

if TYPE_CHECKING:
    from .recounting import Interval, Rating, recount

__all__ = [
    "Check", "CheckedRow", "Gate", "ImportFailed", "Interval", "Rating", "Refused", "Submission", "Vote",
    "badge", "check", "decide", "gate", "leaderboard", "read_votes", "recount", "submit", "votes",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # NumPy is loaded, and missed, where something is counted.
    if name not in ("Interval", "Rating", "recount"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from . import recounting
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("to recount votes, install NumPy: pip install 'fakexplain[numpy]'") from error
    return getattr(recounting, name)
