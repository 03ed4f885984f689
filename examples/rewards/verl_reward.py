"""Rewards of FakeXplain explanations for verl 0.9.

    FAKEXPLAIN_METRICS_URL=http://127.0.0.1:4102 \\
    python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo … \\
        reward.reward_manager.source=importlib reward.reward_manager.name=FakeXplainRewardManager \\
        reward.reward_manager.module.path=examples/rewards/verl_reward.py

Each row of the dataset needs `reward_model.ground_truth`: JSON of {"image": {"width", "height"}, "label", "regions"}.
FAKEXPLAIN_REWARD_SETTINGS holds settings as JSON, e.g. '{"preset": "stage_1"}' or '{"resize": {"maxPixels": 1003520}}'.

A function given as `custom_reward_function` would not do for Qwen: verl hands it the text without special tokens, which
box markers are. A reward manager has the tokens.
"""

import json
import os
import sys

from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase

# verl loads this file by its path, and its neighbours are not found otherwise.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fakexplain_rewards import compute_rewards  # noqa: E402

SETTINGS = json.loads(os.environ.get("FAKEXPLAIN_REWARD_SETTINGS", "{}"))


class FakeXplainRewardManager(RewardManagerBase):
    def __init__(self, config, tokenizer, compute_score=None, **_):
        super().__init__(config, tokenizer, compute_score)

    async def run_single(self, data):
        item = data[-1:][0]
        tokens = item.batch["responses"]
        written = item.batch["attention_mask"][-tokens.shape[-1] :].sum()
        truth = item.non_tensor_batch["reward_model"]["ground_truth"]
        [reward] = await self.loop.run_in_executor(None, self.ask, tokens[:written], truth)
        terms = {term: reward[term] for term in ("grounding", "verdict", "format")}
        return {"reward_score": reward["total"], "reward_extra_info": terms}

    def ask(self, tokens, truth):
        text = self.tokenizer.decode(tokens, skip_special_tokens=False)
        return compute_rewards([text], [truth], **SETTINGS)
