"""What a gate decides, how often it errs, and what its badge says."""

from __future__ import annotations

import random
import unittest
from statistics import NormalDist
from xml.etree import ElementTree

from fakexplain import Gate, badge, decide
from fakexplain.gating import gate_of

METRICS = [
    {"key": "iou_union", "signature": "iou|v1", "title": "IoU", "better": "higher"},
    {"key": "false_alarm_area", "signature": "area|v1", "title": "False <alarms>", "better": "lower"},
    {"key": "words", "signature": "words|v1", "title": "Words", "better": None},
]


def compared(signature: str, low: float | None, high: float | None) -> dict:
    own = {"signature": signature, "n": 40, "a": 0.5, "b": 0.51, "difference": -0.01, "low": low, "high": high}
    return {"metrics": METRICS, "images": 40, "differences": [own]}


class Decision(unittest.TestCase):
    def test_rule(self) -> None:
        cases = [
            (-0.01, 0.03, 0.02, "higher", "pass"),
            (-0.02, 0.03, 0.02, "higher", "pass"),
            (-0.03, 0.01, 0.02, "higher", "undetermined"),
            (-0.05, -0.02, 0.02, "higher", "undetermined"),
            (-0.05, -0.021, 0.02, "higher", "fail"),
            (-0.01, 0.03, 0.02, "lower", "undetermined"),
            (-0.03, 0.01, 0.02, "lower", "pass"),
            (0.03, 0.05, 0.02, "lower", "fail"),
            (None, None, 0.02, "higher", "undetermined"),
            (0.0, 0.0, 0.0, "higher", "pass"),
        ]
        for low, high, mde, better, outcome in cases:
            with self.subTest(low=low, high=high, better=better):
                self.assertEqual(decide(low, high, mde, better), outcome)
        for mde in (-0.01, float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                decide(0, 1, mde)

    def test_errors_are_as_rare_as_said(self) -> None:
        # Differences of 60 images with a known mean and spread; the interval of their mean covers it in 95% of samples.
        draw, images, spread, mde, times = random.Random(5), 60, 0.1, 0.02, 4_000
        reach = NormalDist().inv_cdf(0.975) * spread / images**0.5

        def share(loss: float, better: str, outcome: str) -> float:
            sign = 1 if better == "higher" else -1
            found = 0
            for _ in range(times):
                mean = -sign * loss + sum(draw.gauss(0, spread) for _ in range(images)) / images
                found += decide(mean - reach, mean + reach, mde, better) == outcome
            return found / times

        # 2.5% of 4,000 have a standard error of 0.25%, so that 3.5% is four of them above.
        for better in ("higher", "lower"):
            self.assertAlmostEqual(share(mde, better, "pass"), 0.025, delta=0.01)
            self.assertAlmostEqual(share(mde, better, "fail"), 0.025, delta=0.01)
        self.assertLess(share(2 * mde, "higher", "pass"), 0.001)
        self.assertGreater(share(-3 * mde, "higher", "pass"), 0.99)

    def test_reads_a_comparison(self) -> None:
        found = gate_of(compared("area|v1", -0.03, 0.01), metric="false_alarm_area", mde=0.02)
        self.assertEqual((found.outcome, found.images, found.new, found.better), ("pass", 40, 0.5, "lower"))
        for metric, said in (("words", "no good direction"), ("iou_union", "not defined for both"), ("iou", "there is no metric iou")):
            with self.assertRaisesRegex(ValueError, said):
                gate_of(compared("area|v1", 0, 1), metric=metric, mde=0.02)


class Badge(unittest.TestCase):
    def drawn(self, low: float | None, high: float | None) -> tuple[ElementTree.Element, Gate]:
        found = gate_of(compared("area|v1", low, high), metric="false_alarm_area", mde=0.02)
        return ElementTree.fromstring(badge(found)), found

    def test_says_value_interval_and_outcome(self) -> None:
        drawing, found = self.drawn(-0.03, 0.01)
        space = {"svg": "http://www.w3.org/2000/svg"}
        texts = [text.text for text in drawing.findall(".//svg:text", space)]
        self.assertEqual(texts, ["False <alarms>", "0.500 (Δ −0.010, −0.030 to +0.010)"])
        title = drawing.find("svg:title", space)
        self.assertEqual(title is not None and title.text, drawing.get("aria-label"))
        self.assertIn(f"{found.outcome} at a margin of 0.02, 40 images", drawing.get("aria-label") or "")
        colours = {self.drawn(*ends)[0].findall(".//svg:rect", space)[-1].get("fill") for ends in ((-1, 0), (-1, 1), (0.1, 1))}
        self.assertEqual(len(colours), 3)

    def test_without_an_interval(self) -> None:
        drawing, found = self.drawn(None, None)
        self.assertEqual(found.outcome, "undetermined")
        self.assertIn("0.500 (Δ −0.010)", drawing.get("aria-label") or "")


if __name__ == "__main__":
    unittest.main()
