"""Prints as JSON what others read of exported scores: `python read_shares.py inspect scores.jsonl id…` each sample's score by inspect's own
scorer, `python read_shares.py hub results.yaml` the entries by huggingface_hub."""

import asyncio
import json
import sys
from types import SimpleNamespace

what, file, *ids = sys.argv[1:]
if what == "inspect":
    from inspect_ai.scorer import Target, precomputed_scores

    scorer = precomputed_scores(file)

    async def scores():
        return [await scorer(SimpleNamespace(sample_id=id, epoch=1), Target("")) for id in ids]

    print(json.dumps([score and {"value": score.value, "metadata": score.metadata} for score in asyncio.run(scores())]))
else:
    import yaml
    from huggingface_hub import parse_eval_result_entries

    with open(file, encoding="utf-8") as text:
        entries = parse_eval_result_entries(yaml.safe_load(text))
    print(json.dumps([{"dataset": e.dataset_id, "task": e.task_id, "value": e.value, "notes": e.notes, "url": e.source_url} for e in entries]))
