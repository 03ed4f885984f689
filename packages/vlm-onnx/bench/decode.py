"""Greedy decoding by Hugging Face transformers on one core, for decode.ts: python decode.py folder image tokens"""

import json
import sys
import time

import torch
from PIL import Image
from transformers import AutoTokenizer, Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

ROUNDS = 3


@torch.no_grad()
def main(folder, image, count, prompt):
    torch.set_num_threads(1)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    processor = Qwen2VLImageProcessor.from_pretrained(folder)
    messages = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompt}]}]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

    def answer(tokens):
        start = time.process_time()
        inputs = processor(Image.open(image).convert("RGB"), return_tensors="pt")
        cells = int(inputs["image_grid_thw"].prod()) // 4
        ids = tokenizer(text.replace("<|image_pad|>", "<|image_pad|>" * cells), return_tensors="pt").input_ids
        out = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=tokens, **inputs
        )
        return (time.process_time() - start) * 1000, out[0, ids.shape[1] :].tolist()

    answer(2)
    first = min(answer(1)[0] for _ in range(ROUNDS))
    timed = [answer(count) for _ in range(ROUNDS)]
    whole, tokens = min(timed)
    json.dump({"first": first, "whole": whole, "tokens": tokens}, sys.stdout)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
