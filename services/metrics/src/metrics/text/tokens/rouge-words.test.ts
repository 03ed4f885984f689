import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rougeWords, stemmedRougeWords } from './rouge-words.ts';
import { unicodeWords } from './unicode-words.ts';

describe('rougeWords', () => {
  it('are runs of a–z and 0–9 in lower case', () => {
    expect(rougeWords("The café isn't 3-D: &amp; x_y\u00a0Z")).toEqual([
      'the',
      'caf',
      'isn',
      't',
      '3',
      'd',
      'amp',
      'x',
      'y',
      'z',
    ]);
    expect(rougeWords('左手有六根手指')).toEqual([]);
    expect(rougeWords('')).toEqual([]);
  });

  it('include letters that become ASCII in lower case', () => {
    expect(rougeWords('\u212a \u0130x')).toEqual(['k', 'i', 'x']);
  });
});

it('stemmedRougeWords leaves words of up to three letters alone', () => {
  expect(stemmedRougeWords('Distorted fingers was flies his')).toEqual([
    'distort',
    'finger',
    'was',
    'fli',
    'his',
  ]);
});

describe('unicodeWords', () => {
  it('are words of any script, letter by letter where a script has no spaces', () => {
    expect(unicodeWords('Le CAFÉ, déformé: привет 左手 テキスト 12px')).toEqual([
      'le',
      'café',
      'déformé',
      'привет',
      '左',
      '手',
      'テ',
      'キ',
      'ス',
      'ト',
      '12px',
    ]);
    expect(unicodeWords('ไม่')).toEqual(['ไ', 'ม่']);
  });

  it('keep composed and decomposed letters apart', () => {
    expect(unicodeWords('caf\u00e9')).not.toEqual(unicodeWords('cafe\u0301'));
  });

  it('are those of rouge_score for ASCII text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(unicodeWords(text)).toEqual(rougeWords(text));
      }),
    );
  });
});
