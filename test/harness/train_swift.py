"""Two steps of ms-swift's GRPO with the plugin of examples/rewards: python train_swift.py checkpoint image reference plugin

The last line of the output is JSON: what was rewarded at each step, and what the trainer logged.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

checkpoint, image, reference, plugin = sys.argv[1:]
model, processor = (
    json.loads(Path(checkpoint, f"{name}.json").read_text()) for name in ("config", "preprocessor_config")
)
# ms-swift goes by its own limits, not by those of the checkpoint.
os.environ["MAX_PIXELS"] = str(processor["max_pixels"])

from swift.pipelines import rlhf_main  # noqa: E402
from swift.template.templates.qwen import Qwen2VLTemplate  # noqa: E402

# It takes Qwen's own tokenizer for granted, too, and the demo's model has a small one.
Qwen2VLTemplate.image_token_id = model["image_token_id"]

row = {
    "messages": [{"role": "user", "content": "<image>Is this image real or generated? Explain where and why."}],
    "images": [image],
    "reference": reference,
}
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    data = folder / "train.jsonl"
    data.write_text(f"{json.dumps(row)}\n" * 4)
    settings = {
        "rlhf_type": "grpo",
        "model": checkpoint,
        "model_type": "qwen2_5_vl",
        "template": "qwen2_5_vl",
        "dataset": data,
        "external_plugins": plugin,
        "reward_funcs": "fakexplain",
        "output_dir": folder / "output",
        "add_version": "false",
        "tuner_type": "full",
        "torch_dtype": "float32",
        "attn_impl": "sdpa",
        "use_vllm": "false",
        "max_steps": 2,
        "per_device_train_batch_size": 2,
        "num_generations": 2,
        "gradient_accumulation_steps": 1,
        "max_completion_length": 96,
        "logging_steps": 1,
        "log_completions": "true",
        "save_strategy": "no",
        "split_dataset_ratio": 0,
        "report_to": "none",
        "use_hf": "true",
    }
    rlhf_main([word for name, value in settings.items() for word in (f"--{name}", str(value))])
    completions, logging = (
        [json.loads(line) for line in (folder / "output" / f"{name}.jsonl").read_text().splitlines()]
        for name in ("completions", "logging")
    )
# The last step is written twice.
steps = {entry["step"][0]: entry for entry in completions}.values()
rewarded = [{"texts": step["completion"], "totals": step["FakeXplainReward"]} for step in steps]
print(json.dumps({"rewarded": rewarded, "logged": [entry for entry in logging if "reward" in entry]}))
