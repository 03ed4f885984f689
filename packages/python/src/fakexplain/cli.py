"""The command `fakexplain`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from . import ImportFailed, Refused, badge, check, gate, leaderboard, read_votes, submit, votes

if TYPE_CHECKING:
    from .site_types import ImportDetails, Refusal

DONE, FAILED, UNDETERMINED = 0, 1, 3
"""Exit codes; argparse itself ends with 2 where a command line cannot be read."""


def main(words: Sequence[str] | None = None) -> int:
    """Does what a command line says; returns 0 where it is done, 1 where it was refused, 3 where a gate cannot tell."""
    asked = parser().parse_args(words)
    try:
        code: int | None = asked.work(asked)
    except (Refused, ImportFailed, OSError, ValueError, ModuleNotFoundError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        print(f"fakexplain: {reason}", file=sys.stderr)
        return FAILED
    return code or DONE


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="fakexplain", description="Votes, leaderboards and predictions of a FakeXplain Arena."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    site = argparse.ArgumentParser(add_help=False)
    site.add_argument("--site", help="address of the site (default: FAKEXPLAIN_SITE, or http://localhost:4100)")
    recounting = commands.add_parser("recount", help="count the ratings of a study again from a file of its votes")
    recounting.add_argument("file", help="a .csv, .jsonl or .parquet file of votes")
    recounting.add_argument("--exclusions", choices=["ignore", "apply"], default="ignore", help="with or without excluded raters")
    recounting.add_argument("--json", action="store_true", help="all digits, as JSON")
    recounting.set_defaults(work=show_recount)
    for name, work, what in (
        ("votes", show_votes, "write the votes of a study, a JSON object a line"),
        ("leaderboard", show_leaderboard, "write the leaderboard of a study as JSON"),
    ):
        command = commands.add_parser(name, help=what, parents=[site])
        command.add_argument("study", help="slug of the study")
        command.set_defaults(work=work)
    add_imports(commands, site)
    gating = commands.add_parser("gate", help="tell whether a run is worse than another by more than a margin", parents=[site])
    gating.add_argument("new", help="id of the run in question")
    gating.add_argument("against", help="id of the run that it is held against")
    gating.add_argument("--metric", default="iou_union", help="key of the metric (default: iou_union)")
    gating.add_argument("--mde", type=float, required=True, help="the least loss worth finding, in the unit of the metric")
    gating.add_argument("--badge", help="write an SVG badge to this file")
    gating.set_defaults(work=show_gate)
    return top


def add_imports(commands: Any, site: argparse.ArgumentParser) -> None:
    for name, work, what in (
        ("check", show_check, "tell row by row what the site’s importer will say of a file; writes nothing"),
        ("submit", show_submit, "send a file of predictions, and import it"),
    ):
        command = commands.add_parser(name, help=what, parents=[site])
        command.add_argument("file", help="a file of explanations, scores, masks or answers")
        command.add_argument("--dataset", required=True, help="slug of the dataset whose images are explained")
        command.add_argument("--source", help="slug of who explains, where the file does not say")
        command.add_argument("--kind", help="what the source is, where it is new: model, human, …")
        command.add_argument("--form", help="what the file is, where it is not explanations: scores, masks, fakevlm, mllm-defake")
        command.add_argument("--grammar", help="how texts are written, where the file does not say")
        command.add_argument("--space", help="what boxes in texts count, where the file does not say")
        command.add_argument("--root", help="what to take off the front of the paths that the file gives")
        command.set_defaults(work=work)
        if work is show_submit:
            command.add_argument("--wait", action="store_true", help="until the run is scored, and print its values")


def asked_import(asked: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(asked, name) for name in ("form", "grammar", "space", "root")}
    settings = {name: value for name, value in given.items() if value is not None}
    return {"dataset": asked.dataset, "source": asked.source, "kind": asked.kind, "settings": settings, "site": asked.site}


def show_check(asked: argparse.Namespace) -> int:
    found = check(asked.file, **asked_import(asked))
    if found.report is None:
        print(f"{asked.file}: {found.reason}")
        return FAILED
    for row in found:
        for refusal in row.refusals:
            print(words_of_refusal(refusal))
        if row.goes_in:
            print(f"{row.line}: goes in")
    for line in [*found.report["understood"], *found.report["notes"]]:
        print(line, file=sys.stderr)
    return DONE if found.ok else FAILED


def show_submit(asked: argparse.Namespace) -> int:
    def tell(now: ImportDetails) -> None:
        if now["progress"]:
            print(f"{now['progress']['rows']} rows, {now['progress']['share']:.0%}", file=sys.stderr)

    made = submit(asked.file, wait=asked.wait, on_progress=tell, **asked_import(asked))
    for refusal in made.refusals:
        print(words_of_refusal(refusal), file=sys.stderr)
    values = {} if made.scores is None else {each["key"]: made.value(each["key"]) for each in made.scores["metrics"]}
    told = {"run": made.run and made.run["id"], "added": made.report["added"], "present": made.report["present"]}
    print(json.dumps(told | ({"values": values} if asked.wait else {}), indent=2))
    return FAILED if made.refusals else DONE


def words_of_refusal(refusal: Refusal) -> str:
    place = refusal["line"] if "line" in refusal else refusal["file"]
    return f"{place}: {refusal['field']}: {refusal['reason']}" if refusal["field"] else f"{place}: {refusal['reason']}"


def show_gate(asked: argparse.Namespace) -> int:
    found = gate(asked.new, asked.against, metric=asked.metric, mde=asked.mde, site=asked.site)
    if asked.badge:
        Path(asked.badge).write_text(badge(found), encoding="utf-8")
    print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    return {"pass": DONE, "fail": FAILED, "undetermined": UNDETERMINED}[found.outcome]


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
    return f"at most {high:+.1f}" if kind == "at-most" else str(kind)


def show_votes(asked: argparse.Namespace) -> None:
    for vote in votes(asked.study, site=asked.site):
        print(json.dumps(vote, ensure_ascii=False, default=lambda moment: moment.isoformat()))


def show_leaderboard(asked: argparse.Namespace) -> None:
    print(json.dumps(leaderboard(asked.study, site=asked.site), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
