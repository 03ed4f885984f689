import { describe, expect, it, test } from 'vitest';
import { golden, goldenMore } from '../../testing/golden-texts.ts';
import { bleuPresets, type BleuPreset } from './bleu/presets.ts';
import {
  addBleuStatistics,
  bleuStatistics,
  noBleuStatistics,
  type BleuStatistics,
} from './bleu/statistics.ts';
import { porterStem } from './porter-stem.ts';
import { rougePresets, type RougePreset } from './rouge/presets.ts';
import { rougeL } from './rouge/rouge-l.ts';
import { numberTexts, type Tokeniser } from './tokens/number-texts.ts';
import { ptbWords } from './tokens/ptb-words.ts';
import { rougeWords } from './tokens/rouge-words.ts';
import type { Tokens } from './tokens/tokens.ts';
import { words13a } from './tokens/words-13a.ts';

interface Texts {
  hyp: string;
  refs: string[];
}

const cases = [...golden.cases, ...goldenMore.cases];

const numbered = (by: Tokeniser, { hyp, refs }: Texts): [Tokens, Tokens[]] => {
  const [own = [], ...others] = numberTexts([hyp, ...refs])(by);
  return [own, others];
};

const bleuOf = ({ tokens }: BleuPreset, texts: Texts): BleuStatistics =>
  bleuStatistics(...numbered(tokens, texts));

const rougeOf = ({ tokens }: RougePreset, texts: Texts): number[] => {
  const { precision, recall, f1 } = rougeL(...numbered(tokens, texts));
  return [precision, recall, f1];
};

const sum = (all: readonly BleuStatistics[]) => all.reduce(addBleuStatistics, noBleuStatistics);

/** Within a billionth of the value, so that nltk's 1e-154 is not taken for 0. */
const near = (value: number, expected: number): boolean =>
  Math.abs(value - expected) <= 1e-9 * Math.max(Math.abs(value), Math.abs(expected));

/** The texts for which a value differs from the reference's, with both. */
const differing = <T extends Texts>(
  all: readonly T[],
  ours: (texts: T) => number[],
  theirs: (texts: T) => number[],
) =>
  all
    .map((texts) => ({ texts, ours: ours(texts), theirs: theirs(texts) }))
    .filter(({ ours, theirs }) => !ours.every((value, at) => near(value, theirs[at] ?? Number.NaN)));

describe('tokens', () => {
  it('are those of sacrebleu', () => {
    expect(cases.map(({ hyp }) => words13a(hyp))).toEqual(cases.map(({ tok13a }) => tok13a));
  });

  it('are those of rouge_score', () => {
    expect(cases.map(({ hyp }) => rougeWords(hyp))).toEqual(cases.map(({ tokRouge }) => tokRouge));
  });

  it('are those of COCO for captions and English prose', () => {
    expect(goldenMore.coco.texts.map((row) => row.map(ptbWords))).toEqual(goldenMore.coco.tokens);
    expect(goldenMore.prose.texts.map(ptbWords)).toEqual(goldenMore.prose.tokens);
  });

  it('are stemmed as nltk does', () => {
    const stems = [...golden.stems, ...goldenMore.stems];
    expect(stems.map(([word]) => [word, porterStem(word)])).toEqual(stems);
  });
});

describe('BLEU-2', () => {
  it('counts what sacrebleu counts', () => {
    expect(cases.map((each) => bleuOf(bleuPresets.default, each))).toEqual(
      cases.map(({ statistics }) => statistics),
    );
  });

  test.each(['nltk-ws-method0', 'nltk-ws-method1', 'nltk-13a-method0', 'nltk-13a-method1'] as const)(
    'with preset %s is that of nltk',
    (name) => {
      const preset = bleuPresets[name];
      const wrong = differing(
        cases,
        (each) => [preset.score(bleuOf(preset, each))],
        (each) => [each[name]],
      );
      expect(wrong).toEqual([]);
    },
  );

  test.each([
    ['default', 'sacrebleu'],
    ['sacrebleu-corpus', 'sacrebleu-no-eff'],
  ] as const)('of single texts with preset %s is that of %s', (name, theirs) => {
    const preset = bleuPresets[name];
    const wrong = differing(
      cases,
      (each) => [preset.score(bleuOf(preset, each))],
      (each) => [each[theirs]],
    );
    expect(wrong).toEqual([]);
  });

  it('of a corpus is that of sacrebleu', () => {
    const preset = bleuPresets['sacrebleu-corpus'];
    const { hyps, refs, sacrebleu, statistics } = golden.corpus;
    const whole = sum(hyps.map((hyp, at) => bleuOf(preset, { hyp, refs: refs[at] ?? [] })));
    expect(whole).toEqual(statistics);
    expect(near(preset.score(whole), sacrebleu)).toBe(true);
  });

  test.each(goldenMore.corpora.map((corpus) => ({ ...corpus, size: corpus.members.length })))(
    'of a corpus of $size texts with up to four references is that of sacrebleu',
    ({ members, score, statistics }) => {
      const preset = bleuPresets['sacrebleu-corpus'];
      const texts = goldenMore.cases.filter((_, at) => members.includes(at));
      const whole = sum(texts.map((each) => bleuOf(preset, each)));
      expect(whole).toEqual(statistics);
      expect(near(preset.score(whole), score)).toBe(true);
    },
  );

  it('with preset coco is that of pycocoevalcap, of each text and of all', () => {
    const preset = bleuPresets.coco;
    const { texts, single, total } = goldenMore.coco;
    const each = texts.map(([hyp = '', ...refs]) => bleuOf(preset, { hyp, refs }));
    expect(each.map((statistics, at) => near(preset.score(statistics), single[at] ?? -1))).toEqual(
      each.map(() => true),
    );
    expect(near(preset.score(sum(each)), total)).toBe(true);
  });
});

describe('ROUGE-L', () => {
  test.each([
    ['default', 'rouge'],
    ['stem', 'rouge-stem'],
  ] as const)('with preset %s is that of rouge_score', (name, theirs) => {
    const wrong = differing(
      cases,
      (each) => rougeOf(rougePresets[name], each),
      (each) => each[theirs],
    );
    expect(wrong).toEqual([]);
  });

  it('of words of any script is that of rouge_score with such a tokeniser', () => {
    const wrong = differing(
      goldenMore.cases,
      (each) => rougeOf(rougePresets['unicode-words'], each),
      (each) => each['rouge-unicode-words'],
    );
    expect(wrong).toEqual([]);
  });
});
