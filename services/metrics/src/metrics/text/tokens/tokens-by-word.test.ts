import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pythonSplit } from './python-split.ts';
import { rougeWords, stemmedRougeWords } from './rouge-words.ts';
import { tokensByWord } from './tokens-by-word.ts';
import { words13a } from './words-13a.ts';

const words = ['the', 'Fingers', 'ΟΔΟΣ', 'İ', 'e\u0301', '1,024', '7', 'x', "n't", '左手'];
const marks = ['.', ',', '...', '-', '--', '&amp;', '&lt', ';', '<skipped>', '(', '$'];
const spaces = [' ', '  ', '\n', '\t', '\u00a0', '\u0085', '\u001c', '\ufeff'];
const pieces = fc.constantFrom(...words, ...marks, ...spaces);

test('word by word there are the same tokens as in the whole text', () => {
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(tokensByWord(text)).toEqual({
        spaced: pythonSplit(text),
        of13a: words13a(text),
        rouge: rougeWords(text),
        stemmed: stemmedRougeWords(text),
      });
    }),
    { numRuns: 300 },
  );
});
