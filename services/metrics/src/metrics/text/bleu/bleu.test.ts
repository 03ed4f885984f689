import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { numberTexts } from '../tokens/number-texts.ts';
import { numberTokens } from '../tokens/tokens.ts';
import { bleuPresets } from './presets.ts';
import { addBleuStatistics, bleuStatistics, noBleuStatistics, type BleuStatistics } from './statistics.ts';

const presets = Object.entries(bleuPresets);
const words = (text: string) => text.split(' ').filter((word) => word !== '');
const statisticsOf = (hypothesis: string[], references: string[][]) => {
  const [own = [], ...others] = numberTokens([hypothesis, ...references]);
  return bleuStatistics(own, others);
};
const score = (name: keyof typeof bleuPresets, hypothesis: string, ...references: string[]) => {
  const { tokens, score } = bleuPresets[name];
  const [own = [], ...others] = numberTexts([hypothesis, ...references])(tokens);
  return score(bleuStatistics(own, others));
};

describe('bleuStatistics', () => {
  it('counts clipped matches', () => {
    // Of seven "the" two are in the reference; no "the the" is.
    expect(statisticsOf(words('the the the the the the the'), [words('the cat is on the mat')])).toEqual({
      matches1: 2,
      matches2: 0,
      total1: 7,
      total2: 6,
      referenceLength: 6,
    });
  });

  it('clips by the reference that has an n-gram most, and takes the closest length, of two the shorter', () => {
    const statistics = statisticsOf(words('a a b c'), [words('a b x x x'), words('a a c'), words('b c')]);
    expect(statistics).toEqual({ matches1: 4, matches2: 3, total1: 4, total2: 3, referenceLength: 3 });
  });

  it('is defined for empty texts', () => {
    expect(statisticsOf([], [[]])).toEqual(noBleuStatistics);
    expect(statisticsOf([], [['fur']])).toEqual({ ...noBleuStatistics, referenceLength: 1 });
    expect(statisticsOf(['fur'], [[], ['fur']])).toEqual({
      matches1: 1,
      matches2: 0,
      total1: 1,
      total2: 0,
      referenceLength: 1,
    });
  });

  it('refuses to score without a reference', () => {
    expect(() => statisticsOf(['fur'], [])).toThrow(/needs a reference/);
  });
});

/** Counts n-grams under their text, as in the definition. */
function naive(hypothesis: string[], references: string[][]): BleuStatistics {
  const grams = (tokens: string[], n: number) =>
    tokens.slice(n - 1).map((_, at) => JSON.stringify(tokens.slice(at, at + n)));
  const count = (all: string[], gram: string) => all.filter((each) => each === gram).length;
  const matches = (n: number) =>
    [...new Set(grams(hypothesis, n))]
      .map((gram) =>
        Math.min(
          count(grams(hypothesis, n), gram),
          Math.max(...references.map((reference) => count(grams(reference, n), gram))),
        ),
      )
      .reduce((a, b) => a + b, 0);
  const [closest = 0] = references
    .map(({ length }) => length)
    .toSorted((a, b) => Math.abs(a - hypothesis.length) - Math.abs(b - hypothesis.length) || a - b);
  return {
    matches1: matches(1),
    matches2: matches(2),
    total1: grams(hypothesis, 1).length,
    total2: grams(hypothesis, 2).length,
    referenceLength: closest,
  };
}

const tokens = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'e\u0301', '\u00e9'), {
  maxLength: 12,
});
const pair = fc.tuple(tokens, fc.array(tokens, { minLength: 1, maxLength: 4 }));

describe('any texts', () => {
  it('have the statistics of the definition', () => {
    fc.assert(
      fc.property(pair, ([hypothesis, references]) => {
        expect(statisticsOf(hypothesis, references)).toEqual(naive(hypothesis, references));
      }),
      { numRuns: 500 },
    );
  });

  it('score between 0 and 1, alone and added up', () => {
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        const alone = statisticsOf(...one);
        const both = addBleuStatistics(alone, statisticsOf(...other));
        for (const [, { score, corpus }] of presets) {
          for (const statistics of corpus ? [noBleuStatistics, alone, both] : [alone]) {
            expect(score(statistics)).toBeGreaterThanOrEqual(0);
            expect(score(statistics)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });
});

describe('scores', () => {
  it('of a text that is too short and has one common bigram', () => {
    // p1 = 3/4, p2 = 1/3, and 4 tokens against 6.
    const expected = Math.exp(1 - 6 / 4) * Math.sqrt((3 / 4) * (1 / 3));
    expect(score('default', 'the fur looks metallic', 'the fur has a metallic texture')).toBeCloseTo(
      expected,
      14,
    );
  });

  test.each([
    ['default', Math.sqrt((2 / 7) * (1 / 12))],
    ['nltk-13a-method1', Math.sqrt((2 / 7) * (0.1 / 6))],
    ['nltk-13a-method0', Math.sqrt(2 / 7) * Math.sqrt(2.2250738585072014e-308)],
  ] as const)('without a common bigram depend on smoothing: %s', (name, expected) => {
    const value = score(name, 'the the the the the the the', 'the cat is on the mat');
    expect(value / expected).toBeCloseTo(1, 12);
  });

  it('of one word equal to the reference depend on the order used', () => {
    expect(score('default', 'fur', 'fur')).toBe(1);
    expect(score('sacrebleu-corpus', 'fur', 'fur')).toBe(0);
  });

  test.each(presets.map(([name]) => name as keyof typeof bleuPresets))(
    'of empty texts are 0 with preset %s, but for COCO’s traces',
    (name) => {
      for (const [hypothesis, reference] of [
        ['', ''],
        ['', 'some fur'],
        ['some fur', ''],
        [' \n\u0085', 'some fur'],
      ] as const) {
        expect(score(name, hypothesis, reference)).toBeLessThanOrEqual(name === 'coco' ? 1e-6 : 0);
      }
    },
  );

  it('take words of other objects for words', () => {
    expect(score('nltk-ws-method0', 'constructor __proto__ valueOf', 'constructor __proto__ valueOf')).toBe(
      1,
    );
  });

  it('keep composed and decomposed letters, and cases, apart', () => {
    expect(score('default', 'caf\u00e9', 'cafe\u0301')).toBe(0);
    expect(score('default', 'FUR', 'fur')).toBe(0);
  });
});
