"""Votes and leaderboards of a FakeXplain Arena: read them, and count every number again.

`leaderboard` and `votes` ask a site; `read_votes` reads a file of votes; `recount` makes the ratings, intervals and rank sets of
the leaderboard from votes alone, and needs NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .client import Refused, leaderboard, votes
from .rows import Vote, read_votes

if TYPE_CHECKING:
    from .recounting import Interval, Rating, recount

__all__ = ["Interval", "Rating", "Refused", "Vote", "leaderboard", "read_votes", "recount", "votes"]


def __getattr__(name: str) -> Any:
    # NumPy is loaded, and missed, where something is counted.
    if name not in ("Interval", "Rating", "recount"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from . import recounting
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("to recount votes, install NumPy: pip install 'fakexplain[numpy]'") from error
    return getattr(recounting, name)
