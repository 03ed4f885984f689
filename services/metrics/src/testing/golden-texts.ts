import { readFileSync } from 'node:fs';
import { z } from 'zod';

const directory = new URL('../metrics/text/golden/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, directory), 'utf8'));

const share = z.number();
/** Matches, totals of both orders, and the length of the reference. */
const statistics = z
  .tuple([z.int(), z.int(), z.int(), z.int(), z.int()])
  .transform(([matches1, matches2, total1, total2, referenceLength]) => ({
    matches1,
    matches2,
    total1,
    total2,
    referenceLength,
  }));
/** Precision, recall, F1. */
const rouge = z.tuple([share, share, share]);
const words = z.array(z.string());
const stems = z.array(z.tuple([z.string(), z.string()]));

const textCase = z.object({
  hyp: z.string(),
  refs: z.array(z.string()),
  tok13a: words,
  tokRouge: words,
  'nltk-ws-method0': share,
  'nltk-ws-method1': share,
  'nltk-13a-method0': share,
  'nltk-13a-method1': share,
  sacrebleu: share,
  'sacrebleu-no-eff': share,
  statistics,
  rouge,
  'rouge-stem': rouge,
});

/** Values of reference implementations; `metrics/text/golden/make_text_golden.py` says of which. */
export const golden = z
  .object({
    cases: z.array(textCase),
    corpus: z.object({ hyps: words, refs: z.array(words), sacrebleu: share, statistics }),
    stems,
  })
  .parse(read('text.json'));

export const goldenMore = z
  .object({
    cases: z.array(textCase.extend({ 'rouge-unicode-words': rouge })),
    coco: z.object({
      texts: z.array(words),
      tokens: z.array(z.array(words)),
      total: share,
      single: z.array(share),
    }),
    prose: z.object({ texts: words, tokens: z.array(words) }),
    corpora: z.array(z.object({ members: z.array(z.int()), score: share, statistics })),
    stems,
  })
  .parse(read('text_more.json'));
