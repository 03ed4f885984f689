"""Images resized by Pillow 13.0.0, as hashes: python pillow-resize.py > pillow-resize.json

The images come from a formula that the test repeats: a mixture of slopes, of texture, and of hard black and white edges,
at which bicubic and Lanczos overshoot. For each size and filter the first 16 hex digits of the SHA-256 of the bytes.
"""

import hashlib
import json

import numpy
from PIL import Image

FILTERS = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
SIZES = [
    # from width, height; to width, height
    (64, 48, 32, 24),
    (64, 48, 128, 96),
    (61, 47, 28, 28),
    (61, 47, 224, 224),
    (640, 427, 224, 224),
    (427, 640, 300, 200),
    (33, 65, 65, 33),
    (100, 100, 99, 101),
    (100, 80, 100, 40),
    (100, 80, 50, 80),
    (100, 80, 100, 81),
    (1, 1, 7, 5),
    (1, 37, 3, 11),
    (41, 1, 17, 4),
    (53, 29, 1, 1),
    (53, 29, 1, 29),
    (53, 29, 53, 1),
    (2, 2, 513, 3),
    (1000, 3, 7, 2),
    (320, 240, 336, 252),
]


def image(width, height, channels):
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(channels), indexing="ij")
    texture = (x * x * 7 + y * 131 + c * 57 + ((x * y * 13) >> 3)) ^ (x * 5)
    edges = ((x // 5 + y // 7 + c) % 2) * 255
    slope = x * 3 + y * 2 + c * 40
    kind = (x // 16 + y // 16) % 3
    values = numpy.where(kind == 0, texture, numpy.where(kind == 1, edges, slope)) & 255
    values = values.astype(numpy.uint8)
    return Image.fromarray(values if channels == 3 else values[:, :, 0])


cases = []
for width, height, to_width, to_height in SIZES:
    for channels in (1, 3):
        source = image(width, height, channels)
        hashes = {}
        for name in FILTERS:
            out = source.resize((to_width, to_height), Image.Resampling[name.upper()])
            hashes[name] = hashlib.sha256(out.tobytes()).hexdigest()[:16]
        case = {"from": [width, height], "to": [to_width, to_height], "channels": channels, "hashes": hashes}
        cases.append(case)
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
