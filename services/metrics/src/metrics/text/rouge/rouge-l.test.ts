import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberTexts } from '../tokens/number-texts.ts';
import { numberTokens } from '../tokens/tokens.ts';
import { lcsLength } from './lcs-length.ts';
import { rougePresets } from './presets.ts';
import { rougeL } from './rouge-l.ts';

const lengthOf = (a: string[], b: string[]) => {
  const [one = [], other = []] = numberTokens([a, b]);
  return lcsLength(one, other);
};
const score = (name: keyof typeof rougePresets, hypothesis: string, ...references: string[]) => {
  const [own = [], ...others] = numberTexts([hypothesis, ...references])(rougePresets[name].tokens);
  return rougeL(own, others);
};

/** The table of the textbook. */
function naiveLength(a: string[], b: string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      const row = table[i + 1];
      const above = table[i];
      if (row && above) row[j + 1] = x === y ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
    }
  }
  return table.at(-1)?.at(-1) ?? 0;
}

describe('lcsLength', () => {
  it('of texts that share four words in order is four', () => {
    expect(lengthOf(['a', 'b', 'c', 'd', 'e', 'f'], ['x', 'a', 'c', 'b', 'd', 'f'])).toBe(4);
    expect(lengthOf([], ['a'])).toBe(0);
  });

  it('is that of the table, at all lengths around those of machine words', () => {
    const token = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor');
    const tokens = fc
      .oneof(fc.nat(12), fc.constantFrom(31, 32, 33, 63, 64, 65, 97), fc.nat(100))
      .chain((length) => fc.array(token, { minLength: length, maxLength: length }));
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(lengthOf(a, b)).toBe(naiveLength(a, b));
      }),
      { numRuns: 300 },
    );
  });

  it('of a long text with itself is its length', () => {
    const text = Array.from({ length: 1000 }, (_, at) => `w${at % 7}`);
    expect(lengthOf(text, text)).toBe(1000);
  });
});

describe('rougeL', () => {
  it('relates the common words to both lengths', () => {
    // "the fur metallic" is common to 4 and 6 words.
    const { precision, recall, f1 } = score(
      'default',
      'The fur looks metallic.',
      'the fur has a metallic texture',
    );
    expect([precision, recall]).toEqual([3 / 4, 3 / 6]);
    expect(f1).toBeCloseTo(0.6, 15);
  });

  it('takes the reference of greatest F1, whatever their order', () => {
    const references = ['the flamingo has three legs', 'three legs', 'a bird'];
    const best = score('default', 'three legs', 'three legs');
    expect(score('default', 'three legs', ...references)).toEqual(best);
    expect(score('default', 'three legs', ...references.toReversed())).toEqual(best);
  });

  it('of empty texts is 0, of no reference refused', () => {
    for (const [hypothesis, reference] of [
      ['', ''],
      ['', 'fur'],
      ['fur', ''],
      ['...', '...'],
    ] as const)
      expect(score('default', hypothesis, reference)).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(() => rougeL([0], [])).toThrow(/needs a reference/);
  });

  it('counts repeated words once each, and words of other objects as words', () => {
    expect(score('default', 'a a a a b', 'a a b b b').f1).toBeCloseTo(0.6, 15);
    expect(score('unicode-words', '__proto__ constructor', '__proto__ constructor').f1).toBe(1);
  });

  it('sees other scripts, stems and letters as its preset says', () => {
    expect(score('default', '左手', '左手').f1).toBe(0);
    expect(score('unicode-words', '左手', '左手').f1).toBe(1);
    expect(score('default', 'distorted fingers', 'distort finger').f1).toBe(0);
    expect(score('stem', 'distorted fingers', 'distort finger').f1).toBe(1);
    expect(score('unicode-words', 'caf\u00e9', 'cafe\u0301').f1).toBe(0);
  });
});
