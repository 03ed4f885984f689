"""Sends predictions to a site, which reads them with its one importer, and says what became of each row."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Union

from .client import Refused, address_at, key_of, open_address

if TYPE_CHECKING:
    from .site_types import ImportDetails, ImportReport, Refusal, Run, RunReport

Predictions = Union[str, Path, Iterable[Mapping[str, Any]]]
POLL_SECONDS = 1.0
BUSY = ("waiting", "running", "stopping")
"""States of an import at which something is being done with it."""


class ImportFailed(Exception):
    """The site did not come to the end of a file; `state` is `refused`, `failed` or `stopped`."""

    def __init__(self, state: str, reason: str):
        super().__init__(reason)
        self.state = state


@dataclass(frozen=True)
class CheckedRow:
    """A row that the importer looked at. It goes in if `refusals` is empty."""

    line: int | None
    """Counted from 1; None where the file has no lines, as an archive."""
    refusals: tuple[Refusal, ...]

    @property
    def goes_in(self) -> bool:
        return not self.refusals


@dataclass(frozen=True)
class Check:
    """What a site's importer says of a file, without writing anything.

    Going through it gives every row of a `.jsonl` file, its header left out, and of other files those that are refused.
    """

    report: ImportReport | None
    """None where the file is refused as a whole."""
    reason: str | None
    """Why the file is refused as a whole; None where it is read."""
    rows: tuple[CheckedRow, ...] = field(repr=False)

    def __iter__(self) -> Iterator[CheckedRow]:
        return iter(self.rows)

    @property
    def ok(self) -> bool:
        """Whether every row goes in."""
        return self.reason is None and all(row.goes_in for row in self.rows)


@dataclass(frozen=True)
class Submission:
    """What went in, and the run that it is in now."""

    run: Run | None
    """None where no row went in, or the run is withheld from this reader."""
    report: ImportReport
    refusals: tuple[Refusal, ...]
    scores: RunReport | None = None
    """Of the run, where it was asked to wait for them."""

    def value(self, key: str) -> float | None:
        """The run's value of a metric by its key (`acc`, `iou_union`, `bleu2`, `rouge_l`); None where it is undefined for it."""
        if self.scores is None:
            raise ValueError("submit(…, wait=True) waits for the scores")
        signature = signature_of(self.scores["metrics"], key)
        return next((own["value"] for own in self.scores["overall"]["values"] if own["signature"] == signature), None)


def signature_of(metrics: Iterable[Mapping[str, Any]], key: str) -> str:
    """The signature of the metric with this key; raises ValueError, which names the keys, where there is none."""
    known = {metric["key"]: str(metric["signature"]) for metric in metrics}
    if key not in known:
        raise ValueError(f"there is no metric {key}; there are {', '.join(known)}")
    return known[key]


def check(
    predictions: Predictions,
    *,
    dataset: str,
    source: str | None = None,
    kind: str | None = None,
    name: str | None = None,
    settings: Mapping[str, Any] | None = None,
    site: str | None = None,
    key: str | None = None,
) -> Check:
    """Asks a site what its importer will say of predictions, row by row; writes nothing, and takes back what it sent.

    Arguments as for `submit`. Raises Refused where the site does not let this key import, ImportFailed where it broke off.
    """
    session = Session(site, key)
    with as_file(predictions, name, source) as (file, file_name):
        sent = session.send(file, file_name)
        try:
            ended = session.start(sent, settings_of(dataset, source, kind, settings), dry_run=True)
            refusals = session.refusals(sent)
        finally:
            session.remove(sent)
        if ended["state"] == "refused":
            return Check(None, ended["reason"], ())
        require_done(ended)
        lines = rows_of_lines(file) if Path(file_name).suffix == ".jsonl" else []
        return Check(ended["report"], None, tuple(join_rows(lines, refusals)))


