"""A badge of a gate as SVG: the metric, the new run's value, and the interval of its difference."""

from __future__ import annotations

from html import escape
from zlib import crc32

from .gating import LEVEL, Gate

COLOURS = {"pass": "#1a7f37", "fail": "#b42318", "undetermined": "#57606a"}
"""White text on each has a contrast of at least 4.5 to 1."""
WIDTHS = {"narrow": 3.6, "usual": 6.8, "wide": 9.6}
"""Of characters in pixels, in Verdana of 11 pixels; the text is fitted to their sum."""
PADDING = 6


def badge(gate: Gate) -> str:
    """The badge as a document of SVG, which needs nothing else; its title says all of it in words."""
    left, right = gate.title, words_of(gate)
    first, second = (round(width_of(text)) + 2 * PADDING for text in (left, right))
    whole = f"{gate.title}: {right}; {gate.outcome} at a margin of {gate.mde:g}, {gate.images} images, {LEVEL:.0%} interval"
    # Of several badges in one page, each has corners of its own.
    corners = f"corners-{crc32(whole.encode()):08x}"
    texts = "".join(
        f'<text x="{start + PADDING}" y="14" textLength="{width - 2 * PADDING}">{escape(text)}</text>'
        for start, width, text in ((0, first, left), (first, second, right))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="20" role="img" aria-label="{escape(whole)}">'
        f"<title>{escape(whole)}</title>"
        f'<clipPath id="{corners}"><rect width="{first + second}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#{corners})"><rect width="{first}" height="20" fill="#24292f"/>'
        f'<rect x="{first}" width="{second}" height="20" fill="{COLOURS[gate.outcome]}"/></g>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{texts}</g></svg>\n'
    )


def words_of(gate: Gate) -> str:
    value = f"{gate.new:.3f}"
    if gate.low is None or gate.high is None:
        return f"{value} (Δ {signed(gate.difference)})"
    return f"{value} (Δ {signed(gate.difference)}, {signed(gate.low)} to {signed(gate.high)})"


def signed(number: float) -> str:
    # A minus sign is as wide as a plus sign.
    return f"{number:+.3f}".replace("-", "−")


def width_of(text: str) -> float:
    kinds = ("narrow" if char in " .,:()il|" else "wide" if char in "mwMW@+−" else "usual" for char in text)
    return sum(WIDTHS[kind] for kind in kinds)
