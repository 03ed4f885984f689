"""Rewards of FakeXplain explanations for TRL's GRPOTrainer.

    from trl import GRPOConfig, GRPOTrainer
    from trl_reward import make_reward

    trainer = GRPOTrainer(model=…, processing_class=processor, train_dataset=dataset, args=GRPOConfig(…),
                          reward_funcs=[make_reward(processor.tokenizer, preset="paper_linear")])

The dataset needs a column `reference` with JSON of {"image": {"width", "height"}, "label", "regions"}.

TRL decodes completions without special tokens, and Qwen's box markers are special tokens: without them no region is
left. So the tokens are decoded here once more, with them. For a grammar in plain text (InternVL's), leave the tokenizer out.
"""

from fakexplain_rewards import compute_rewards, step_of


def text_of(completion):
    """The text of a completion: plain, or the last message of a conversation, whose content may be in parts."""
    if isinstance(completion, str):
        return completion
    content = completion[-1]["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or "" for part in content)


def make_reward(tokenizer=None, url=None, **settings):
    """A reward function as TRL calls it. `settings` go to the service: preset, iou, grammar, space, resize, …"""

    def fakexplain_reward(completions, reference, completion_ids=None, trainer_state=None, log_metric=None, **_):
        if tokenizer is not None and completion_ids is not None:
            texts = tokenizer.batch_decode(completion_ids, skip_special_tokens=False)
        else:
            texts = [text_of(completion) for completion in completions]
        rewards = compute_rewards(texts, reference, step=step_of(trainer_state), url=url, **settings)
        if log_metric is not None:
            for term in ("grounding", "verdict", "format"):
                log_metric(f"fakexplain/{term}", sum(reward[term] for reward in rewards) / len(rewards))
        return [reward["total"] for reward in rewards]

    return fakexplain_reward
