"""OpenRLHF's rollout with the reward of examples/rewards: openrlhf_rollout.py -m openrlhf.cli.train_ppo_ray --actor.…

Stands where the example calls Python. OpenRLHF reads the command line, the rows and the checkpoint's processor, asks for rewards
and makes its training samples of them; what wants a GPU, the engine that generates, answers with the texts in TEXTS (JSON).
The last line of the output is JSON: for each row, for each text, the sample's reward, its score and what is logged with it.
"""

import asyncio
import json
import os
import runpy
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

# Before the stand-ins below, which they would take for real.
import datasets  # noqa: F401
import peft  # noqa: F401
import ray
import torch  # noqa: F401
import transformers  # noqa: F401

import openrlhf.utils.utils  # noqa: F401


class StandIns(MetaPathFinder, Loader):
    """Empty modules in place of those that are imported though only a GPU can use them."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] in ("deepspeed", "flash_attn", "vllm"):
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def exec_module(self, module: ModuleType):
        module.__getattr__ = stand_in


def stand_in(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (), {})


sys.meta_path.append(StandIns())


class Started(Exception):
    pass


def start(args):
    raise Started(args)


# The first thing that training does, with the command line read and checked.
ray.is_initialized = lambda: True
openrlhf.utils.get_strategy = start
_, module, *sys.argv[1:] = sys.argv[1:]
try:
    runpy.run_module(module, run_name="__main__")
except Started as started:
    [args] = started.args

from openrlhf.datasets import PromptDataset  # noqa: E402
from openrlhf.datasets.utils import blending_datasets  # noqa: E402
from openrlhf.trainer.ppo_utils.samples_generator import SamplesGenerator  # noqa: E402
from openrlhf.utils.agent import SingleTurnAgentExecutor  # noqa: E402

strategy = SimpleNamespace(args=args, is_rank_0=lambda: True, print=lambda *_: None)
processor = openrlhf.utils.utils.get_tokenizer(args.actor.model_name_or_path, None, "left", strategy)
rows = PromptDataset(blending_datasets(args.data.prompt_dataset, None, strategy), processor, strategy)


class Engine:
    def __init__(self, text):
        self.tokens = processor.tokenizer.encode(text + "<|im_end|>")

    async def generate(self, *_, **__):
        output = SimpleNamespace(token_ids=self.tokens, finish_reason="stop", logprobs=None)
        return SimpleNamespace(outputs=[output])


def samples():
    executor = SingleTurnAgentExecutor(args.reward.remote_url)
    sampling = SimpleNamespace(max_tokens=256, logprobs=None)
    for _, prompt, label, images in rows:
        for text in json.loads(os.environ["TEXTS"]):
            asked = executor.execute(prompt, label, sampling, args.data.max_len, processor, Engine(text), images)
            yield SamplesGenerator._process_response_into_experience(None, asyncio.run(asked), max_len=args.data.max_len)


print(json.dumps([{name: value.flatten().tolist() for name, value in sample.info.items()} for sample in samples()]))
