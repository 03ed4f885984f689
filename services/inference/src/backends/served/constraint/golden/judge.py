# Has xgrammar, the engine behind vLLM's and SGLang's constraints, judge ours. Run here, with Node 24:
#   node candidates.ts | python judge.py > xgrammar.json
# xgrammar 0.2.8, torch 2.15 (CPU)
import json
import sys

import xgrammar
from xgrammar.testing import _is_grammar_accept_string as accepts

judged = []
for candidate in json.load(sys.stdin):
    regex = xgrammar.Grammar.from_regex(candidate["regex"])
    grammar = xgrammar.Grammar.from_ebnf(candidate["grammar"])
    verdicts = [
        {"text": text, "regex": accepts(regex, text), "grammar": accepts(grammar, text)}
        for text in candidate["texts"]
    ]
    judged.append({**candidate, "texts": verdicts})
json.dump(judged, sys.stdout, indent=1, ensure_ascii=False)
