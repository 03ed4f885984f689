"""The site's random numbers: xoshiro128** 1.1 (Blackman & Vigna 2018), seeded by SplitMix, and what is drawn with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

MASK = 0xFFFFFFFF


def split_mix(seed: int) -> Iterator[int]:
    weyl = seed & MASK
    while True:
        weyl = (weyl + 0x9E3779B9) & MASK
        mixed = ((weyl ^ weyl >> 16) * 0x85EBCA6B) & MASK
        mixed = ((mixed ^ mixed >> 13) * 0xC2B2AE35) & MASK
        yield mixed ^ mixed >> 16


def rotate(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & MASK


def uniform_source(seed: int) -> Callable[[], float]:
    """Uniform numbers in [0, 1), multiples of 2⁻³²."""
    words = split_mix(seed)
    stream = split_mix(next(words))
    a = next(words) ^ next(stream)
    b = next(stream)
    c = next(words) ^ next(stream)
    d = next(stream) | 1

    def draw() -> float:
        nonlocal a, b, c, d
        word = rotate(b * 5 & MASK, 7) * 9 & MASK
        shifted = b << 9 & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = rotate(d, 11)
        return word / 2**32

    return draw


def normal_source(uniform: Callable[[], float]) -> Callable[[], float]:
    """Standard normal numbers, by Marsaglia's polar method."""
    spare: list[float] = []

    def draw() -> float:
        if spare:
            return spare.pop()
        while True:
            x, y = 2 * uniform() - 1, 2 * uniform() - 1
            square = x * x + y * y
            if 0 < square < 1:
                factor = math.sqrt(-2 * math.log(square) / square)
                spare.append(y * factor)
                return x * factor

    return draw


def chi_square_source(k: int, uniform: Callable[[], float], normal: Callable[[], float]) -> Callable[[], float]:
    """χ² numbers with k degrees of freedom, by Marsaglia & Tsang (2000)."""
    if k == 1:
        return lambda: normal() ** 2
    d = k / 2 - 1 / 3
    c = 1 / math.sqrt(9 * d)

    def draw() -> float:
        while True:
            x = normal()
            v = (1 + c * x) ** 3
            if v > 0 and math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * math.log(v):
                return 2 * d * v

    return draw
