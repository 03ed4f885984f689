"""Writes a dataset's folder that `export dataset` made as a TSV of VLMEvalKit: python make_tsv.py demo FakeXplain.tsv

Put the file into $LMUData and run VLMEvalKit on `FakeXplain` as on any custom set, with PRED_FORMAT=tsv. Its table of predictions has the
columns of the set, so that the site ties each answer to its image by `image_path`:
fakexplain submit my-model_FakeXplain.tsv --dataset demo --source my-model --grammar … --space … --wait
"""

import base64
import csv
import sys
from pathlib import Path

import pyarrow.parquet as parquet

QUESTION = "Is this image real or generated? Explain where and why."
COLUMNS = ["index", "image", "question", "answer", "image_path"]


def main(folder: str, out: str) -> None:
    files = sorted(Path(folder, "data").glob("images-*.parquet"))
    rows = [row for file in files for row in parquet.read_table(file, columns=["image", "path", "label"]).to_pylist()]
    with open(out, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        for index, row in enumerate(sorted(rows, key=lambda row: row["path"])):
            picture = base64.b64encode(row["image"]["bytes"]).decode()
            table.writerow([index, picture, QUESTION, row["label"], row["path"]])


if __name__ == "__main__":
    main(*sys.argv[1:])
