import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { practiceWords } from './practice-words.ts';

test('says why by the names on the ballot, whichever side is sound', () => {
  expect(practiceWords('other-image', 'left', ['Six fingers.', 'a melted ear'])).toBe(
    'A points at what can be seen in this picture: “Six fingers”, “a melted ear”. B was written about another picture.',
  );
  expect(practiceWords('other-image', 'right', [])).toBe(
    'B fits this picture. A was written about another one.',
  );
  expect(practiceWords('moved-region', 'right', ['a hand'])).toBe(
    'Both say the same, but A marks the wrong place for “a hand”.',
  );
  expect(practiceWords('missing-region', 'left', ['a hand'])).toBe(
    'Both say the same, but B leaves out “a hand”.',
  );
});

test('long descriptions are cut, and no words speak of left or right', () => {
  const words = practiceWords(
    'other-image',
    'left',
    ['a', 'b', 'c'].map((letter) => letter.repeat(300)),
  );
  expect(words.length).toBeLessThan(420);
  for (const kind of ['other-image', 'moved-region', 'missing-region', 'tie', 'neither'] as const)
    for (const expected of ['left', 'right'] as const)
      expect(practiceWords(kind, expected, ['x'])).not.toMatch(/left\b(?! out)|right/);
});

const kinds = ['other-image', 'moved-region', 'missing-region', 'tie', 'neither'] as const;

test.each(arena.textLanguages)(
  'in %s every reason names the same explanations and descriptions',
  (language) => {
    for (const kind of kinds)
      for (const expected of ['left', 'right'] as const)
        for (const named of [[], ['six fingers', 'a melted ear']]) {
          const [english, other] = [
            practiceWords(kind, expected, named),
            practiceWords(kind, expected, named, language),
          ];
          const held = (words: string) => words.match(/\b[AB]\b|six fingers|a melted ear/g)?.toSorted() ?? [];
          expect(held(other)).toEqual(held(english));
          expect(other).not.toBe(english);
          // No English is left around what the explanations say.
          expect(other.replaceAll(/six fingers|a melted ear/g, '')).not.toMatch(/\b(the|both|picture|is)\b/i);
        }
  },
);
