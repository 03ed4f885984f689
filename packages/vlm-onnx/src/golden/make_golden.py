"""What Hugging Face transformers (4.57.3, PyTorch on CPU in float32, the slow image processor on Pillow) makes of images
and prompts, with the checkpoints of checkpoints.py and a byte-level tokenizer of 300 tokens.

Writes checkpoint/ (the files of a Hugging Face folder except config and weights), images.json and answers.json next to
this script. Run: python make_golden.py
"""

import base64
import hashlib
import io
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from checkpoints import CONFIGS, tensor
from PIL import Image, ImageOps
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from safetensors.torch import save_file
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2TokenizerFast
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

HERE = Path(__file__).parent

# Of Qwen2.5.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# In the order of their ids from 300; checkpoints.py names the first four.
ADDED = [
    "<|image_pad|>",
    "<|video_pad|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<tool_call>",
]
# Qwen2.5-VL's own.
TEMPLATE = (
    "{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n"
    "{% else %}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}"
    "{% set image_count.value = image_count.value + 1 %}{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}"
    "<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif content['type'] == 'video' or 'video' in content %}"
    "{% set video_count.value = video_count.value + 1 %}{% if add_vision_id %}Video {{ video_count.value }}: {% endif %}"
    "<|vision_start|><|video_pad|><|vision_end|>"
    "{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PROMPTS = [
    {"user": "Is this image real or generated?"},
    {"system": "You look closely. Réponds <think>.", "user": "Wo ist was falsch? 看看手指 👩‍🔬 it's\n\n 12345 "},
]
TEXTS = [
    "",
    "<think>\nThe hand\u2019s six fingers<tool_call>\t merge.</think>",
    "  e\u0301 NFC \u00e9, na\u00efve \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u4e2d\u6587\r\n\r\n  x",
    "<|object_ref_start|>hand<|object_ref_end|><|box_start|>(12,3),(140,999)<|box_end|><|im_end|>",
]
NEW_TOKENS = 32


def make_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    texts = ["<think>\nthe hand has six fingers, the verdict is generated</think>\n<verdict>generated</verdict> real image"] * 9
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        min_frequency=1,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    assert tokenizer.get_vocab_size() == 300
    tokenizer.add_tokens([AddedToken(t, special=t.startswith("<|"), normalized=False) for t in ADDED])
    return Qwen2TokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=None,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=TEMPLATE,
    )


def write_checkpoint_files(tokenizer, folder):
    tokenizer.save_pretrained(folder)
    for name in ("vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)
    generation = {"eos_token_id": [305, 306], "pad_token_id": 306, "repetition_penalty": 1.05}
    (folder / "generation_config.json").write_text(json.dumps(generation) + "\n")
    processor = {"min_pixels": 3136, "max_pixels": 60000, "patch_size": 14, "merge_size": 2, "temporal_patch_size": 2}
    (folder / "preprocessor_config.json").write_text(json.dumps(processor) + "\n")


def scene(width, height):
    """Soft shapes with some grain, so that resizing and compressing have something to do."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    channels = [
        128 + 90 * np.sin(x / 9 + c) * np.cos(y / 7 - c) + 30 * (((x + 2 * y + 7 * c) % 11) > 5) for c in range(3)
    ]
    return np.clip(np.stack(channels, -1), 0, 255).astype(np.uint8)


def files():
    """Name and bytes of small images of many kinds."""

    def save(image, form, **options):
        out = io.BytesIO()
        image.save(out, form, **options)
        return out.getvalue()

    rgb = Image.fromarray(scene(90, 70))
    alpha = Image.fromarray(np.dstack([scene(61, 83), scene(61, 83)[..., 1]]))
    turned = Image.Exif()
    turned[0x0112] = 6
    yield "rgb.png", save(rgb, "PNG", optimize=True)
    yield "alpha.png", save(alpha, "PNG", optimize=True)
    yield "grey.png", save(rgb.convert("L"), "PNG", optimize=True)
    yield "grey-alpha.png", save(alpha.convert("LA"), "PNG", optimize=True)
    palette = rgb.quantize(16)
    palette.info["transparency"] = 3
    yield "palette.png", save(palette, "PNG", transparency=3)
    yield "photo.jpg", save(Image.fromarray(scene(150, 110)), "JPEG", quality=80)
    yield "progressive-444.jpg", save(rgb, "JPEG", quality=90, progressive=True, subsampling=0)
    yield "turned.jpg", save(Image.fromarray(scene(120, 60)), "JPEG", quality=85, exif=turned)
    yield "grey.jpg", save(rgb.convert("L"), "JPEG", quality=85)
    yield "lossy.webp", save(Image.fromarray(scene(100, 100)), "WEBP", quality=80)
    yield "wide.png", save(Image.fromarray(scene(900, 12)), "PNG", optimize=True)
    yield "large.jpg", save(Image.fromarray(scene(420, 300)), "JPEG", quality=60)


def load(data):
    """As transformers' load_image does, then the conversion of the slow processor."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")


def processed(processor, data):
    out = processor(load(data), return_tensors="np")
    pixels = np.ascontiguousarray(out["pixel_values"].astype("<f4"))
    return out["image_grid_thw"][0].tolist(), pixels


def write_weights(folder, config):
    """config.json and the numbers of checkpoints.py; the shapes by their published names."""
    model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(**json.loads(json.dumps(config))))
    shapes = {
        name.replace("model.visual.", "visual.").replace("model.language_model.", "model."): list(value.shape)
        for name, value in model.state_dict().items()
        if not (model.config.tie_word_embeddings and name == "lm_head.weight")
    }
    save_file({name: torch.from_numpy(tensor(name, shape)) for name, shape in shapes.items()}, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config))
    return shapes


