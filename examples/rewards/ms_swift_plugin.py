"""Rewards of FakeXplain explanations for ms-swift's GRPO.

    FAKEXPLAIN_METRICS_URL=http://127.0.0.1:4102 \\
    swift rlhf --rlhf_type grpo --model Qwen/Qwen2.5-VL-7B-Instruct --dataset train.jsonl \\
        --external_plugins examples/rewards/ms_swift_plugin.py --reward_funcs fakexplain …

Each row of the dataset needs a field `reference` beside `messages` and `images`: JSON of
{"image": {"width", "height"}, "label", "regions"}.

FAKEXPLAIN_REWARD_SETTINGS holds settings as JSON, e.g. '{"preset": "stage_1"}' or
'{"grammar": "internvl", "space": "norm-1000"}'. Where MAX_PIXELS is set, it must say so:
'{"resize": {"maxPixels": 1003520}}'. ms-swift does not heed the limits of a checkpoint's processor: where they are
not Qwen's own, set MAX_PIXELS to them.
"""

import json
import os

from fakexplain_rewards import compute_rewards, step_of

try:
    from swift.rewards import ORM, orms  # ms-swift 4
except ImportError:
    from swift.plugin import ORM, orms  # ms-swift 3

SETTINGS = json.loads(os.environ.get("FAKEXPLAIN_REWARD_SETTINGS", "{}"))


class FakeXplainReward(ORM):
    def __call__(self, completions, reference, trainer_state=None, **kwargs):
        rewards = compute_rewards(completions, reference, step=step_of(trainer_state), **SETTINGS)
        return [reward["total"] for reward in rewards]


orms["fakexplain"] = FakeXplainReward
