"""Asks a site over HTTP."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any, Literal
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from .rows import Vote, from_lines

if TYPE_CHECKING:
    from .site_types import Leaderboard

LOCAL = "http://localhost:4100"
"""Where `npm start` serves a site."""
TRIES = 5


class Refused(Exception):
    """The site refused, and says why. `status` is that of the answer, `type` its kind of problem."""

    def __init__(self, status: int, detail: str, type: str = ""):
        super().__init__(detail)
        self.status = status
        self.type = type


def open_address(
    address: str, key: str | None, *, method: str = "GET", body: bytes | None = None, content_type: str = "application/json"
) -> HTTPResponse:
    headers = {"user-agent": "fakexplain-python"} | ({"authorization": f"Bearer {key}"} if key else {})
    if body is not None:
        headers["content-type"] = content_type
    for tries_left in reversed(range(TRIES)):
        try:
            answer: HTTPResponse = urlopen(Request(address, data=body, headers=headers, method=method))
            return answer
        except HTTPError as error:
            wait = error.headers.get("retry-after", "")
            if error.code == 503 and wait.isdigit() and tries_left:
                time.sleep(int(wait))
                continue
            problem = problem_of(error)
            raise Refused(error.code, problem.get("detail") or error.reason, problem.get("type", "")) from None
    raise AssertionError("the last try returns or raises")


def problem_of(error: HTTPError) -> dict[str, Any]:
    try:
        problem = json.loads(error.read())
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def address_at(site: str | None, service: str, *path: str, query: dict[str, str] | None = None) -> str:
    """Where a site answers for a path of one of its services."""
    base = (site or os.environ.get("FAKEXPLAIN_SITE") or LOCAL).rstrip("/")
    parts = "/".join(quote(part, safe="") for part in path)
    return f"{base}/api/{service}/{parts}" + (f"?{urlencode(query)}" if query else "")


def key_of(key: str | None) -> str | None:
    return key or os.environ.get("FAKEXPLAIN_API_KEY") or None


def leaderboard(
    study: str,
    *,
    exclusions: Literal["ignore", "apply"] = "ignore",
    site: str | None = None,
    key: str | None = None,
) -> Leaderboard:
    """A study's leaderboard as the site gives it now.

    `site` is its address (default: FAKEXPLAIN_SITE, or http://localhost:4100); maintainers read more with an API `key`. Raises
    Refused where the study does not show its results, or is not there.
    """
    address = address_at(site, "arena", "studies", study, "leaderboard", query={"exclusions": exclusions})
    with open_address(address, key) as answer:
        board: Leaderboard = json.load(answer)
    return board


def votes(
    study: str,
    *,
    raters: Literal["fresh", "stable"] = "fresh",
    site: str | None = None,
    key: str | None = None,
) -> Iterator[Vote]:
    """Every vote of a study, oldest first, read as they come; `raters="stable"` is for maintainers. Else as `leaderboard`."""
    address = address_at(site, "arena", "studies", study, "votes", query={"format": "jsonl", "raters": raters})
    with open_address(address, key) as answer:
        yield from from_lines(line.decode() for line in answer)
