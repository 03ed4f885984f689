import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ptbWords } from './ptb-words.ts';

describe('ptbWords', () => {
  test.each([
    ['', ''],
    ['. , ; : ! ? - -- ... " \' `', ''],
    ["The shadow doesn't match; it's CANNOT-like.", "the shadow does n't match it 's cannot-like"],
    ['I cannot see the man’s hand', "i can not see the man 's hand"],
    ['(a box) [b]', '-lrb- a box -rrb- -lsb- b -rsb-'],
    ['1,024.50 px, 50%', '1,024.50 px 50 %'],
    ['constructor __proto__ valueOf', 'constructor __ proto __ valueof'],
    ['See No. 5 and No.  5', 'see no. 5 and no 5'],
    ['6 fingers 👍 \ud83d', '6 fingers'],
  ])('of %j', (text, tokens) => {
    expect(ptbWords(text).join(' ')).toBe(tokens);
  });

  it('are defined for any text, and never empty or with spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const token of ptbWords(text)) expect(token).toMatch(/^(?:\S+|<[^<>]*>)$/);
      }),
    );
  });

  it('of words in plain English are the words', () => {
    const word = fc
      .stringMatching(/^[b-z]{5,9}$/)
      .filter((word) => !/^(?:gonna|gotta|wanna|gimme|lemme)$/.test(word));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(ptbWords(`${words.join(' ')}.`)).toEqual(words);
        expect(ptbWords(words.join(', '))).toEqual(words);
      }),
    );
  });
});
