"""The site's random numbers, and quantiles of Student's t."""

from __future__ import annotations

import unittest

from fakexplain.simulation import chi_square_source, normal_source, uniform_source
from fakexplain.student import two_sided_quantile


class Distributions(unittest.TestCase):
    def test_random_numbers(self) -> None:
        uniform = uniform_source(7)
        self.assertEqual([uniform() * 2**32 for _ in range(3)], WORDS)
        uniform = uniform_source(7)
        normal = normal_source(uniform)
        self.assertAlmostEqual(normal(), NORMAL, places=14)
        self.assertAlmostEqual(chi_square_source(5, uniform, normal)(), CHI_SQUARE, places=13)

    def test_quantiles(self) -> None:
        # scipy.stats.t.ppf((1 + level) / 2, freedom)
        for level, freedom, expected in QUANTILES:
            self.assertAlmostEqual(two_sided_quantile(level, freedom) / expected, 1, places=12)


WORDS = [2693842181, 2274004480, 1436412948]
NORMAL = 2.2577178727328007
CHI_SQUARE = 6.06190044962955
QUANTILES = [
    (0.9, 1, 6.313751514675037),
    (0.9, 2, 2.9199855803537242),
    (0.9, 3, 2.3533634348018233),
    (0.9, 7, 1.8945786050900062),
    (0.9, 30, 1.697260886593957),
    (0.9, 999, 1.646380345427535),
    (0.9, 1000, 1.6463788172854643),
    (0.9, 50000, 1.644884102902513),
    (0.95, 1, 12.706204736174694),
    (0.95, 2, 4.302652729749462),
    (0.95, 3, 3.1824463052837078),
    (0.95, 7, 2.364624251592784),
    (0.95, 30, 2.0422724563012378),
    (0.95, 999, 1.9623414611334493),
    (0.95, 1000, 1.9623390808264083),
    (0.95, 50000, 1.9600114310936798),
]


if __name__ == "__main__":
    unittest.main()
