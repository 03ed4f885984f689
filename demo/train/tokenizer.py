"""A small byte-level BPE tokenizer with Qwen2.5-VL's special tokens and chat template."""

import argparse
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2TokenizerFast

from data import answer_text, read_pictures, seed_range

SPECIAL_TOKENS = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
]

# Qwen's own pattern but for `\p{N}{1,3}`: a coordinate is one token, which a tiny model learns far sooner than digits.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
VOCABULARY = 2034
GREATEST_COORDINATE = 300

PROMPT = "Is this image real or generated? Explain where and why."

CHAT_TEMPLATE = (
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


def messages() -> list[dict]:
    """What the model is asked: the picture, then the question of the training rows."""
    return [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": PROMPT}]}]


def train(texts: list[str]) -> Qwen2TokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    numbers = [str(number) for number in range(GREATEST_COORDINATE)] * 40
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*texts, *numbers], trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    wrapped = Qwen2TokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=None,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=SPECIAL_TOKENS[1:],
        model_max_length=2048,
        clean_up_tokenization_spaces=False,
    )
    wrapped.chat_template = CHAT_TEMPLATE
    return wrapped


def prompt_text(tokenizer: PreTrainedTokenizerFast) -> str:
    """The chat up to the answer, with one `<|image_pad|>` in the picture's place."""
    return tokenizer.apply_chat_template(messages(), tokenize=False, add_generation_prompt=True)


def main() -> None:
    """Trains the tokenizer on the answers of some seeds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("seeds", type=seed_range)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    pictures = [picture for seed in options.seeds for picture in read_pictures(options.data / str(seed))]
    texts = [answer_text(picture, picture.boxes_resized()) for picture in pictures]
    prompt = f"system\nYou are a helpful assistant.\nuser\n{PROMPT}\nassistant\n"
    tokenizer = train([*texts, *[prompt] * 200])
    tokenizer.save_pretrained(options.folder)
    lengths = sorted(len(tokenizer(text)["input_ids"]) for text in texts)
    print(f"{len(tokenizer)} tokens; answers: median {lengths[len(lengths) // 2]}, longest {lengths[-1]} tokens")
    print(tokenizer.convert_ids_to_tokens(tokenizer(texts[0])["input_ids"]))
    print(repr(prompt_text(tokenizer)))


if __name__ == "__main__":
    main()
