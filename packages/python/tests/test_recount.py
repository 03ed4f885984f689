"""The golden files are votes as the site exports them, beside the leaderboard that it showed then."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from fakexplain import read_votes, recount

GOLDEN = Path(__file__).parent / "golden"


def same(ours: float | None, theirs: float | None) -> bool:
    return ours == theirs if ours is None or theirs is None else abs(ours - theirs) <= 1e-9 * max(1, abs(theirs))


class Recount(unittest.TestCase):
    def test_golden(self) -> None:
        files = sorted(GOLDEN.glob("*.csv"))
        self.assertEqual(len(files), 3)
        for file in files:
            votes = read_votes(file)
            boards = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
            for exclusions in ("ignore", "apply"):
                with self.subTest(file=file.stem, exclusions=exclusions):
                    self.compare(recount(votes, exclusions=exclusions), boards[exclusions]["ratings"])

    def compare(self, ratings: list, expected: list[dict]) -> None:
        self.assertEqual([own.position for own in ratings], [theirs["position"] for theirs in expected])
        for own, theirs in zip(ratings, expected):
            for name in ("name", "method", "votes", "wins", "losses", "ties", "neither"):
                self.assertEqual(getattr(own, name), theirs[name], name)
            self.assertTrue(same(own.elo, theirs["elo"]), (own, theirs))
            self.assertEqual(own.interval.kind, theirs["interval"]["kind"], own)
            for side in ("low", "high"):
                self.assertTrue(same(getattr(own.interval, side), theirs["interval"].get(side)), (own, theirs))
            self.assertEqual({"best": own.best_rank, "worst": own.worst_rank}, theirs["rank"])
            self.assertEqual(own.preferred_to, sorted(theirs["preferredTo"]))

    def test_without_votes(self) -> None:
        self.assertEqual(recount([]), [])


if __name__ == "__main__":
    unittest.main()
