"""Reads a folder of images, explanations, regions and scores with the libraries `datasets` and mlcroissant, and prints as JSON the rows
that each found in each table, pictures by the SHA-256 and size of what was decoded."""

import hashlib
import json
import os
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

import datasets
import mlcroissant

folder, *tables = sys.argv[1:]


def plain(value):
    if hasattr(value, "tobytes") and hasattr(value, "size") and hasattr(value, "mode"):
        pixels = value.convert("RGB")
        return {"size": list(pixels.size), "pixels": hashlib.sha256(pixels.tobytes()).hexdigest()}
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {name.rsplit("/", 1)[-1]: plain(own) for name, own in value.items()}
    if isinstance(value, list):
        return [plain(own) for own in value]
    return value.item() if hasattr(value, "item") else value


read = {"datasets": {}, "mlcroissant": {}}
with tempfile.TemporaryDirectory() as cache:
    for table in tables:
        rows = datasets.load_dataset(folder, table, split="train", cache_dir=cache)
        read["datasets"][table] = [plain(row) for row in rows]
croissant = mlcroissant.Dataset(os.path.join(folder, "croissant.json"))
read["problems"] = [str(line) for line in croissant.metadata.issues.errors]
for table in tables:
    read["mlcroissant"][table] = [plain(row) for row in croissant.records(table)]
print(json.dumps(read, ensure_ascii=False))
