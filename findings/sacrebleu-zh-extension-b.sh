#!/usr/bin/env bash
# sacrebleu's tokeniser for Chinese takes dashes and quotation marks for Chinese characters, and rare Chinese characters for none.
#
# Seen with sacrebleu 2.6.0 (Python).
#
# `tokenize="zh"` puts spaces around each character in a list of ranges, which has CJK Extension B as '\u20000'–'\u2a6d6' and
# the Compatibility Supplement as '\u2f800'–'\u2fa1d'. Python's \u takes four digits: each of these is a string of two
# characters ('\u2000' and '0'), and single characters are compared with it. So the ranges mean U+2001–U+2A6D, where
# punctuation, arrows and signs are, and U+2F81–U+2FA1; the characters of Extension B, from U+20000 on, are in none.
#
# Why it matters: "well—known" is three tokens with zh and one with 13a, “quoted” likewise, and 𠀀𠀁 is one token where 字字 is
# two. A port that writes the ranges as they are meant gets other scores than sacrebleu, under the same signature.
#
# Needs Python 3 with venv. Fails when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet sacrebleu==2.6.0
cat >tokens.py <<'PYTHON'
from sacrebleu.metrics import BLEU

for name in ("zh", "13a"):
    tokenizer = BLEU(tokenize=name).tokenizer
    for text in ("well—known", "“quoted”", "𠀀𠀁", "字字"):
        print(name, "|".join(tokenizer(text).split()))
PYTHON
python/bin/python tokens.py | tee seen
diff seen - <<'SEEN'
zh well|—|known
zh “|quoted|”
zh 𠀀𠀁
zh 字|字
13a well—known
13a “quoted”
13a 𠀀𠀁
13a 字字
SEEN
echo 'As described.'
