import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPythonSpace, pythonSplit, pythonStripEnd } from './python-split.ts';

// [c for c in range(0x110000) if chr(c).isspace()] in Python 3.11.
const pythonSpaces = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
  0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];
const spaces = String.fromCharCode(...pythonSpaces);

describe('white space', () => {
  it('is what Python takes for it, of all code units', () => {
    const found = Array.from({ length: 0x10000 }, (_, code) => code).filter(isPythonSpace);
    expect(found).toEqual(pythonSpaces);
  });

  it('separates words, in any number', () => {
    expect(pythonSplit(' fur\u00a0 has\u001cmetal\u0085texture\n')).toEqual([
      'fur',
      'has',
      'metal',
      'texture',
    ]);
    expect(pythonSplit('a\ufeffb\u200bc')).toEqual(['a\ufeffb\u200bc']);
    expect(pythonSplit('')).toEqual([]);
    expect(pythonSplit(spaces)).toEqual([]);
  });

  it('is stripped at the end only', () => {
    expect(pythonStripEnd(' fur\n\u0085')).toBe(' fur');
    expect(pythonStripEnd(spaces)).toBe('');
  });
});

it('splits as a regular expression over the same characters does', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab\ufeff\ud83d', ...spaces), maxLength: 30 });
  fc.assert(
    fc.property(text, (text) => {
      const twin = text.split(new RegExp(`[${spaces}]+`)).filter((word) => word !== '');
      expect(pythonSplit(text)).toEqual(twin);
      expect(pythonStripEnd(text)).toBe(text.replace(new RegExp(`[${spaces}]+$`), ''));
    }),
  );
});
