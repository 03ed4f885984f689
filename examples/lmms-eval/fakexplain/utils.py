"""What the task does with documents and answers.

The answers go to the site, and its values come back: the site has the parser, the references and the metrics, and a second
implementation here could only differ. FAKEXPLAIN_SITE and FAKEXPLAIN_API_KEY say which site, FAKEXPLAIN_DATASET and FAKEXPLAIN_SOURCE
whose answers on what, FAKEXPLAIN_GRAMMAR and FAKEXPLAIN_SPACE how they are written.
"""

import io
import math
import os

from fakexplain import submit
from PIL import Image

QUESTION = "Is this image real or generated? Explain where and why."
KEYS = ("acc", "iou_union", "bleu2", "rouge_l")
submitted = {}


def doc_to_visual(doc):
    picture = doc["image"]
    # The folder's card makes it an image; Parquet alone leaves its bytes.
    opened = Image.open(io.BytesIO(picture["bytes"])) if isinstance(picture, dict) else picture
    return [opened.convert("RGB")]


def doc_to_text(doc, lmms_eval_specific_kwargs=None):
    return QUESTION


def process_results(doc, results):
    row = {"sha256": doc["image_sha256"], "text": results[0]}
    return {f"fakexplain_{key}": row for key in KEYS}


def value(rows, key):
    """The site's value of a run of all rows, which are sent once for all metrics."""
    content = tuple(sorted((row["sha256"], row["text"]) for row in rows))
    if content not in submitted:
        source = os.environ["FAKEXPLAIN_SOURCE"]
        submitted[content] = submit(
            rows,
            dataset=os.environ["FAKEXPLAIN_DATASET"],
            source=source,
            kind=os.environ.get("FAKEXPLAIN_KIND", "model"),
            name=f"lmms-eval-{source}.jsonl",
            settings={
                "grammar": os.environ.get("FAKEXPLAIN_GRAMMAR", "qwen2.5-vl"),
                "space": os.environ.get("FAKEXPLAIN_SPACE", "qwen-smart-resized"),
            },
            wait=True,
        )
    found = submitted[content].value(key)
    return math.nan if found is None else found


def acc(rows):
    return value(rows, "acc")


def iou_union(rows):
    return value(rows, "iou_union")


def bleu2(rows):
    return value(rows, "bleu2")


def rouge_l(rows):
    return value(rows, "rouge_l")
