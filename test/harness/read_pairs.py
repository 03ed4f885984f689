"""Reads a folder of training pairs as trainers do, and prints as JSON what they made of each row of a split:
python read_pairs.py trl|swift folder dpo|kto split"""

import json
import os
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

import datasets

trainer, folder, kind, split = sys.argv[1:]
answers = ["chosen", "rejected"] if kind == "dpo" else ["completion"]


def text_of(messages):
    return [[message["role"], *(part.get("text", part["type"]) for part in message["content"])] for message in messages]


def trl_rows(cache):
    from trl.data_utils import is_conversational, prepare_multimodal_messages

    for row in datasets.load_dataset(folder, kind, split=split, cache_dir=cache):
        assert is_conversational(row)
        # As the collators for vision do it.
        prompt = prepare_multimodal_messages(row["prompt"], images=[row["image"]])
        picture = prompt[0]["content"][0]["image"]
        made = {name: text_of(prepare_multimodal_messages(row[name])) for name in answers}
        yield {"prompt": text_of(prompt), "size": list(picture.size), "label": row.get("label"), **made}


def swift_rows(cache):
    from swift.dataset import AutoPreprocessor

    file = os.path.join(folder, "ms-swift", f"{kind}-{split}.jsonl")
    rows = datasets.load_dataset("json", data_files=file, split="train", cache_dir=cache)
    os.chdir(folder)
    for row in AutoPreprocessor()(rows, strict=True, load_from_cache_file=False):
        messages = [[message["role"], message["content"]] for message in row["messages"]]
        there = [os.path.exists(image["path"]) for image in row["images"]]
        yield {"messages": messages, "there": there, "label": row.get("label"), "rejected": row.get("rejected_response")}


with tempfile.TemporaryDirectory() as cache:
    print(json.dumps(list(trl_rows(cache) if trainer == "trl" else swift_rows(cache)), ensure_ascii=False))
