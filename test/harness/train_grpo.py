"""Two steps of TRL's GRPOTrainer with the reward of examples/rewards: python train_grpo.py checkpoint image reference

The last line of the output is JSON: what was rewarded at each step, and what the trainer logged.
"""

import json
import sys
import tempfile

from datasets import Dataset
from PIL import Image
from transformers import AutoProcessor, Qwen2_5_VLForConditionalGeneration, set_seed
from trl import GRPOConfig, GRPOTrainer

from trl_reward import make_reward

checkpoint, image, reference = sys.argv[1:]
set_seed(0)
processor = AutoProcessor.from_pretrained(checkpoint)
ask_service = make_reward(processor.tokenizer, preset="paper_linear")
rewarded = []


def reward(completion_ids, **given):
    totals = ask_service(completion_ids=completion_ids, **given)
    rewarded.append({"texts": processor.tokenizer.batch_decode(completion_ids), "totals": totals})
    return totals


row = {
    "prompt": [{"role": "user", "content": "Is this image real or generated? Explain where and why."}],
    "image": Image.open(image).convert("RGB"),
    "reference": reference,
}
with tempfile.TemporaryDirectory() as folder:
    trainer = GRPOTrainer(
        model=Qwen2_5_VLForConditionalGeneration.from_pretrained(checkpoint),
        processing_class=processor,
        train_dataset=Dataset.from_list([row] * 4),
        reward_funcs=[reward],
        args=GRPOConfig(
            output_dir=folder,
            max_steps=2,
            per_device_train_batch_size=2,
            num_generations=2,
            max_completion_length=96,
            use_cpu=True,
            bf16=False,
            logging_steps=1,
            report_to=[],
            save_strategy="no",
        ),
    )
    trainer.train()
steps = [entry for entry in trainer.state.log_history if "reward" in entry]
print(json.dumps({"rewarded": rewarded, "logged": steps}))
