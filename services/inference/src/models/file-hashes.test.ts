import { createHash } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FileHashes } from './file-hashes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashes-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('notices that a file has changed', async () => {
  const file = join(folder, 'a');
  const hashes = new FileHashes();
  await writeFile(file, 'one');
  expect(await hashes.compare(file, sha256('one'))).toBe('same');
  expect(await hashes.compare(file, sha256('two'))).toBe('different');
  await writeFile(file, 'two');
  await utimes(file, 1, 1);
  expect(await hashes.compare(file, sha256('two'))).toBe('same');
  await expect(hashes.compare(join(folder, 'not-there'), sha256(''))).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

it('reads a large file while others ask, and knows it in the end', async () => {
  const file = join(folder, 'b');
  await writeFile(file, 'large');
  const hashes = new FileHashes(3);
  expect(await hashes.compare(file, sha256('large'))).toBe('being read');
  await expect.poll(() => hashes.compare(file, sha256('large'))).toBe('same');
});
