"""Explained, located detection as a task of inspect, on a dataset's folder that `export dataset` wrote.

    inspect eval fakexplain_task.py --model openai/my-model -T folder=demo -T dataset=demo -T source=my-model

The answers go to the site, and its values come back as the task's metrics: the site has the parser, the references and the
metrics, and a second implementation here could only differ. FAKEXPLAIN_SITE and FAKEXPLAIN_API_KEY say which site.
"""

from __future__ import annotations

import base64
import math
from pathlib import Path

import pyarrow.parquet as parquet
from fakexplain import Submission, submit
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ContentImage, ContentText, ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate

QUESTION = "Is this image real or generated? Explain where and why."
METRICS = ("acc", "iou_union", "bleu2", "rouge_l")
TYPES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}


@task
def explained_detection(
    folder: str,
    dataset: str,
    source: str,
    kind: str = "model",
    grammar: str = "qwen2.5-vl",
    space: str = "qwen-smart-resized",
    question: str = QUESTION,
    first: int | None = None,
) -> Task:
    """`first` images only, where it is given; with inspect's own `--limit` the site is not asked, as answers seem to be missing."""
    samples = [sample_of(row, question) for row in rows_of(folder)][:first]
    submission = {"dataset": dataset, "source": source, "kind": kind, "settings": {"grammar": grammar, "space": space}}
    return Task(
        dataset=MemoryDataset(samples, name=dataset),
        solver=generate(),
        scorer=kept_answer(),
        metrics=[site_values(len(samples), submission)],
    )


def rows_of(folder: str) -> list[dict]:
    """Rows of the images' table, by path."""
    columns = ["image", "image_sha256", "path", "label"]
    files = sorted(Path(folder, "data").glob("images-*.parquet"))
    rows = [row for file in files for row in parquet.read_table(file, columns=columns).to_pylist()]
    return sorted(rows, key=lambda row: row["path"])


def sample_of(row: dict, question: str) -> Sample:
    kind = TYPES.get(Path(row["path"]).suffix.lower(), "png")
    picture = f"data:image/{kind};base64,{base64.b64encode(row['image']['bytes']).decode()}"
    content = [ContentImage(image=picture), ContentText(text=question)]
    # A log with the path in `metadata.image` can be imported as it is, too.
    return Sample(
        id=row["image_sha256"],
        input=[ChatMessageUser(content=content)],
        target=row["label"],
        metadata={"image": row["path"]},
    )


@scorer(metrics=[])
def kept_answer() -> Scorer:
    """Keeps what the model wrote, reasoning in front; the value is whether it wrote anything."""

    async def score(state: TaskState, target: Target) -> Score:
        text = text_of(state.output)
        return Score(value=1 if text else 0, answer=text, metadata={"sha256": state.sample_id})

    return score


def text_of(output: ModelOutput) -> str:
    """`output.completion` is without reasoning."""
    content = output.message.content if output.choices else ""
    if isinstance(content, str):
        return content
    thought = "".join(part.reasoning for part in content if part.type == "reasoning")
    said = "".join(part.text for part in content if part.type == "text")
    return f"<think>{thought}</think>{said}" if thought else said


@metric
def site_values(images: int, submission: dict) -> Metric:
    """The site's values of a run of all answers; none before all are there, as inspect asks for metrics all along."""
    known: dict[int, Submission] = {}

    def values(scores: list[SampleScore]) -> dict[str, float]:
        if len(scores) < images:
            return dict.fromkeys(METRICS, math.nan)
        rows = [{"sha256": own.sample_id, "text": own.score.answer or ""} for own in scores]
        content = hash(tuple(sorted((row["sha256"], row["text"]) for row in rows)))
        if content not in known:
            known[content] = submit(rows, name=f"inspect-{submission['source']}.jsonl", wait=True, **submission)
        found = {key: known[content].value(key) for key in METRICS}
        return {key: math.nan if value is None else value for key, value in found.items()}

    return values
