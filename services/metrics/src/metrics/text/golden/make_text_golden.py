"""Golden values of text metrics, from reference implementations.

    pip install -r requirements.txt && python make_text_golden.py     writes text_more.json beside this file

The tokens of COCO's evaluation need Java besides (pycocoevalcap brings Stanford's tokeniser).

text.json is of the same kind, made with nltk 3.8, sacrebleu 2.6.0 and rouge_score: texts with traps, texts mutated at random, a corpus, and stems. This script
first computes it anew and stops if any value differs.
"""

import json
import logging
import math
import random
import subprocess
import warnings
from pathlib import Path

import pycocoevalcap.tokenizer.ptbtokenizer as ptb
import regex
from nltk.stem.porter import PorterStemmer
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from pycocoevalcap.bleu.bleu_scorer import BleuScorer
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenize import tokenize as rouge_tokens
from sacrebleu.metrics import BLEU

warnings.filterwarnings("ignore")
logging.disable()
here = Path(__file__).parent
rng = random.Random(20261123)

sentence = BLEU(max_ngram_order=2, smooth_method="exp", effective_order=True)
corpus = BLEU(max_ngram_order=2, smooth_method="exp", effective_order=False)
tokens_13a = lambda text: sentence.tokenizer(text.rstrip()).split()
stemmer = PorterStemmer()

