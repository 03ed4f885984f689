#!/usr/bin/env bash
# ROUGE with stemming cannot be had in JavaScript from a Porter stemmer: rouge-score does not use Porter's algorithm.
#
# Seen with rouge-score 0.1.2 on nltk 3.9.2 (Python) and stemmer 2.0.1 (npm).
#
# rouge-score's `use_stemmer=True` takes nltk's stemmer in its usual mode, which has exceptions and rules of its own: "dying"
# becomes "die", "skies" stays with "sky", "lies" with "lie", "news" and "proceed" are kept whole. Porter's algorithm, which
# nltk has as another mode and the npm package has alone, makes "dy", "ski", "li", "new" and "proce" of them. Besides,
# rouge-score leaves words of three letters and fewer as they are, so that "was" and "gas" stay whole where the
# stemmer alone makes "wa" and "ga" of them.
#
# Why it matters: papers report ROUGE-L from rouge-score. With another stemmer the same two sentences get another score
# ("the sky is dying" against "skies die": 2 words of 2 found, where Porter's finds none), and both numbers are called
# "ROUGE-L, stemmed". A port has to carry nltk's rules, and the name of the stemmer belongs into the signature.
#
# Needs Python 3 with venv, Node and npm. Fails when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet rouge-score==0.1.2 nltk==3.9.2
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund stemmer@2.0.1

words='dying skies lies news proceed'
cat >compare.py <<'PYTHON'
import sys
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer, tokenize

words = sys.argv[1].split()
usual = PorterStemmer()
print("rouge-score:", " ".join(tokenize.tokenize(" ".join(words), usual)))
print("porter:", " ".join(map(PorterStemmer(mode="MARTIN_EXTENSIONS").stem, words)))
print("short words:", " ".join(tokenize.tokenize("was gas", usual)), "| stems:", usual.stem("was"), usual.stem("gas"))
score = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=True).score("the sky is dying", "skies die")["rougeL"]
print(f"sentence: precision {score.precision:.2f} recall {score.recall:.2f}")
PYTHON
{
  python/bin/python compare.py "$words"
  node --input-type=module -e "
    import { stemmer } from 'stemmer';
    const words = '$words'.split(' ');
    console.log('npm:', words.map(stemmer).join(' '));
    const found = ['skies', 'die'].filter((word) => ['the', 'sky', 'is', 'dying'].map(stemmer).includes(stemmer(word)));
    console.log('npm sentence:', found.length, 'of 2 words found');"
} | tee seen
diff seen - <<'SEEN'
rouge-score: die sky lie news proceed
porter: dy ski li new proce
short words: was gas | stems: wa ga
sentence: precision 1.00 recall 0.50
npm: dy ski li new proce
npm sentence: 0 of 2 words found
SEEN
echo 'As described.'
