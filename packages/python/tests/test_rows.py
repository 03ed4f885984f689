"""Rows are the same from every kind of file, and what is wrong with a file is said."""

from __future__ import annotations

import json
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from fakexplain import read_votes

GOLDEN = Path(__file__).parent / "golden"


class Rows(unittest.TestCase):
    def test_types(self) -> None:
        first = read_votes(GOLDEN / "recount-usual.csv")[0]
        self.assertEqual(first["sequence"], 1)
        self.assertEqual(first["cast_at"], datetime(2026, 1, 1, 0, 0, 5, tzinfo=timezone.utc))
        self.assertIs(first["superseded"], False)
        self.assertEqual(first["reasons"], ["text"])
        self.assertIsNone(first["served_at"])
        self.assertIsInstance(first["probability"], float)

    def test_json_lines(self) -> None:
        rows = read_votes(GOLDEN / "recount-usual.csv")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "votes.jsonl"
            write = lambda cell: cell.isoformat().replace("+00:00", "Z")  # noqa: E731
            file.write_text("".join(json.dumps(row, default=write) + "\n" for row in rows), encoding="utf-8")
            self.assertEqual(read_votes(file), rows)

    def test_other_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "other.csv"
            file.write_text("a,b\n1,2\n", encoding="utf-8")
            with self.assertRaisesRegex(ValueError, "no column rater"):
                read_votes(file)
            with self.assertRaisesRegex(ValueError, "csv, .jsonl or .parquet"):
                read_votes(Path(folder) / "votes.xlsx")


if __name__ == "__main__":
    unittest.main()
