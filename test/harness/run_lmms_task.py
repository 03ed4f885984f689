"""Runs the task of lmms-eval on a folder with a model that answers from a file; prints the task's metrics."""

import hashlib
import json
import os
import sys
from pathlib import Path

folder, answers, source = sys.argv[1:]
os.environ |= {"HF_HUB_OFFLINE": "1", "FAKEXPLAIN_DATASET": "demo", "FAKEXPLAIN_SOURCE": source}
by_hash = json.loads(Path(answers).read_text(encoding="utf-8"))

from lmms_eval import evaluator  # noqa: E402
from lmms_eval.api.model import lmms  # noqa: E402
from lmms_eval.tasks import TaskManager  # noqa: E402


class Answers(lmms):
    """Says of each image what stands in the file, once the task has shown it the picture."""

    def generate_until(self, requests):
        said = []
        for _, _, doc_to_visual, doc_id, task, split in [request.args for request in requests]:
            doc = self.task_dict[task][split][doc_id]
            assert doc_to_visual(doc)[0].size == (doc["width"], doc["height"])
            said.append(by_hash[doc["image_sha256"]])
        return said

    def loglikelihood(self, requests):
        raise NotImplementedError

    def generate_until_multi_round(self, requests):
        raise NotImplementedError


tasks = str(Path(__file__).parents[2] / "examples/lmms-eval")
os.symlink(folder, "fakexplain-folder")
found = evaluator.simple_evaluate(
    model=Answers(),
    tasks=["fakexplain"],
    batch_size=1,
    task_manager=TaskManager(include_path=tasks, include_defaults=False),
)
values = found["results"]["fakexplain"]
print(json.dumps({name.split(",")[0].removeprefix("fakexplain_"): value for name, value in values.items() if name.startswith("fakexplain_") and "stderr" not in name}))
