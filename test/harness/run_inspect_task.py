"""Runs the task of inspect on a folder with a model that answers from a file; prints the task's metrics."""

import base64
import hashlib
import json
import sys
import tempfile
from pathlib import Path

from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model

folder, answers, source = sys.argv[1:]
sys.path.insert(0, str(Path(__file__).parents[2] / "examples/inspect"))
from fakexplain_task import explained_detection  # noqa: E402

by_hash = json.loads(Path(answers).read_text(encoding="utf-8"))


def answer(messages, tools, tool_choice, config):
    picture = next(part.image for part in messages[-1].content if part.type == "image")
    sha256 = hashlib.sha256(base64.b64decode(picture.partition(",")[2])).hexdigest()
    output = ModelOutput.from_content("mockllm/model", by_hash[sha256])
    # Else tokens are counted, by a table that is fetched from the network.
    output.usage = ModelUsage()
    return output


with tempfile.TemporaryDirectory() as logs:
    [log] = eval(
        explained_detection(folder=folder, dataset="demo", source=source),
        model=get_model("mockllm/model", custom_outputs=answer),
        log_dir=logs,
        display="none",
    )
if log.status != "success":
    sys.exit(log.error.message if log.error else log.status)
print(json.dumps({name: each.value for score in log.results.scores for name, each in score.metrics.items()}))
