"""Prompts and answers as tokens, and a fast greedy or sampling decode for many pictures of one size."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import DynamicCache, PreTrainedTokenizerFast, Qwen2_5_VLForConditionalGeneration

from batches import Batch
from data import answer_text
from model import positions
from tokenizer import prompt_text

MAX_NEW_TOKENS = 160


class Chat:
    """The prompt around a picture, for one tokenizer."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self.tokenizer = tokenizer
        before, after = prompt_text(tokenizer).split("<|image_pad|>")
        self.before: list[int] = tokenizer(before)["input_ids"]
        self.after: list[int] = tokenizer(after)["input_ids"]
        self.end: int = tokenizer.convert_tokens_to_ids("<|im_end|>")
        self.pad: int = tokenizer.convert_tokens_to_ids("<|endoftext|>")

    def answers(self, batch: Batch) -> Tensor:
        """int64 [batch, longest] of what should be said, ended by `<|im_end|>` and padded with `<|endoftext|>`."""
        texts = [answer_text(picture, boxes) for picture, boxes in zip(batch.pictures, batch.boxes)]
        rows = [torch.tensor(ids + [self.end]) for ids in self.tokenizer(texts)["input_ids"]]
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=self.pad)

    def prompt(self, model: Qwen2_5_VLForConditionalGeneration, vision: Tensor) -> Tensor:
        """float32 [batch, prompt, hidden]: the prompt's embeddings with the picture's tokens in their place."""
        embed = model.get_input_embeddings()
        before, after = (embed(torch.tensor(ids)).expand(len(vision), -1, -1) for ids in (self.before, self.after))
        return torch.cat([before, vision, after], dim=1)

    def places(self, rows: int, columns: int, answer: int) -> Tensor:
        """int64 [3, prompt + answer]"""
        return positions(len(self.before), rows, columns, len(self.after) + answer)


@dataclass(frozen=True)
class Read:
    """What the decoder makes of a prompt and an answer."""

    logits: Tensor  # [batch, answer, vocabulary]: before each token of the answer
    early: Tensor  # [batch, vision tokens, hidden]: after the first layer, at the picture's tokens


def read(
    model: Qwen2_5_VLForConditionalGeneration, chat: Chat, vision: Tensor, rows: int, columns: int, answer: Tensor
) -> Read:
    """Teacher-forced: vision float32 [batch, tokens, hidden], answer int64 [batch, n]."""
    prompt = chat.prompt(model, vision)
    inputs = torch.cat([prompt, model.get_input_embeddings()(answer[:, :-1])], dim=1)
    places = chat.places(rows, columns, answer.shape[1] - 1)
    out = model.model.language_model(
        inputs_embeds=inputs,
        position_ids=places[:, None].expand(-1, len(inputs), -1),
        use_cache=False,
        output_hidden_states=True,
    )
    start = prompt.shape[1] - 1
    picture = slice(len(chat.before), len(chat.before) + vision.shape[1])
    return Read(model.lm_head(out.last_hidden_state[:, start:]), out.hidden_states[1][:, picture])


@torch.no_grad()
def decode(
    model: Qwen2_5_VLForConditionalGeneration,
    chat: Chat,
    vision: Tensor,
    rows: int,
    columns: int,
    temperature: float = 0.0,
    longest: int = MAX_NEW_TOKENS,
) -> Tensor:
    """int64 [batch, n]: answers up to and with `<|im_end|>`, then `<|endoftext|>`; greedy at temperature 0."""
    language, embed = model.model.language_model, model.get_input_embeddings()
    inputs, cache = chat.prompt(model, vision), DynamicCache()
    places = chat.places(rows, columns, 0)
    prompt, following = places.shape[1], int(places.max()) + 1
    done = torch.zeros(len(vision), dtype=torch.bool)
    said: list[Tensor] = []
    for step in range(longest):
        if step == 0:
            position = places[:, None].expand(-1, len(vision), -1)
        else:
            position = torch.full((3, len(vision), 1), following + step - 1)
        out = language(
            inputs_embeds=inputs,
            position_ids=position,
            past_key_values=cache,
            use_cache=True,
            cache_position=torch.tensor([prompt + step - 1]) if step else torch.arange(prompt),
        )
        logits = model.lm_head(out.last_hidden_state[:, -1])
        if temperature == 0:
            token = logits.argmax(-1)
        else:
            token = torch.multinomial(F.softmax(logits / temperature, -1), 1)[:, 0]
        token = torch.where(done, chat.pad, token)
        said.append(token)
        done |= (token == chat.end) | (token == chat.pad)
        if bool(done.all()):
            break
        inputs = embed(token)[:, None]
    return torch.stack(said, dim=1)
