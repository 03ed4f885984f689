"""Scores pairs of regions with the reference libraries, for scoring.ts: python scoring.py sample.json

Needs nltk, sacrebleu, rouge_score, shapely, scipy and numpy. Prints seconds and
processor seconds an explanation: three IoUs of boxes, BLEU-2 with
five choices of settings, ROUGE-L with three. The tokens of COCO captioning come from Java there; here they are words in
lower case without punctuation, which is the cheaper side.
"""

import json
import re
import sys
import time

import numpy as np
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import Tokenizer
from sacrebleu.metrics import BLEU
from scipy.optimize import linear_sum_assignment
from shapely import box, union_all

with open(sys.argv[1], encoding="utf-8") as file:
    sample = json.load(file)


class UnicodeWords(Tokenizer):
    def tokenize(self, text):
        return re.findall(r"\w+", text.lower())


bleu = BLEU(max_ngram_order=2, effective_order=True)
smoothing = SmoothingFunction()
rouges = [
    RougeScorer(["rougeL"]),
    RougeScorer(["rougeL"], use_stemmer=True),
    RougeScorer(["rougeL"], tokenizer=UnicodeWords()),
]


def localise(said, reference):
    a, b = [box(*region["box"]) for region in said], [box(*region["box"]) for region in reference]
    ours, theirs = union_all(a), union_all(b)
    union = ours.intersection(theirs).area / ours.union(theirs).area
    overlaps = np.array([[x.intersection(y).area / x.union(y).area for y in b] for x in a])
    matched = overlaps[linear_sum_assignment(-overlaps)].sum() / max(len(a), len(b))
    free, greedy = set(range(len(b))), 0.0
    for index, x in enumerate(a):
        if not free:
            break
        nearest = min(free, key=lambda at: x.centroid.distance(b[at].centroid))
        free.remove(nearest)
        greedy += overlaps[index, nearest]
    return union, matched, greedy / len(b)


def compare(said, reference):
    hypothesis = " ".join(region["description"] for region in said)
    target = " ".join(region["description"] for region in reference)
    tokens = [bleu.tokenizer(text.rstrip()).split() for text in (hypothesis, target)]
    plain = [re.findall(r"\w+", text.lower()) for text in (hypothesis, target)]
    weights = (0.5, 0.5)
    return [
        bleu.sentence_score(hypothesis, [target]).score,
        sentence_bleu([target.split()], hypothesis.split(), weights),
        sentence_bleu([tokens[1]], tokens[0], weights, smoothing.method1),
        sentence_bleu([plain[1]], plain[0], weights, smoothing.method1),
        *(rouge.score(target, hypothesis)["rougeL"].fmeasure for rouge in rouges),
    ]


start, cpu = time.perf_counter(), time.process_time()
for pair in sample:
    localise(pair["said"], pair["reference"])
    compare(pair["said"], pair["reference"])
spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
print(json.dumps({name: value / len(sample) for name, value in spent.items()}))
