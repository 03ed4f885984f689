"""nltk, sacrebleu, rouge_score and rouge-score-rs on the pairs of a JSON file, for text.ts: python text.py pairs.json

Needs services/metrics/src/metrics/text/golden/requirements.txt, and rouge-score-rs 0.2.1; what is missing is not timed.
"""

import json
import sys

from peer import serve

with open(sys.argv[1], encoding="utf-8") as file:
    pairs = [(pair["hypothesis"], pair["reference"]) for pair in json.load(file)]
hypotheses, references = map(list, zip(*pairs))

nothing = lambda: None
tasks = {}

try:
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
    from sacrebleu.metrics import BLEU

    bleu = BLEU(max_ngram_order=2, effective_order=True)
    split = lambda text: bleu.tokenizer(text.rstrip()).split()
    tokens = [(split(hypothesis), split(reference)) for hypothesis, reference in pairs]
    method1 = SmoothingFunction().method1

    def forget_tokens():
        # sacrebleu keeps the tokens of texts it has seen.
        type(bleu.tokenizer).__call__.cache_clear()
        type(bleu.tokenizer._post_tokenizer).__call__.cache_clear()

    tasks["nltk"] = (
        nothing,
        lambda: [sentence_bleu([theirs], ours, (0.5, 0.5), method1) for ours, theirs in tokens],
    )
    tasks["sacrebleu"] = (
        forget_tokens,
        lambda: [bleu.sentence_score(ours, [theirs]).score / 100 for ours, theirs in pairs],
    )
except ImportError:
    pass

for library in ["rouge_score", "rouge_score_rs"]:
    try:
        scorers = __import__(library + ".rouge_scorer").rouge_scorer
    except ImportError:
        continue
    for suffix, stem in [("", False), (" with stemmer", True)]:
        scorer = scorers.RougeScorer(["rougeL"], use_stemmer=stem)

        def work(scorer=scorer):
            # The Rust library takes all pairs in one call, in which it is fastest; on one thread by RAYON_NUM_THREADS.
            if hasattr(scorer, "score_batch"):
                all_scores = scorer.score_batch(references, hypotheses)
            else:
                all_scores = [scorer.score(theirs, ours) for ours, theirs in pairs]
            return [scores["rougeL"].fmeasure for scores in all_scores]

        tasks[library + suffix] = (nothing, work)

serve(tasks)
