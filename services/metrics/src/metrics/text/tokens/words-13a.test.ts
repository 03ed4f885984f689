import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pythonSplit, pythonStripEnd } from './python-split.ts';
import { words13a } from './words-13a.ts';

describe('words13a', () => {
  test.each([
    ['', []],
    [' \n\t\u0085', []],
    ['The fur is metallic, and blurred.', ['The', 'fur', 'is', 'metallic', ',', 'and', 'blurred', '.']],
    ["it's over-sharp", ["it's", 'over-sharp']],
    ['1,024.50 px, 3-5 (x=0.5)', ['1,024.50', 'px', ',', '3', '-', '5', '(', 'x', '=', '0.5', ')']],
    ['.5 5. 5..5 a..5', ['.', '5', '5', '.', '5', '.', '.', '5', 'a', '.', '.5']],
    ['&amp;lt; &quot;a&quot;', ['<', '"', 'a', '"']],
    ['half-\nvisible <skipped>foo -\n', ['halfvisible', 'foo', '-']],
    ['左手有六根手指，背景 🖐🏽', ['左手有六根手指，背景', '🖐🏽']],
    ['caf\u00e9 cafe\u0301', ['caf\u00e9', 'cafe\u0301']],
    ['__proto__ constructor', ['_', '_', 'proto', '_', '_', 'constructor']],
  ])('of %j', (text, tokens) => {
    expect(words13a(text)).toEqual(tokens);
  });
});

/** The substitutions of sacrebleu's tokenizer_13a.py and tokenizer_re.py, one after the other. */
function substituted(text: string): string[] {
  const line = pythonStripEnd(text)
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return pythonSplit(
    ` ${line} `
      .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
      .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
      .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
      .replaceAll(/([0-9])(-)/g, '$1 $2 '),
  );
}

it('splits as the substitutions of sacrebleu do', () => {
  const units = [...'ab5.,.,-\n \u00a0&;<>"\'/_é左\ufeff', '&amp;', '&lt;', '<skipped>', '🖐', '\ud83d'];
  const text = fc.string({ unit: fc.constantFrom(...units), maxLength: 25 });
  fc.assert(
    fc.property(text, (text) => {
      expect(words13a(text)).toEqual(substituted(text));
    }),
    { numRuns: 2000 },
  );
});
