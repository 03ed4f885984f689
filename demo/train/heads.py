"""Training-only heads on the vision tokens. They are dropped at export."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from batches import Targets


@dataclass(frozen=True)
class Dense:
    mask: Tensor  # [batch, tokens, 4] logits
    kind: Tensor  # [batch, tokens, 1 + phrases] logits
    box: Tensor  # [batch, tokens, 4]
    scene: Tensor  # [batch, scenes] logits
    generated: Tensor  # [batch] logits


class DenseHeads(nn.Module):
    """What each vision token says of the defect it lies in, all of it linear."""

    def __init__(self, hidden: int, phrases: int, scenes: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(hidden)
        self.mask = nn.Linear(hidden, 4)
        self.kind = nn.Linear(hidden, 1 + phrases)
        self.box = nn.Linear(hidden, 4)
        self.scene = nn.Linear(hidden, scenes)
        self.generated = nn.Linear(2, 1)
        nn.init.constant_(self.mask.bias, -3.0)

    def forward(self, tokens: Tensor) -> Dense:
        x = self.norm(tokens)
        mask, kind = self.mask(x), self.kind(x)
        defect = torch.logsumexp(kind[..., 1:], -1) - kind[..., 0]
        strongest = torch.stack([mask.amax((1, 2)), torch.logsumexp(defect, 1)], dim=-1)
        return Dense(mask, kind, self.box(x), self.scene(x.mean(1)), self.generated(strongest)[:, 0])


def dense_losses(dense: Dense, wanted: Targets) -> dict[str, Tensor]:
    probability = dense.mask.sigmoid()
    overlap = 2 * (probability * wanted.mask).sum((1, 2)) + 1
    dice = 1 - overlap / (probability.sum((1, 2)) + wanted.mask.sum((1, 2)) + 1)
    each = F.cross_entropy(dense.kind.flatten(0, 1), wanted.kind.flatten(), ignore_index=-100, reduction="none")
    weight = torch.where(wanted.positive.flatten(), 5.0, 1.0) * (wanted.kind.flatten() >= 0)
    positive = wanted.positive
    box = F.smooth_l1_loss(dense.box[positive], wanted.box[positive]) if positive.any() else dense.box.sum() * 0
    return {
        "mask": F.binary_cross_entropy_with_logits(dense.mask, wanted.mask) * 4 + dice.mean(),
        "kind": (each * weight).sum() / weight.sum() * 2,
        "box": box,
        "scene": F.cross_entropy(dense.scene, wanted.scene) * 0.2,
        "generated": F.binary_cross_entropy_with_logits(dense.generated, wanted.generated),
    }
