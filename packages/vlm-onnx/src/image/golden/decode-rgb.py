"""Small files of many kinds, and their pixels as Pillow 13.0.0 reads them: python decode-rgb.py > decode-rgb.json

Each file in base64, with the size and the SHA-256 of the bytes of ImageOps.exif_transpose(Image.open(file)).convert("RGB").
"""

import base64
import hashlib
import io
import json

import numpy
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT = 23, 17
y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
colours = numpy.stack([(x * 11) & 255, (y * 15) & 255, ((x * y) >> 1) & 255], -1).astype(numpy.uint8)
alpha = Image.fromarray(((x * 9 + y * 3) & 255).astype(numpy.uint8))
rgb = Image.fromarray(colours)
rgba = rgb.copy()
rgba.putalpha(alpha)
grey = rgb.convert("L")

# A profile that would swap red and green, were it applied.
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
swapped = srgb.replace(b"rXYZ", b"tXYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tXYZ", b"gXYZ", 1)


def orientation(number):
    exif = Image.Exif()
    exif[0x112] = number
    return exif


FILES = [
    ("jpeg", rgb, "JPEG", {"quality": 90}),
    ("jpeg 4:2:0", rgb, "JPEG", {"quality": 60, "subsampling": 2}),
    ("jpeg progressive", rgb, "JPEG", {"progressive": True}),
    ("jpeg grey", grey, "JPEG", {}),
    ("jpeg cmyk", rgb.convert("CMYK"), "JPEG", {}),
    ("jpeg with a profile", rgb, "JPEG", {"icc_profile": swapped}),
    *[(f"jpeg turned {n}", rgb, "JPEG", {"exif": orientation(n)}) for n in range(2, 9)],
    ("png", rgb, "PNG", {}),
    ("png with alpha", rgba, "PNG", {}),
    ("png grey", grey, "PNG", {}),
    ("png grey with alpha", Image.merge("LA", [grey, alpha]), "PNG", {}),
    ("png palette", rgb.quantize(16), "PNG", {}),
    ("png palette, one transparent", rgb.quantize(16), "PNG", {"transparency": 3}),
    ("png one bit", rgb.convert("1"), "PNG", {}),
    ("png turned", rgb, "PNG", {"exif": orientation(6)}),
    ("webp", rgb, "WEBP", {"quality": 80}),
    ("webp with alpha", rgba, "WEBP", {"lossless": True, "exact": True}),
    ("gif", rgb.quantize(16), "GIF", {}),
]

cases = []
for name, image, format, options in FILES:
    file = io.BytesIO()
    image.save(file, format, **options)
    read = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    cases.append(
        {
            "name": name,
            "file": base64.b64encode(file.getvalue()).decode(),
            "size": list(read.size),
            "sha256": hashlib.sha256(read.tobytes()).hexdigest(),
        }
    )
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
