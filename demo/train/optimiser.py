"""Muon for the matrices, AdamW for the rest, on one thread a process, with a learning rate that follows the clock.

On few shared cores two processes of one thread each are several times faster than one of two threads, whose threads wait for
each other at the end of every operation. `torchrun --nproc_per_node 2` starts them; they average their gradients.
"""

import math
import os
import time

import torch
import torch.distributed as dist
from torch import Tensor, nn


def join_workers() -> int:
    """This process's number, from 0."""
    torch.set_num_threads(1)
    if "RANK" not in os.environ:
        return 0
    dist.init_process_group("gloo")
    return dist.get_rank()


class Clock:
    """How much of the time granted has gone by, 0 to 1."""

    def __init__(self, minutes: float) -> None:
        self.start, self.seconds = time.monotonic(), minutes * 60

    def __call__(self) -> float:
        return min(1.0, (time.monotonic() - self.start) / self.seconds)


class Optimiser:
    def __init__(self, parameters: list[tuple[str, nn.Parameter]], rate: float, decay: float = 0.02) -> None:
        parameters = [(name, each) for name, each in parameters if each.requires_grad]
        matrices = [each for name, each in parameters if each.ndim == 2 and "embed" not in name and 8 < min(each.shape) < 256]
        known = {id(each) for each in matrices}
        others = [each for _, each in parameters if id(each) not in known]
        self.parameters = matrices + others
        self.steps: list[torch.optim.Optimizer] = []
        if matrices:
            self.steps.append(
                torch.optim.Muon(matrices, lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw", ns_steps=4)
            )
        if others:
            self.steps.append(torch.optim.AdamW(others, lr=rate, weight_decay=0.0, betas=(0.9, 0.98)))
        self.rate = rate

    def average(self, progress: float) -> float:
        """Averages the gradients over the workers; returns the progress that all of them agree on."""
        if not dist.is_initialized():
            return progress
        gradients: list[Tensor] = []
        for each in self.parameters:
            if each.grad is None:
                each.grad = torch.zeros_like(each)
            gradients.append(each.grad)
        flat = torch.cat([*(each.flatten() for each in gradients), torch.tensor([progress])])
        dist.all_reduce(flat)
        flat /= dist.get_world_size()
        place = 0
        for each in gradients:
            each.copy_(flat[place : place + each.numel()].view_as(each))
            place += each.numel()
        return float(flat[-1])

    def step(self, progress: float, warm: float = 1.0) -> float:
        """One step of a cosine over `progress` 0..1, warming up over `warm` 0..1. Returns the agreed progress."""
        progress = self.average(progress)
        rate = self.rate * min(1.0, warm) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        for optimiser in self.steps:
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        return progress
