"""Asks the metrics service for training rewards. Standard library alone; keep it beside the trainer's file.

FAKEXPLAIN_METRICS_URL says where the service listens (default http://127.0.0.1:4102).
"""

import json
import os
import time
import urllib.error
import urllib.request

URL = os.environ.get("FAKEXPLAIN_METRICS_URL", "http://127.0.0.1:4102")
ATTEMPTS = 5


class RewardsRefused(RuntimeError):
    """The service says that the request is wrong; asking again would not help."""


def post(path, body, url=None, timeout=120):
    """The service's answer. Waits and asks again while it cannot be reached or is in trouble itself."""
    request = urllib.request.Request(
        (url or URL).rstrip("/") + path,
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    for attempt in range(ATTEMPTS):
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == ATTEMPTS - 1:
                raise RewardsRefused(f"{error.code}: {error.read().decode(errors='replace')}") from None
        except (urllib.error.URLError, TimeoutError):
            if attempt == ATTEMPTS - 1:
                raise
        time.sleep(2**attempt)


def compute_rewards(texts, references, step=None, url=None, **settings):
    """One reward a text: {"total", "grounding", "verdict", "format", "iou", "parseStatus", "problems"}.

    references  one a text: {"image": {"width", "height"}, "label": "real" | "generated",
                "regions": [{"box": [x1, y1, x2, y2], "description"}]} in pixels of the original image, or JSON of it
    step        (t, T) for the paper's growing weight of grounding; without it the weight is 1
    settings    preset, iou, withoutReference, grammar, space, resize, …: see docs/rewards.md
    """
    if len(texts) != len(references):
        raise ValueError(f"{len(texts)} texts, {len(references)} references")
    items = []
    for text, reference in zip(texts, references):
        if isinstance(reference, str):
            reference = json.loads(reference)
        items.append(
            {
                "completion": text,
                "image": reference["image"],
                "reference": {"label": reference["label"], "regions": reference.get("regions") or []},
            }
        )
    body = {**settings, "items": items}
    if step is not None:
        body["step"] = {"t": step[0], "of": step[1]}
    return post("/rewards", body, url)["rewards"]


def step_of(trainer_state):
    """(t, T) of a Hugging Face trainer's state, or None where it does not say."""
    total = getattr(trainer_state, "max_steps", 0) or 0
    return (min(trainer_state.global_step, total), total) if total > 0 else None
