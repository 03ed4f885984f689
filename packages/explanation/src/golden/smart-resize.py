"""Sizes that Qwen2.5-VL resizes to, as transformers 4.57.1 computes them: python smart-resize.py > smart-resize.json"""

import json
import random

from transformers.models.qwen2_vl.image_processing_qwen2_vl import smart_resize

rng = random.Random(20261123)
sides = [1, 5, 13, 14, 15, 27, 28, 42, 56, 70, 98, 126, 200, 640, 1024, 2800, 4032, 12000]
sizes = [(w, h) for w in sides for h in sides if max(w, h) / min(w, h) <= 200]
sizes += [(rng.randint(14, 6000), rng.randint(30, 6000)) for _ in range(100)]
strips = [(20000, 100), (300, 60000), (5600, 28), (9000, 50)]
cases = []
limits = [(3136, 12845056), (3136, 1003520), (200704, 1003520)]
sized = [(size, limits[index % 3]) for index, size in enumerate(sizes)]
sized += [(strip, (3136, 100352)) for strip in strips]
for (width, height), (least, most) in sized:
    resized_height, resized_width = smart_resize(height, width, 28, least, most)
    cases.append([width, height, least, most, resized_width, resized_height])
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
