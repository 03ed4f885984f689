import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goldenCheckpoints, goldenFolder, goldenTexts } from '../testing/golden.ts';
import { TextWriter, readTokenizer } from './tokenizer.ts';

const tokenizer = await readTokenizer(goldenFolder);

function write(ids: readonly number[]): { pieces: string[]; text: string } {
  const pieces: string[] = [];
  const writer = new TextWriter(tokenizer, (piece) => pieces.push(piece));
  for (const id of ids) writer.add(id);
  return { text: writer.finish(), pieces };
}

test.each(goldenTexts)('encodes and decodes as Hugging Face does: $text', ({ text, ids, decoded }) => {
  expect(tokenizer.encode(text)).toEqual(ids);
  expect(write(ids).text).toBe(decoded);
});

const answers = Object.values(goldenCheckpoints).flatMap((checkpoint) => checkpoint.answers);

test.each(answers)('writes tokens that make no sense as Hugging Face does ($image)', ({ tokens, text }) => {
  expect(write(tokens).text).toBe(text);
});

test('never gives out a part of a character, and all pieces are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const normal = text.toWellFormed().normalize('NFC');
      const { pieces, text: written } = write(tokenizer.encode(text.toWellFormed()));
      expect(written).toBe(normal);
      expect(pieces.join('')).toBe(normal);
      expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      if (!normal.includes('\uFFFD')) expect(pieces.some((piece) => piece.includes('\uFFFD'))).toBe(false);
    }),
  );
});

test('ids of a padded vocabulary write nothing', () => {
  expect(write([319, 100_000])).toEqual({ text: '', pieces: [] });
});

test('a folder without a tokenizer, and one of another kind, are refused in words', async () => {
  await expect(readTokenizer('/nowhere')).rejects.toThrow('/nowhere/tokenizer.json cannot be read');
});
