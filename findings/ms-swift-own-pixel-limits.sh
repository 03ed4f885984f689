#!/usr/bin/env bash
# ms-swift trains Qwen2.5-VL on images of another size than its checkpoint says, and nothing tells.
#
# Seen with ms-swift 4.6.0, qwen-vl-utils 0.0.14, transformers 5.10.4.
#
# A checkpoint's preprocessor_config.json has the limits of Qwen's processor (`min_pixels`, `max_pixels`), by which transformers,
# vLLM and others resize an image. ms-swift reads that file, but resizes before, with qwen-vl-utils and its limits (4 to 16,384
# tokens, at most 12,845,056 pixels), and calls the processor with do_resize=False. Only the environment's MAX_PIXELS counts. The
# image below is 54 tokens in transformers, where the checkpoint says max_pixels 50176, and 368 in ms-swift.
#
# Why it matters: boxes count in pixels of the resized image. A model that is trained with a limit in its checkpoint learns (and
# is rewarded for) coordinates of other sizes than it is served with, and the small model of the demo, trained by other means,
# writes nonsense inside of ms-swift's GRPO until MAX_PIXELS=50176 is set.
#
# Needs uv, and 7 GB for PyTorch. Fails when any of this changes.
set -euo pipefail
demo=$(cd "$(dirname "$0")/../demo" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
uv venv --quiet --python 3.11 python
uv pip install --quiet --python python/bin/python ms-swift==4.6.0 qwen-vl-utils==0.0.14 transformers==5.10.4 torchvision

cat >count.py <<'PYTHON'
import sys

from PIL import Image
from swift.model import get_processor
from swift.template import get_template
from transformers import AutoProcessor

checkpoint, image = sys.argv[1:]
ours = AutoProcessor.from_pretrained(checkpoint)
text = "<|vision_start|><|image_pad|><|vision_end|>Real or generated?"
pads = ours(text=[text], images=[Image.open(image).convert("RGB")])["input_ids"][0].count(ours.image_token_id)

template = get_template(get_processor(checkpoint, model_type="qwen2_5_vl", use_hf=True), template_type="qwen2_5_vl")
# The demo's tokenizer is not Qwen's, whose numbers ms-swift has in its code.
template.image_token_id = ours.image_token_id
asked = {"messages": [{"role": "user", "content": "<image>Real or generated?"}], "images": [image]}
print("transformers", pads, "ms-swift", template.encode(asked)["input_ids"].count(ours.image_token_id))
PYTHON
for limit in '' MAX_PIXELS=50176; do
  env HF_HUB_OFFLINE=1 $limit python/bin/python count.py "$demo/models/fakexplainer-tiny-demo" "$demo/images/001-aquarium.webp" \
    2>log | tail -1
done | tee seen
diff seen - <<'SEEN'
transformers 54 ms-swift 368
transformers 54 ms-swift 54
SEEN
echo 'As described.'
