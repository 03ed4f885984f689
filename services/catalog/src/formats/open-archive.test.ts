import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpackFrames } from './open-archive.ts';

test('a member of several frames is unpacked to its end', () => {
  const parts = ['{"id": 1, ', '"answer": ', '"Fake."}'];
  const packed = Buffer.concat(parts.map((part) => zstdCompressSync(part)));
  expect(unpackFrames(packed).toString()).toBe(parts.join(''));
});