UNSPACED = "".join(rf"\p{{Script_Extensions={script}}}" for script in ("Han", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"))
UNICODE_WORD = regex.compile(
    rf"(?V1)[\p{{L}}&&[{UNSPACED}]]\p{{M}}*|[[\p{{L}}\p{{M}}\p{{N}}]--[\p{{L}}&&[{UNSPACED}]]]+"
)


class UnicodeWords:
    def tokenize(self, text):
        return UNICODE_WORD.findall(text.lower())


scorers = {
    "rouge": RougeScorer(["rougeL"]),
    "rouge-stem": RougeScorer(["rougeL"], use_stemmer=True),
    "rouge-unicode-words": RougeScorer(["rougeL"], tokenizer=UnicodeWords()),
}


def coco_tokens(texts):
    """As PTBTokenizer.tokenize, but with a line between texts: the tokeniser looks at the next line to decide about a period at the end of one."""
    jar = Path(ptb.__file__).parent / ptb.STANFORD_CORENLP_3_4_1_JAR
    command = ["java", "-Dfile.encoding=UTF-8", "-cp", str(jar), "edu.stanford.nlp.process.PTBTokenizer", "-preserveLines", "-lowerCase"]
    lines = "".join(f"{text}\nx\n" for text in (text.replace("\n", " ") for text in texts))
    output = subprocess.run(command, input=lines.encode(), capture_output=True, check=True).stdout.decode().split("\n")
    return [
        [token for token in line.rstrip().split(" ") if token and token not in ptb.PUNCTUATIONS]
        for line in output[: 2 * len(texts) : 2]
    ]


def coco_bleu(pairs):
    """Bleu_2 of the whole and of each (hypothesis, references), lists of tokens."""
    scorer = BleuScorer(n=4)
    for hypothesis, references in pairs:
        scorer += (" ".join(hypothesis), [" ".join(reference) for reference in references])
    total, each = scorer.compute_score(option="closest")
    return total[1], each[1]


def values(hyp, refs):
    result = {"hyp": hyp, "refs": refs, "tok13a": tokens_13a(hyp), "tokRouge": rouge_tokens(hyp, None)}
    for tokens, split in (("ws", str.split), ("13a", tokens_13a)):
        for method in ("method0", "method1"):
            smoothing = getattr(SmoothingFunction(), method)
            score = sentence_bleu([split(ref) for ref in refs], split(hyp), (0.5, 0.5), smoothing) if split(hyp) else 0
            result[f"nltk-{tokens}-{method}"] = score
    score = sentence.sentence_score(hyp, refs)
    result["sacrebleu"] = score.score / 100
    result["sacrebleu-no-eff"] = corpus.sentence_score(hyp, refs).score / 100
    result["statistics"] = [*score.counts, *score.totals, score.ref_len]
    for name, scorer in scorers.items():
        best = scorer.score_multi(refs, hyp)["rougeL"]
        result[name] = [best.precision, best.recall, best.fmeasure]
    return result


def same(a, b):
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return math.isclose(a, b, rel_tol=1e-12) if isinstance(a, float) else a == b


given = json.loads((here / "text.json").read_text())
for case in given["cases"]:
    now = values(case["hyp"], case["refs"])
    for key, value in case.items():
        assert key == "name" or same(value, now[key]), (case["name"], key, value, now[key])
for word, stem in given["stems"]:
    assert stemmer.stem(word) == stem, (word, stem)

WORDS = """the a an of and with left right hand finger fingers eye eyes shadow shadows reflection texture fur skin background text letters sign
building window wall horizon teeth ear ears hair leg legs paw beak feather petal lighting perspective edge edges has have is are was looks appears
seems merging merges melted blurred distorted extra missing duplicated unnatural impossible inconsistent overly smooth asymmetric six three two 2 5
over-sharp half-visible doesn't can't it's isn't man's cannot illegible nonsensical realistically geometry anatomically incorrectly generated image""".split()
RARE = """naïve café déformé Straße ÉCLAIR привет тени 左手 背景文字 影 テキスト ไม่ عين نص 손가락 &amp; &quot;melt&quot; (x=0.5) [12,34] 1,024.50 3-5 5..5 a..5 .5 -5 5- e.g. U.S.
"quoted" “curly” — – ... ?! / <box> </ref> # $5 50% 10:30 constructor __proto__ hasOwnProperty 👍 🖐🏽 1980s 2nd""".split()


def caption(length, rare):
    words = [rng.choice(RARE) if rng.random() < rare else rng.choice(WORDS) for _ in range(length)]
    words = [word + rng.choice([",", ".", ";", ".\n", ":"]) if rng.random() < 0.12 else word for word in words]
    text = " ".join(words)
    return text[:1].upper() + text[1:] + rng.choice(["", ".", ".", "!", "\n", " "])


def mutated(text, rate, rare):
    words = []
    for word in text.split(" "):
        chance = rng.random()
        if chance < rate / 3:
            continue
        words.append(caption(1, rare).strip() if chance < rate else word)
        if chance > 1 - rate / 4:
            words.append(rng.choice(WORDS))
    return " ".join(words)


def case(length, rare):
    first = caption(length, rare)
    references = [mutated(first, rng.choice([0.1, 0.3, 0.6]), rare) for _ in range(rng.choice([1, 1, 2, 3, 4]))]
    return values(mutated(first, rng.choice([0.1, 0.4, 0.8]), rare), references)


# The last are long: their longest common subsequence takes several machine words.
cases = [case(rng.randint(1, 25), rng.choice([0, 0.1, 0.4])) for _ in range(200)]
cases += [case(rng.randint(33, 150), 0.05) for _ in range(20)]

plain = [[caption(rng.randint(1, 25), 0) for _ in range(1)] for _ in range(60)]
texts = [[text, *[mutated(text, rng.choice([0.1, 0.4, 0.8]), 0) for _ in range(rng.randint(1, 3))]] for [text] in plain]
texts += [["", "some fur"], ["some fur", ""], ["fur", "fur"]]
tokens = coco_tokens([text for row in texts for text in row])
each = iter(tokens)
rows = [[next(each) for _ in row] for row in texts]
total, single = coco_bleu([(row[0], row[1:]) for row in rows])
coco = {"texts": texts, "tokens": rows, "total": total, "single": single}

PROSE = [
    "The shadow doesn't match; it's inverted, can't be \"real\" (x=0.5) [a] {b}.",
    "A man's hand: six fingers... and 1,024.50 px — or 3-5 – isn't it? $5.00 50% #1 a/b",
    "colour and grey, the aluminium's edges cannot be real, gonna say. Mr. Smith, e.g. the end.",
    "eyes &amp; mouth &quot;melt&quot; &lt;bad&gt;",
    "left-hand/right-hand over-sharp half-visible “smart quotes” ‘x’ don’t",
    "café déformé œil 左手有六根手指，背景文字模糊 🖐🏽 👍",
    "The fur is metallic.The eyes are blurred.Next !! ?! .... ..  end .",
    "constructor __proto__ a_b a*b a+b=c <box> </ref> |x| ~ ^ 'tis they'll we've I'm I'd you're",
    "No. 5 vs. it, St. John's texts' edges. Fig. 3 (e.g. this) 10:30 a.m. 2nd 1990s 3D 20px",
    "(5) 5-6 -5 +5 5-point five- -five --six ---seven and/or 12/05/2020 .5 0.5. AT&T R&B",
    "state-of-the-art e-mail x-ray T-shirt non–uniform word—word word--word 1990–2000 a-1",
    "photo.jpg www.site.com https://example.com/a?b=c. user@host.org v1.2 10.5cm ½ m² °C №",
]
prose = {"texts": PROSE, "tokens": coco_tokens(PROSE)}

sets = [[row for row in cases if len(row["refs"]) == count] for count in (1, 2, 3, 4)]
corpora = []
for rows in [cases[:200], *sets]:
    streams = [list(stream) for stream in zip(*[row["refs"] + [None] * (4 - len(row["refs"])) for row in rows])]
    score = corpus.corpus_score([row["hyp"] for row in rows], streams)
    members = [cases.index(row) for row in rows]
    corpora.append({"members": members, "score": score.score / 100, "statistics": [*score.counts, *score.totals, score.ref_len]})

# Words made of what the rules look at, with y and digits in all places.
STEMS = ["", "b", "y", "a", "yy", "sky", "tr", "geo", "al", "hopp", "fizz", "fil", "conn", "oy", "1", "7b", "ax", "gree", "sens", "poss"]
MIDDLES = ["", "at", "iz", "bl", "at", "ion", "al", "iv", "ous", "ll", "ss", "tt", "y", "log", "e", "ment", "ful", "abl"]
ENDS = ["s", "es", "ies", "ied", "eed", "ed", "ing", "y", "i", "alli", "fulli", "logi", "ational", "ization", "biliti", "icate", "ness", "ance", "ement", "ion", "e", "ll", "1"]
words = sorted({rng.choice(STEMS) + rng.choice(MIDDLES) + rng.choice(ENDS) for _ in range(3000)} - {""})
stems = [[word, stemmer.stem(word)] for word in words]

more = {"cases": cases, "coco": coco, "prose": prose, "corpora": corpora, "stems": stems}
(here / "text_more.json").write_text(json.dumps(more, separators=(",", ":")))