def submit(
    predictions: Predictions,
    *,
    dataset: str,
    source: str | None = None,
    kind: str | None = None,
    name: str | None = None,
    settings: Mapping[str, Any] | None = None,
    wait: bool = False,
    on_progress: Callable[[ImportDetails], None] | None = None,
    site: str | None = None,
    key: str | None = None,
) -> Submission:
    """Sends predictions to a site, which imports them, and returns the run that they are in.

    `predictions` is a file of any form that the site reads in the browser, or rows such as
    `{"image": …, "explanation": {…}}` or `{"sha256": …, "text": …}`. `dataset` is the slug of a dataset that is there, `source` that
    of who explains, where the file's header does not say; `kind` is what it is (`model`, `human`, …), where it is new. `name` is what the file is called there; rows of one source under
    one name make one run. `settings` are those of the import (`ImportSettings` in the OpenAPI document), such as
    `{"grammar": "qwen2.5-vl", "space": "qwen-smart-resized"}`, or `{"form": "scores"}` for other forms than explanations.
    With `wait` it returns once the run is scored. `key` is an API key that may write (default: FAKEXPLAIN_API_KEY).

    What was interrupted may be called again with the same predictions: parts that are there are not sent again, rows that went in
    are not repeated. Raises Refused, or ImportFailed.
    """
    session = Session(site, key)
    with as_file(predictions, name, source) as (file, file_name):
        header = header_of(file)
        sent = session.send(file, file_name)
    ended = session.start(sent, settings_of(dataset, source, kind, settings), dry_run=False, on_progress=on_progress)
    require_done(ended)
    report = ended["report"]
    if report is None:
        raise ImportFailed("failed", "the import ended without a report")
    refusals = session.refusals(sent)
    run = session.find_run(dataset, header or source, ended["fileName"])
    session.remove(sent)
    scores = session.wait_for_scores(run) if run and wait else None
    return Submission(scores["run"] if scores else run, report, tuple(refusals), scores)


def require_done(ended: ImportDetails) -> None:
    if ended["state"] != "done":
        raise ImportFailed(ended["state"], ended["reason"] or "the import was stopped; submit the same again to go on")


def settings_of(
    dataset: str, source: str | None, kind: str | None, settings: Mapping[str, Any] | None
) -> dict[str, Any]:
    whose = {"source": {"slug": source} | ({"kind": kind} if kind else {})} if source else {}
    return {"form": "explanations", "dataset": dataset, **whose, **(settings or {})}