def messages(prompt):
    system = [{"role": "system", "content": [{"type": "text", "text": prompt["system"]}]}] if "system" in prompt else []
    user = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompt["user"]}]}
    return [*system, user]


@torch.no_grad()
def answer(model, tokenizer, processor, data, prompt):
    grid, pixels = processed(processor, data)
    text = tokenizer.apply_chat_template(messages(prompt), tokenize=False, add_generation_prompt=True)
    cells = grid[1] * grid[2] // 4
    ids = tokenizer(text.replace("<|image_pad|>", "<|image_pad|>" * cells), return_tensors="pt").input_ids
    grid_thw = torch.tensor([grid])
    mask = torch.ones_like(ids)
    positions, _ = model.model.get_rope_index(ids, grid_thw, None, attention_mask=mask)
    out = model.generate(
        input_ids=ids,
        attention_mask=mask,
        pixel_values=torch.from_numpy(pixels),
        image_grid_thw=grid_thw,
        do_sample=False,
        max_new_tokens=NEW_TOKENS,
        return_dict_in_generate=True,
        output_scores=True,
    )
    tokens = out.sequences[0, ids.shape[1] :]
    top = torch.cat(out.scores).topk(2).values
    print(grid, "narrowest lead", (top[:, 0] - top[:, 1]).min().item(), tokens.tolist())
    return {
        "prompt": prompt,
        "rendered": text,
        "ids": ids[0].tolist(),
        "positions": positions[:, 0].tolist(),
        "tokens": tokens.tolist(),
        "text": tokenizer.decode(tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False),
    }


def main():
    tokenizer = make_tokenizer()
    write_checkpoint_files(tokenizer, HERE / "checkpoint")
    processor = Qwen2VLImageProcessor.from_pretrained(HERE / "checkpoint")
    images = dict(files())
    described = []
    for name, data in images.items():
        grid, pixels = processed(processor, data)
        described.append(
            {
                "name": name,
                "base64": base64.b64encode(data).decode(),
                "grid": {"rows": grid[1], "columns": grid[2]},
                "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
                # Samples at equal distances, to see how far apart two are.
                "samples": pixels.ravel()[:: max(1, pixels.size // 12)][:12].tolist(),
            }
        )
    (HERE / "images.json").write_text(json.dumps(described, indent=1) + "\n")

    texts = [{"text": t, "ids": tokenizer(t)["input_ids"], "decoded": tokenizer.decode(tokenizer(t)["input_ids"])} for t in TEXTS]
    checkpoints = {}
    for name in ("3b", "7b", "heads"):
        config = json.loads(json.dumps(CONFIGS[name]))
        with tempfile.TemporaryDirectory() as folder:
            shapes = write_weights(Path(folder), config)
            write_checkpoint_files(tokenizer, Path(folder))
            model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
        asked = {"3b": ["rgb.png", "turned.jpg", "large.jpg"], "7b": ["photo.jpg", "wide.png"], "heads": ["alpha.png"]}[name]
        answers = [
            {"image": image, **answer(model, tokenizer, processor, images[image], PROMPTS[i % 2])}
            for i, image in enumerate(asked)
        ]
        checkpoints[name] = {"config": config, "shapes": shapes, "answers": answers}
    golden = {"texts": texts, "checkpoints": checkpoints}
    (HERE / "answers.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
