"""Golden values of text metrics by characters, for languages without spaces between words.

    pip install sacrebleu==2.6.0 rouge_score==0.1.2 && python make_character_golden.py     writes characters.json beside this file
"""

import json
import random
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU

here = Path(__file__).parent
rng = random.Random(20261129)

sentence = {name: BLEU(max_ngram_order=2, smooth_method="exp", effective_order=True, tokenize=name) for name in ("char", "zh")}
# sacrebleu strips the end of a line before it has it tokenised.
tokens = {name: lambda text, bleu=bleu: bleu.tokenizer(text.rstrip()).split() for name, bleu in sentence.items()}


class Characters:
    def tokenize(self, text):
        return tokens["char"](text)


rouge = RougeScorer(["rougeL"], tokenizer=Characters())

TEXTS = [
    ("左手有六根手指，背景模糊", ["左手有六根手指，背景文字模糊"]),
    ("左手有六根手指，背景模糊", ["左手有六根手指，背景文字模糊", "手指多了一根。"]),
    ("", ["手指"]),
    ("手指", ["耳朵"]),
    ("手", ["手"]),
    ("影の向きが光源と合わない。", ["影の向きが光源と矛盾している。"]),
    ("มือซ้ายมีหกนิ้ว", ["มือมีหกนิ้ว ฉากหลังเบลอ"]),
    ("文字 STOPP は 3-5 回、1,024.50 px で .5 だけ", ["文字 STOP は 3-5 回, 1,024.5 px"]),
    ("ＡＢＣ（全角）ﾃｷｽﾄ、「引用」 ✂ ☀ ㊙ ㍿", ["ＡＢＣ（全角）テキスト、『引用』"]),
    ("𠀀字 👍🏽 a.b,c 5.5,5 5. .5 -5 5-", ["𠀀字 👍 a. b, c 5.5 5 -"]),
    (" 前後に空白　\n二行目\t", ["前後に空白\n二行目"]),
    ("left-hand: {a} [b] ~ ` ^ _ | \\ / @ # 'tis 50%", ["left-hand: {a} (b)"]),
]

PIECES = """左手 有 六根 手指 背景 文字 模糊 影子 不自然 ， 。 、 耳朵 融化 影 の 向き が 合わない テキスト ﾃｷｽﾄ มือ นิ้ว เบลอ ฉาก STOP 3-5 1,024.50 .5 5. - , . ( ) “引用” 👍 𠀀 ✂ a b é""".split()


def text(length):
    return "".join(rng.choice(PIECES) + rng.choice(["", "", "", " ", "\n"]) for _ in range(length))


def mutated(original):
    return "".join(c for c in original if rng.random() > 0.2) + text(rng.randint(0, 3))


for _ in range(150):
    first = text(rng.randint(1, 30))
    TEXTS.append((mutated(first), [mutated(first) for _ in range(rng.choice([1, 1, 2, 3]))]))

cases = []
for hyp, refs in TEXTS:
    case = {"hyp": hyp, "refs": refs}
    for name, bleu in sentence.items():
        score = bleu.sentence_score(hyp, refs)
        case[name] = {"tokens": tokens[name](hyp), "score": score.score / 100, "statistics": [*score.counts, *score.totals, score.ref_len]}
    best = rouge.score_multi(refs, hyp)["rougeL"]
    case["rouge"] = [best.precision, best.recall, best.fmeasure]
    cases.append(case)
(here / "characters.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")))