@contextmanager
def as_file(predictions: Predictions, name: str | None, source: str | None) -> Iterator[tuple[IO[bytes], str]]:
    """The predictions as a file to read, and what it is called."""
    if isinstance(predictions, (str, Path)):
        with open(predictions, "rb") as file:
            yield file, name or Path(predictions).name
        return
    with tempfile.TemporaryFile() as made:
        for row in predictions:
            made.write(json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        yield made, name or f"{source or 'predictions'}.jsonl"


def header_of(file: IO[bytes]) -> str | None:
    """Whom the header of a file of explanations names as its source, if it has one."""
    file.seek(0)
    first = next((line for line in file if line.strip()), b"")
    try:
        row = json.loads(first)
        return str(row["source"]["slug"])
    except (ValueError, KeyError, TypeError):
        return None


def rows_of_lines(file: IO[bytes]) -> list[int]:
    """The numbers of the lines of rows, from 1, without the header and empty lines."""
    skip_header = header_of(file) is not None
    file.seek(0)
    filled = [number for number, line in enumerate(file, 1) if line.strip()]
    return filled[1:] if skip_header else filled


def join_rows(lines: Iterable[int], refusals: Iterable[Refusal]) -> Iterator[CheckedRow]:
    by_line: dict[int | None, list[Refusal]] = {line: [] for line in lines}
    whole: list[CheckedRow] = []
    for refusal in refusals:
        line = refusal.get("line")
        if line is None:
            whole.append(CheckedRow(None, (refusal,)))
        else:
            by_line.setdefault(line, []).append(refusal)
    yield from (CheckedRow(line, tuple(own)) for line, own in sorted(by_line.items(), key=lambda each: each[0] or 0))
    yield from whole


def stored_name(name: str) -> str:
    """The last part of a name, as a site calls the file."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


class Session:
    """A site's imports, as one who may write them sees them."""

    def __init__(self, site: str | None, key: str | None):
        self.site = site
        self.key = key_of(key)
        if self.key is None:
            raise ValueError("importing takes an API key that may write: give key=… or set FAKEXPLAIN_API_KEY")

    def ask(self, *path: str, method: str = "GET", body: object = None, query: dict[str, str] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with open_address(address_at(self.site, *path, query=query), self.key, method=method, body=data) as answer:
            return json.load(answer)

    def send(self, file: IO[bytes], name: str) -> str:
        """Sends what is not there yet of a file; returns the id of its import."""
        size = file.seek(0, 2)
        if size == 0:
            raise ValueError(f"{name} is empty")
        found = self.begun(file, name, size) or self.ask(
            "catalog", "imports", method="POST", body={"fileName": name, "byteSize": size}
        )
        here = self.parts(found["id"]) if found["received"] else {}
        for part, (bytes_, hash_) in enumerate(parts_of(file, found["partBytes"])):
            if here.get(part) == hash_:
                continue
            address = address_at(self.site, "catalog", "imports", found["id"], "parts", str(part), query={"sha256": hash_})
            content_type = "application/octet-stream"
            open_address(address, self.key, method="PUT", body=bytes_, content_type=content_type).close()
        return str(found["id"])

    def begun(self, file: IO[bytes], name: str, size: int) -> Any:
        """An import of the same file that was interrupted while it was sent, with no part that differs."""
        for found in self.ask("catalog", "imports")["imports"]:
            if (found["fileName"], found["byteSize"], found["state"]) != (stored_name(name), size, "uploading"):
                continue
            here = self.parts(found["id"])
            own = {part: hash_ for part, (_, hash_) in enumerate(parts_of(file, found["partBytes"]))}
            if all(own.get(part) == hash_ for part, hash_ in here.items()):
                return found
        return None

    def parts(self, sent: str) -> dict[int, str]:
        return {each["part"]: each["sha256"] for each in self.ask("catalog", "imports", sent, "parts")["parts"]}

    def start(
        self,
        sent: str,
        settings: dict[str, Any],
        *,
        dry_run: bool,
        on_progress: Callable[[ImportDetails], None] | None = None,
    ) -> ImportDetails:
        """Has a file read, and returns the import once nothing is being done with it any more."""
        body = {"dryRun": dry_run, "settings": settings}
        self.ask("catalog", "imports", sent, "start", method="POST", body=body)
        while True:
            now: ImportDetails = self.ask("catalog", "imports", sent)
            if now["state"] not in BUSY:
                return now
            if on_progress:
                on_progress(now)
            time.sleep(POLL_SECONDS)

    def refusals(self, sent: str) -> list[Refusal]:
        with open_address(address_at(self.site, "catalog", "imports", sent, "refusals"), self.key) as answer:
            return [json.loads(line) for line in answer if line.strip()]

    def remove(self, sent: str) -> None:
        try:
            self.ask("catalog", "imports", sent, method="DELETE")
        except Refused:
            # It is deleted by the site in some days; what is told of it counts more.
            pass

    def find_run(self, dataset: str, source: str | None, title: str) -> Run | None:
        runs: list[Run] = self.ask("metrics", "runs", query={"dataset": dataset})["runs"]
        own = (run for run in runs if run["title"] == title and source in (None, run["source"]["slug"]))
        return next(own, None)

    def wait_for_scores(self, run: Run) -> RunReport:
        """The report of a run, once all that it explains is scored and summed up."""
        while True:
            report: RunReport = self.ask("metrics", "runs", run["id"])
            now = report["run"]
            # A value over all explanations tells that they are summed up, too.
            summed = max((own["n"] for own in report["overall"]["values"]), default=0)
            if now["explanations"] == now["scored"] == summed:
                return report
            time.sleep(POLL_SECONDS)


def parts_of(file: IO[bytes], size: int) -> Iterator[tuple[bytes, str]]:
    file.seek(0)
    while part := file.read(size):
        yield part, sha256(part).hexdigest()
