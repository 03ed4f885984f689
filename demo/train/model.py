"""The architecture: stock `Qwen2_5_VLForConditionalGeneration`, small, and a batched forward pass for training.

Hugging Face's vision tower runs one attention call a window and image. `VisionBatch` does the same sums for a batch of
images of one size in a few calls; `check_fast_paths` holds the two against each other.
"""

from dataclasses import dataclass
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import GenerationConfig, PreTrainedTokenizerFast, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import apply_rotary_pos_emb_vision

from data import FACTOR, MEAN, MERGE, PATCH, STD

TEMPORAL = 2
HEAD_DIM = 32


def config_json(tokenizer: PreTrainedTokenizerFast) -> dict:
    """`config.json` in the flat form of the published Qwen2.5-VL checkpoints."""
    token = tokenizer.convert_tokens_to_ids
    text = {
        "vocab_size": -(-len(tokenizer) // 32) * 32,
        "hidden_size": 192,
        "intermediate_size": 512,
        "num_hidden_layers": 3,
        "num_attention_heads": 6,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2048,
        # The grid of vision tokens has at most 9 columns: Qwen's theta of 1e6 would leave columns indistinguishable.
        "rope_theta": 10.0,
        "rope_scaling": {"type": "mrope", "mrope_section": [4, 6, 6]},
        "rms_norm_eps": 1e-6,
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "use_sliding_window": False,
        "bos_token_id": token("<|endoftext|>"),
        "eos_token_id": token("<|im_end|>"),
        "pad_token_id": token("<|endoftext|>"),
    }
    vision = {
        "depth": 4,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_heads": 4,
        "hidden_act": "silu",
        "in_channels": 3,
        "in_chans": 3,
        "out_hidden_size": 192,
        "patch_size": PATCH,
        "spatial_patch_size": PATCH,
        "spatial_merge_size": MERGE,
        "temporal_patch_size": TEMPORAL,
        "window_size": 112,
        "fullatt_block_indexes": [1, 3],
        "tokens_per_second": 2,
    }
    return {
        "architectures": ["Qwen2_5_VLForConditionalGeneration"],
        "model_type": "qwen2_5_vl",
        **text,
        "image_token_id": token("<|image_pad|>"),
        "video_token_id": token("<|video_pad|>"),
        "vision_start_token_id": token("<|vision_start|>"),
        "vision_end_token_id": token("<|vision_end|>"),
        "vision_token_id": token("<|vision_pad|>"),
        "vision_config": vision,
    }


def make_config(tokenizer: PreTrainedTokenizerFast) -> Qwen2_5_VLConfig:
    return Qwen2_5_VLConfig.from_dict(config_json(tokenizer))


def make_model(tokenizer: PreTrainedTokenizerFast, seed: int) -> Qwen2_5_VLForConditionalGeneration:
    torch.manual_seed(seed)
    model = Qwen2_5_VLForConditionalGeneration._from_config(make_config(tokenizer), attn_implementation="sdpa")
    for name, weight in model.named_parameters():
        if weight.ndim == 2 and "embed_tokens" not in name:
            nn.init.normal_(weight, std=0.8 * weight.shape[1] ** -0.5)
    for name, weight in model.named_parameters():
        if name.endswith(("o_proj.weight", "down_proj.weight", "attn.proj.weight")):
            weight.data.mul_(0.4)
    look_around(model)
    model.generation_config = GenerationConfig(
        do_sample=False,
        max_new_tokens=160,
        bos_token_id=model.config.text_config.bos_token_id,
        eos_token_id=[model.config.text_config.eos_token_id, model.config.text_config.bos_token_id],
        pad_token_id=model.config.text_config.pad_token_id,
    )
    return model


@torch.no_grad()
def look_around(model: Qwen2_5_VLForConditionalGeneration) -> None:
    """Makes each vision head attend to one neighbouring patch at first, like the taps of a convolution.

    A query and a key bias that differ by a rotation of `offset` score `offset` patches away highest.
    """
    vision = model.model.visual
    frequencies = vision.rotary_pos_emb.inv_freq
    axis = frequencies.numel()
    rings = [(1, 0), (0, 1), (-1, 0), (0, -1)], [(2, 1), (-1, 2), (-2, -1), (1, -2)]
    for layer, block in enumerate(vision.blocks):
        heads, size = block.attn.num_heads, block.attn.head_dim
        bias = torch.zeros(3, heads, size)
        for head in range(heads):
            offset = rings[layer % 2][head % 4]
            for which in (0, 1):
                angle = frequencies * offset[which]
                strength = 3.0 * (frequencies > 0.05)
                where = slice(which * axis, (which + 1) * axis)
                first, second = slice(where.start, where.stop), slice(where.start + size // 2, where.stop + size // 2)
                bias[0, head, first] = strength
                # Rotating the key by its position adds the angle of that position, so that it cancels at the offset.
                bias[1, head, first] = strength * torch.cos(angle)
                bias[1, head, second] = -strength * torch.sin(angle)
        block.attn.qkv.bias.copy_(bias.flatten())


@torch.no_grad()
def whiten_patches(model: Qwen2_5_VLForConditionalGeneration, patches: Tensor) -> None:
    """Starts the patch embedding at the principal components of some patches [n, 3*2*P*P], at about equal strength."""
    weight = model.model.visual.patch_embed.proj.weight
    frame = patches.view(-1, 3, TEMPORAL, PATCH * PATCH)[:, :, 0].flatten(1)
    _, scale, basis = torch.linalg.svd(frame - frame.mean(0), full_matrices=False)
    spread = (scale / len(frame) ** 0.5).clamp(min=0.02)
    size = weight.shape[0]
    rows = basis[:size] / spread[:size, None] ** 0.7
    weight.copy_((rows / TEMPORAL).view(size, 3, 1, PATCH, PATCH).expand_as(weight))


def to_patches(pixels: Tensor) -> Tensor:
    """uint8 [batch, height, width, 3] → float32 [batch, patches, 3*2*P*P], normalised and in the processor's order."""
    batch, high, wide, _ = pixels.shape
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    x = ((pixels.float() / 255 - mean) / std).permute(0, 3, 1, 2)
    x = x.reshape(batch, 3, high // FACTOR, MERGE, PATCH, wide // FACTOR, MERGE, PATCH)
    x = x.permute(0, 2, 5, 3, 6, 1, 4, 7)  # batch, rows, columns, merge, merge, channel, P, P
    x = x.unsqueeze(6).expand(-1, -1, -1, -1, -1, -1, TEMPORAL, -1, -1)
    return x.reshape(batch, (high // PATCH) * (wide // PATCH), -1)


@dataclass(frozen=True)
class Layout:
    """How the patches of one image size lie in windows."""

    order: Tensor  # [patches]: patch at each place of the window order
    back: Tensor  # [vision tokens]: place of each token in the window order
    cos: Tensor  # [patches, head_dim]
    sin: Tensor
    padded: Tensor  # [windows, 64]: place in the window order, 0 where there is none
    present: Tensor  # [windows, 1, 1, 64] bool
    unpadded: Tensor  # [patches]: where each place lies in `padded`, flattened


class VisionBatch(nn.Module):
    """The vision tower over a batch of images of one size."""

    def __init__(self, model: Qwen2_5_VLForConditionalGeneration) -> None:
        super().__init__()
        self.tower = model.model.visual
        self.layout = cache(self._layout)

    @torch.no_grad()
    def _layout(self, rows: int, columns: int) -> Layout:
        tower, unit = self.tower, MERGE * MERGE
        grid = torch.tensor([[1, rows, columns]])
        rotary = tower.rot_pos_emb(grid)
        index, edges = tower.get_window_index(grid)
        order = (index[:, None] * unit + torch.arange(unit)).flatten()
        rotary = torch.cat((rotary, rotary), dim=-1)[order]
        edges = sorted(set(edges))
        size = (tower.window_size // PATCH) ** 2
        padded = torch.zeros(len(edges) - 1, size, dtype=torch.long)
        present = torch.zeros(len(edges) - 1, size, dtype=torch.bool)
        unpadded = []
        for window, (start, end) in enumerate(zip(edges, edges[1:])):
            padded[window, : end - start] = torch.arange(start, end)
            present[window, : end - start] = True
            unpadded += range(window * size, window * size + end - start)
        return Layout(
            order,
            torch.argsort(index),
            rotary.cos(),
            rotary.sin(),
            padded,
            present[:, None, None],
            torch.tensor(unpadded),
        )

    def attend(self, attention: nn.Module, x: Tensor, layout: Layout, full: bool) -> Tensor:
        batch, patches, width = x.shape
        query, key, value = attention.qkv(x).view(batch, patches, 3, attention.num_heads, -1).unbind(2)
        query, key = apply_rotary_pos_emb_vision(query, key, layout.cos, layout.sin)
        if full:
            query, key, value = (each.transpose(1, 2) for each in (query, key, value))
            mixed = F.scaled_dot_product_attention(query, key, value).transpose(1, 2)
        else:
            windows, size = layout.padded.shape
            query, key, value = (
                each[:, layout.padded.flatten()].view(batch * windows, size, attention.num_heads, -1).transpose(1, 2)
                for each in (query, key, value)
            )
            mask = layout.present.expand(windows, 1, size, size).repeat(batch, 1, 1, 1)
            mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2)
            mixed = mixed.reshape(batch, windows * size, width)[:, layout.unpadded]
        return attention.proj(mixed.reshape(batch, patches, width))

    def forward(self, patches: Tensor, rows: int, columns: int) -> Tensor:
        """float32 [batch, patches, 3*2*P*P] of a grid of rows × columns patches → [batch, patches/4, hidden]."""
        tower, layout = self.tower, self.layout(rows, columns)
        x = F.linear(patches, tower.patch_embed.proj.weight.flatten(1))[:, layout.order]
        for number, block in enumerate(tower.blocks):
            x = x + self.attend(block.attn, block.norm1(x), layout, number in tower.fullatt_block_indexes)
            x = x + block.mlp(block.norm2(x))
        merger = tower.merger
        x = merger.mlp(merger.ln_q(x).reshape(len(x), -1, merger.hidden_size))
        return x[:, layout.back]


def positions(before: int, rows: int, columns: int, after: int) -> Tensor:
    """int64 [3, before + rows*columns + after]: M-RoPE's (time, row, column) of text, one image's tokens, text."""
    text = torch.arange(before).expand(3, -1)
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    image = torch.stack([torch.zeros_like(row), row, column]).flatten(1) + before
    rest = torch.arange(after).expand(3, -1) + before + max(rows, columns)
    return torch.cat([text, image, rest], dim=1)


@torch.no_grad()
def check_fast_paths(model: Qwen2_5_VLForConditionalGeneration) -> None:
    """Raises an AssertionError where the batched forward pass or the positions differ from Hugging Face's."""
    fast = VisionBatch(model)
    for high, wide in ((168, 252), (224, 224), (224, 196)):
        patches = to_patches(torch.randint(0, 256, (2, high, wide, 3), dtype=torch.uint8))
        rows, columns = high // PATCH, wide // PATCH
        grid = torch.tensor([[1, rows, columns]] * 2)
        theirs = model.model.visual(patches.flatten(0, 1), grid)
        ours = fast(patches, rows, columns).flatten(0, 1)
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-4)
        config = model.config
        tokens = rows * columns // 4
        ids = [1] * 3 + [config.vision_start_token_id] + [config.image_token_id] * tokens + [2] * 5
        expected, _ = model.model.get_rope_index(torch.tensor([ids]), grid[:1])
        assert torch.equal(positions(4, rows // 2, columns // 2, 5), expected[:, 0])
