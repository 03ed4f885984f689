"""Rows of a study's votes as a file. What each column means stands at `/data-dictionary` of every site."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypedDict


class Vote(TypedDict):
    study: str
    sequence: int
    rater: str
    ballot: int
    kind: Literal["regular", "repeat", "check"]
    repeat_of: int | None
    image: str
    left: str
    right: str
    left_arm: int
    right_arm: int
    sound_side: Literal["left", "right"] | None
    choice: Literal["left", "right", "tie", "neither"]
    reasons: list[str]
    issued_at: datetime
    served_at: datetime | None
    cast_at: datetime
    loading_ms: int | None
    response_ms: int | None
    server_ms: int | None
    input: str
    revision: int
    superseded: bool
    probability: float
    excluded: bool
    exclusion: str | None
    seed: int


MOMENTS = ("issued_at", "served_at", "cast_at")
INTEGERS = (
    "sequence", "ballot", "repeat_of", "left_arm", "right_arm", "loading_ms", "response_ms", "server_ms", "revision", "seed",
)  # fmt: skip
BOOLEANS = ("superseded", "excluded")
NEEDED = ("rater", "kind", "image", "left", "right", "left_arm", "right_arm", "choice", "superseded", "excluded", "seed")


def moment(text: str) -> datetime:
    # Python 3.10 does not read the Z.
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def from_json(row: dict[str, Any]) -> Vote:
    for name in MOMENTS:
        if row.get(name) is not None:
            row[name] = moment(row[name])
    return row  # type: ignore[return-value]


def from_csv(row: dict[str, str]) -> Vote:
    typed: dict[str, Any] = {name: cell or None for name, cell in row.items()}
    for name, cell in row.items():
        if name == "reasons":
            typed[name] = cell.split(";") if cell else []
        elif name in BOOLEANS:
            typed[name] = cell == "true"
        elif cell and name in INTEGERS:
            typed[name] = int(cell)
        elif cell and name in MOMENTS:
            typed[name] = moment(cell)
        elif cell and name == "probability":
            typed[name] = float(cell)
    return typed  # type: ignore[return-value]


def from_lines(lines: Iterable[str]) -> Iterator[Vote]:
    """Rows of the format `jsonl`."""
    return (from_json(json.loads(line)) for line in lines if line.strip())


def read_votes(file: str | Path) -> list[Vote]:
    """The rows of a file of votes: `.csv`, `.jsonl`, or `.parquet` where pyarrow is installed.

    Raises ValueError, which says what is missing, for a file of other columns.
    """
    path = Path(file)
    rows: list[Vote]
    if path.suffix == ".parquet":
        import pyarrow.parquet

        rows = pyarrow.parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            rows = list(from_lines(lines))
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows = [from_csv(row) for row in csv.DictReader(text)]
    else:
        raise ValueError(f"{path.name}: votes are in a .csv, .jsonl or .parquet file")
    missing = [name for name in NEEDED if rows and name not in rows[0]]
    if missing:
        raise ValueError(f"{path.name} has no column {', '.join(missing)}: it is not a file of a study's votes")
    return rows
