"""The command `fakexplain`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from urllib.error import URLError

from . import Refused, leaderboard, read_votes, votes


def main(words: Sequence[str] | None = None) -> int:
    """Does what a command line says; returns 0 where it is done, 1 where it was refused."""
    asked = parser().parse_args(words)
    try:
        asked.work(asked)
    except (Refused, OSError, ValueError, ModuleNotFoundError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        print(f"fakexplain: {reason}", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="fakexplain", description="Votes and leaderboards of a FakeXplain Arena.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    recounting = commands.add_parser("recount", help="count the ratings of a study again from a file of its votes")
    recounting.add_argument("file", help="a .csv, .jsonl or .parquet file of votes")
    recounting.add_argument("--exclusions", choices=["ignore", "apply"], default="ignore", help="with or without excluded raters")
    recounting.add_argument("--json", action="store_true", help="all digits, as JSON")
    recounting.set_defaults(work=show_recount)
    for name, work, what in (
        ("votes", show_votes, "write the votes of a study, a JSON object a line"),
        ("leaderboard", show_leaderboard, "write the leaderboard of a study as JSON"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("study", help="slug of the study")
        command.add_argument("--site", help="address of the site (default: FAKEXPLAIN_SITE, or http://localhost:4100)")
        command.set_defaults(work=work)
    return top


def show_recount(asked: argparse.Namespace) -> None:
    from . import recount

    ratings = recount(read_votes(asked.file), exclusions=asked.exclusions)
    if asked.json:
        print(json.dumps([asdict(rating) for rating in ratings], indent=2))
        return
    width = max((len(rating.name) for rating in ratings), default=3)
    print(f"{'rank':>7}  {'arm':<{width}}  {'Elo':>8}  {'95% interval':<24}  {'votes':>7}")
    for own in ratings:
        rank = "–" if own.best_rank is None else f"{own.best_rank}–{own.worst_rank}"
        elo = "–" if own.elo is None else f"{own.elo:+.1f}"
        print(f"{rank:>7}  {own.name:<{width}}  {elo:>8}  {words_of(own.interval):<24}  {own.votes:>7}")


def words_of(interval: object) -> str:
    kind, low, high = (getattr(interval, name) for name in ("kind", "low", "high"))
    if kind == "two-sided":
        return f"{low:+.1f} to {high:+.1f}"
    if kind == "at-least":
        return f"at least {low:+.1f}"
    return f"at most {high:+.1f}" if kind == "at-most" else kind


def show_votes(asked: argparse.Namespace) -> None:
    for vote in votes(asked.study, site=asked.site):
        print(json.dumps(vote, ensure_ascii=False, default=lambda moment: moment.isoformat()))


def show_leaderboard(asked: argparse.Namespace) -> None:
    print(json.dumps(leaderboard(asked.study, site=asked.site), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
