#!/usr/bin/env bash
# OpenRLHF 0.11 with this service as its remote reward: no code, one address. OpenRLHF sends {query, prompts, labels} there.
#
# - Each row of the data needs a field `reference` (see --data.label_key): a string, JSON of
#   {"image": {"width", "height"}, "label", "regions", "grammar", "space", "resize"}.
# - OpenRLHF keeps special tokens in `query`, so Qwen's box markers arrive; the prompt is cut off by the service.
# - The address cannot say the step, so the weight of grounding stands still: 1, or 0.5 + 0.5 t/of of the t and of given
#   there. For the paper's growing weight, train in phases.
# - `rewards` train, `scores` (0–1) serve --algo.dynamic_filtering_enable, `extra_logs` holds the terms.
set -euo pipefail

metrics="${FAKEXPLAIN_METRICS_URL:-http://127.0.0.1:4102}"

python3 -m openrlhf.cli.train_ppo_ray \
  --actor.model_name_or_path "${MODEL:?the model to train}" \
  --data.prompt_dataset "${DATA:?training rows, JSONL}" \
  --data.input_key prompt \
  --data.label_key reference \
  --data.image_key images \
  --data.max_images_per_prompt 1 \
  --data.apply_chat_template \
  --algo.advantage.estimator group_norm \
  --rollout.n_samples_per_prompt 4 \
  --reward.remote_url "$metrics/rewards/openrlhf?preset=${PRESET:-paper_linear}" \
  "$@"
