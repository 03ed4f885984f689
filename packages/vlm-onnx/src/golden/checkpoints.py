"""Tiny Qwen2.5-VL checkpoints in the arrangement of the published ones, made from an integer hash alone.

Every number is a multiple of 1/128 of a power of two with at most eight significant bits, so that it is the same in
float32, float16 and bfloat16. testing/tiny-checkpoint.ts makes the same numbers.
"""

import math

import numpy as np

TOKENS = {"image_token_id": 300, "video_token_id": 301, "vision_start_token_id": 302, "vision_end_token_id": 303}


def text(**sizes):
    return {"hidden_act": "silu", "vocab_size": 320, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, **sizes}


def vision(**sizes):
    return {
        "hidden_act": "silu",
        "in_chans": 3,
        "patch_size": 14,
        "spatial_patch_size": 14,
        "temporal_patch_size": 2,
        "spatial_merge_size": 2,
        "window_size": 112,
        "tokens_per_second": 2,
        **sizes,
    }


def flat(text_config, vision_config, tied):
    return {
        "architectures": ["Qwen2_5_VLForConditionalGeneration"],
        "model_type": "qwen2_5_vl",
        **TOKENS,
        **text_config,
        "tie_word_embeddings": tied,
        "vision_config": vision_config,
    }


def nested(text_config, vision_config, tied):
    return {
        "architectures": ["Qwen2_5_VLForConditionalGeneration"],
        "model_type": "qwen2_5_vl",
        **TOKENS,
        "text_config": {"model_type": "qwen2_5_vl_text", **text_config, "tie_word_embeddings": tied},
        "vision_config": {"model_type": "qwen2_5_vl", **vision_config},
    }


def mrope(*section):
    return {"type": "mrope", "mrope_section": list(section)}


CONFIGS = {
    # Tied, eight query heads a key head, one block in four with full attention, as in 3B.
    "3b": flat(
        text(
            hidden_size=128,
            intermediate_size=160,
            num_hidden_layers=3,
            num_attention_heads=8,
            num_key_value_heads=1,
            rope_scaling=mrope(2, 3, 3),
        ),
        vision(
            depth=8,
            hidden_size=64,
            intermediate_size=107,
            num_heads=4,
            out_hidden_size=128,
            fullatt_block_indexes=[3, 7],
        ),
        True,
    ),
    # Untied, seven query heads a key head, as in 7B; config.json as transformers 4.52 and later write it.
    "7b": nested(
        text(
            hidden_size=224,
            intermediate_size=192,
            num_hidden_layers=2,
            num_attention_heads=14,
            num_key_value_heads=2,
            rope_scaling=mrope(2, 3, 3),
        ),
        vision(
            depth=4,
            hidden_size=48,
            intermediate_size=90,
            num_heads=2,
            out_hidden_size=224,
            fullatt_block_indexes=[1, 3],
        ),
        False,
    ),
    # The published sizes of heads and sections (128 and 16, 24, 24; 80 in the vision tower).
    "heads": flat(
        text(
            hidden_size=256,
            intermediate_size=96,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            rope_scaling=mrope(16, 24, 24),
        ),
        vision(
            depth=2,
            hidden_size=160,
            intermediate_size=64,
            num_heads=2,
            out_hidden_size=256,
            fullatt_block_indexes=[1],
        ),
        False,
    ),
    # Other sizes of patches and windows, no block with full attention, no grouping of heads.
    "windows": nested(
        text(
            hidden_size=64,
            intermediate_size=96,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            rope_scaling=mrope(4, 2, 2),
        ),
        vision(
            depth=2,
            hidden_size=32,
            intermediate_size=48,
            num_heads=4,
            out_hidden_size=64,
            fullatt_block_indexes=[],
            patch_size=8,
            window_size=50,
        ),
        True,
    ),
}


def hashes(name, count):
    """`count` 32-bit hashes (murmur3's finaliser) of the name's FNV-1a and the index."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = np.arange(count, dtype=np.uint64) * 0x9E3779B1 + seed & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ (h >> 16)


def uniform(name, count, scale=1.0):
    """Multiples of scale / 128 from −scale up to scale."""
    return ((hashes(name, count) >> 24).astype(np.float32) - 128) / 128 * np.float32(scale)


def tensor(name, shape):
    count = math.prod(shape)
    if len(shape) == 1 and name.endswith("weight"):  # of a norm: 0.5 up to 1.5
        values = uniform(name, count, 0.5) + 1
        values = np.floor(values * 128) / 128
    elif len(shape) == 1:
        values = uniform(name, count, 0.25)
    else:
        scale = 2.0 ** math.floor(math.log2(math.sqrt(6 / math.prod(shape[1:]))))
        # Small embeddings leave more of the answer to the layers, so that it is less of a repetition.
        values = uniform(name, count, scale / 4 if "embed_tokens" in name else scale)
    return values.astype(np.float32).reshape(shape)
