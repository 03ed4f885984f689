"""Times nltk, sacrebleu and rouge_score on the pairs of a JSON file, for text.ts: python text.py pairs.json

Needs services/metrics/src/metrics/text/golden/requirements.txt. Prints microseconds a pair (the least of three passes) and the mean score of each.
"""

import json
import statistics
import sys
import time

from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU

with open(sys.argv[1], encoding="utf-8") as file:
    pairs = [(pair["hypothesis"], pair["reference"]) for pair in json.load(file)]

bleu = BLEU(max_ngram_order=2, effective_order=True)
split = lambda text: bleu.tokenizer(text.rstrip()).split()
tokens = [(split(hypothesis), split(reference)) for hypothesis, reference in pairs]
method1 = SmoothingFunction().method1
rouge = RougeScorer(["rougeL"])
stemming = RougeScorer(["rougeL"], use_stemmer=True)


def forget_tokens():
    # sacrebleu keeps the tokens of texts it has seen.
    type(bleu.tokenizer).__call__.cache_clear()
    type(bleu.tokenizer._post_tokenizer).__call__.cache_clear()


tasks = {
    "nltk": lambda at: sentence_bleu([tokens[at][1]], tokens[at][0], (0.5, 0.5), method1),
    "sacrebleu": lambda at: bleu.sentence_score(pairs[at][0], [pairs[at][1]]).score / 100,
    "rouge": lambda at: rouge.score(pairs[at][1], pairs[at][0])["rougeL"].fmeasure,
    "rouge-stem": lambda at: stemming.score(pairs[at][1], pairs[at][0])["rougeL"].fmeasure,
}

results = {}
for name, task in tasks.items():
    passes = []
    for _ in range(3):
        forget_tokens()
        start = time.perf_counter()
        scores = [task(at) for at in range(len(pairs))]
        passes.append((time.perf_counter() - start) / len(pairs) * 1e6)
    results[name] = {"microseconds": min(passes), "mean": statistics.fmean(scores)}
print(json.dumps(results))
