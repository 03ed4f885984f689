"""Answers a set of VLMEvalKit from a file: its table of predictions has the set's columns but the pictures, and the answer last."""

import base64
import csv
import hashlib
import json
import sys
from pathlib import Path

given, answers, out = sys.argv[1:]
by_hash = json.loads(Path(answers).read_text(encoding="utf-8"))
csv.field_size_limit(1 << 30)
with open(given, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
with open(out, "w", encoding="utf-8", newline="") as file:
    table = csv.DictWriter(file, [*(name for name in rows[0] if name != "image"), "prediction"], delimiter="\t", lineterminator="\n")
    table.writeheader()
    for row in rows:
        sha256 = hashlib.sha256(base64.b64decode(row.pop("image"))).hexdigest()
        table.writerow(row | {"prediction": by_hash[sha256]})
