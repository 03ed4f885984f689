"""Two batches through verl's own reward loop with the manager of examples/rewards: python verl_rewards.py checkpoint manager

Reads JSON from the environment: GIVEN holds `batches` of texts and one `reference`. The last line of the output is JSON: what
verl's worker answers, a list a batch. verl's configuration is its own, with the settings that the example names.
"""

import asyncio
import json
import os
import sys

import numpy as np
import torch
from hydra import compose, initialize_config_module
from transformers import AutoTokenizer
from verl import DataProto
from verl.experimental.reward_loop.reward_loop import RewardLoopWorker, migrate_legacy_reward_impl

checkpoint, manager = sys.argv[1:]
given = json.loads(os.environ["GIVEN"])
with initialize_config_module("verl.trainer.config", version_base=None):
    config = compose(
        "ppo_trainer",
        [
            f"actor_rollout_ref.model.path={checkpoint}",
            "reward.reward_manager.source=importlib",
            "reward.reward_manager.name=FakeXplainRewardManager",
            f"reward.reward_manager.module.path={manager}",
        ],
    )
tokenizer = AutoTokenizer.from_pretrained(checkpoint)


def padded(lists, side):
    """Tokens and their mask, as rollouts have them: prompts are filled up on the left, responses on the right."""
    return tokenizer.pad({"input_ids": lists}, padding_side=side, return_tensors="pt")


def batch_of(texts):
    prompts = padded([tokenizer.encode(f"{'Look. ' * (n + 1)}") for n in range(len(texts))], "left")
    responses = padded([tokenizer.encode(f"{text}<|im_end|>") for text in texts], "right")
    mask = torch.cat([prompts["attention_mask"], responses["attention_mask"]], dim=1)
    return DataProto.from_dict(
        tensors={"prompts": prompts["input_ids"], "responses": responses["input_ids"], "attention_mask": mask},
        non_tensors={
            "reward_model": np.array([{"ground_truth": given["reference"]} for _ in texts], dtype=object),
            "data_source": np.array(["fakexplain"] * len(texts), dtype=object),
        },
    )


async def answers():
    worker = RewardLoopWorker(migrate_legacy_reward_impl(config))
    return [await worker.compute_score_batch(batch_of(texts)) for texts in given["batches"]]


print(json.dumps(asyncio.run(answers())))
