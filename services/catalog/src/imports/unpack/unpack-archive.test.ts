import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarOf, zipOf, type Member } from '@fakexplain/fixtures/archives';
import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { expect, test } from 'vitest';
import { ImportRefused } from '../../rows/refusal.ts';
import { fileNameFrom } from '../uploads.ts';
import { unpackArchive } from './unpack-archive.ts';

const limits = { entries: 20, bytes: 4_000 };
const packers = {
  zip: zipOf,
  tar: tarOf,
  'tar.gz': (members: Member[]) => gzipSync(tarOf(members)),
};
const kinds = ['zip', 'tar', 'tar.gz'] as const;

async function unpack(content: Uint8Array, most = limits) {
  const folder = await datasetFolder();
  const file = await folder.write('in/archive', content);
  const into = join(folder.path, 'in/out');
  const outcome = unpackArchive(file, into, most);
  const all = async () => (await readdir(folder.path, { recursive: true })).toSorted();
  return { outcome, into, all };
}

test.each(kinds)('a %s is unpacked with its folders', async (kind) => {
  const members = [
    { name: 'set/', mode: 0o040755, type: '5' },
    { name: 'set/real/a.png', content: 'first' },
    { name: './set/b.txt', content: 'x'.repeat(1_500) },
    { name: 'empty' },
  ];
  const { outcome, into } = await unpack(packers[kind](members));
  await outcome;
  expect(await readFile(join(into, 'set/real/a.png'), 'utf8')).toBe('first');
  expect(await readFile(join(into, 'set/b.txt'), 'utf8')).toBe('x'.repeat(1_500));
  expect(await readFile(join(into, 'empty'), 'utf8')).toBe('');
});

const bad: [string, Member[]][] = [
  ['a path that leads out', [{ name: 'a' }, { name: '../out.txt', content: 'no' }]],
  ['a path that leads out from within', [{ name: 'a/../../out.txt', content: 'no' }]],
  ['an absolute path', [{ name: '/tmp/fakexplain-out.txt', content: 'no' }]],
  ['a drive', [{ name: 'C:/out.txt', content: 'no' }]],
  ['backslashes', [{ name: String.raw`..\out.txt`, content: 'no' }]],
  ['a symbolic link', [{ name: 'link', content: '', mode: 0o120777, type: '2' }]],
  ['a device', [{ name: 'device', mode: 0o020644, type: '3' }]],
  [
    'a file twice',
    [
      { name: 'a', content: '1' },
      { name: './a', content: '2' },
    ],
  ],
  [
    'a file in a file',
    [
      { name: 'a', content: '1' },
      { name: 'a/b', content: '2' },
    ],
  ],
  ['too many entries', Array.from({ length: 21 }, (_, n) => ({ name: `${n}` }))],
  [
    'too many bytes',
    [
      { name: 'a', content: 'x'.repeat(2_500) },
      { name: 'b', content: 'x'.repeat(2_500) },
    ],
  ],
];

test.each(kinds.flatMap((kind) => bad.map(([what, members]) => [kind, what, members] as const)))(
  'a %s with %s is refused, and nothing of it stays',
  async (kind, _, members) => {
    const { outcome, all } = await unpack(packers[kind](members));
    await expect(outcome).rejects.toThrow(ImportRefused);
    expect(await all()).toEqual(['in', 'in/archive']);
  },
);

test('what is packed well counts by what comes out', async () => {
  const { outcome } = await unpack(gzipSync(tarOf([{ name: 'zeros', content: Buffer.alloc(1_000_000) }])));
  await expect(outcome).rejects.toThrow(/more than 4000 bytes/);
});

test.each([
  ['a text', Buffer.from('path,label\n')],
  ['a damaged zip', zipOf([{ name: 'a', content: 'x'.repeat(100) }]).subarray(0, 60)],
  ['a damaged tar', tarOf([{ name: 'a', content: 'x'.repeat(1_000) }]).subarray(0, 700)],
  ['packed text', gzipSync('path,label\n')],
])('%s is refused', async (_, content) => {
  const { outcome, all } = await unpack(content);
  await expect(outcome).rejects.toThrow(ImportRefused);
  expect(await all()).toEqual(['in', 'in/archive']);
});

test.each([
  ['C:\\pictures\\set.zip', 'set.zip'],
  ['../../etc/passwd', 'passwd'],
  ['..', 'file'],
  ['', 'file'],
  ['.env', 'env'],
  ['a\u0000b\u202Ec.csv', 'a_b_c.csv'],
])('%j is kept as %j', (given, kept) => {
  expect(fileNameFrom(given)).toBe(kept);
});
