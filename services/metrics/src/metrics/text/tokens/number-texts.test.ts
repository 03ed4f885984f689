import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberTexts, type Tokeniser } from './number-texts.ts';
import { ptbWords } from './ptb-words.ts';
import { pythonSplit } from './python-split.ts';
import { rougeWords, stemmedRougeWords } from './rouge-words.ts';
import { numberTokens, type Tokens } from './tokens.ts';
import { unicodeWords } from './unicode-words.ts';
import { words13a } from './words-13a.ts';

const words = [
  'the',
  'Fingers',
  'ΟΔΟΣ',
  'İ',
  'e\u0301',
  '1,024',
  '7',
  'x',
  "n't",
  '左手',
  'no.',
  'Fig.',
  '/',
  '’s',
];
const marks = [
  '.',
  ',',
  '...',
  '-',
  '--',
  '&amp;',
  '&lt',
  ';',
  '<skipped>',
  '(',
  '$',
  '<',
  '>',
  '𝒳',
  '\ud800',
];
const spaces = [' ', '  ', '\n', '\t', '\u00a0', '\u0085', '\u001c', '\ufeff', '\u200b'];
const pieces = fc.constantFrom(...words, ...marks, ...spaces);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  fc.string({ unit: 'binary' }),
);

/** Numbers told anew in the order in which they come. */
const inOrder = (lists: Tokens[]) => numberTokens(lists.map((list) => list.map(String)));

test.each<[Tokeniser, (text: string) => string[]]>([
  ['spaced', pythonSplit],
  ['of13a', words13a],
  ['rouge', rougeWords],
  ['stemmed', stemmedRougeWords],
  ['unicode', unicodeWords],
  ['ptb', ptbWords],
])('word by word there are the same tokens as in whole texts: %s', (by, tokenise) => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 3 }), (all) => {
      expect(inOrder(numberTexts(all)(by))).toEqual(numberTokens(all.map(tokenise)));
    }),
    { numRuns: 300 },
  );
});

test('tokens stay what they are while more words come than are kept', () => {
  const early = numberTexts(['fur and ears', 'ears and fur']);
  const many = Array.from({ length: 210_000 }, (_, index) => `w${index}`);
  for (let from = 0; from < many.length; from += 70_000) {
    const text = many.slice(from, from + 70_000).join(' ');
    const [all, again] = numberTexts([text, text])('spaced');
    expect(new Set(all).size).toBe(70_000);
    expect(again).toEqual(all);
  }
  expect(inOrder(early('rouge'))).toEqual([
    [0, 1, 2],
    [2, 1, 0],
  ]);
});

test('words are told apart by all of their characters, however many', () => {
  const word = fc
    .tuple(
      fc.constantFrom(1, 7, 8, 9, 14, 15, 16, 17, 31, 32, 33),
      fc.nat(40),
      fc.constantFrom('a', 'b', '~'),
    )
    .map(([length, at, other]) => {
      const letters = Array<string>(length).fill('a');
      letters[at % length] = other;
      return letters.join('');
    });
  const space = fc.constantFrom(' ', '  ', '\n', '\t ', '\u001c', '\u0001');
  fc.assert(
    fc.property(fc.array(fc.tuple(word, space), { maxLength: 30 }), (all) => {
      const text = all.flat().join('');
      expect(inOrder(numberTexts([text])('spaced'))).toEqual(numberTokens([pythonSplit(text)]));
    }),
    { numRuns: 500 },
  );
});

test('a very long word is a word', () => {
  const long = 'x'.repeat(300_000);
  expect(inOrder(numberTexts([`${long} a ${long}`])('rouge'))).toEqual([[0, 1, 0]]);
});
