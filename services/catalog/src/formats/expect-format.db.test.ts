import { gzipSync } from 'node:zlib';
import { datasetFolder, lines } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { expect, test } from 'vitest';
import { expectFormat } from './expect-format.ts';

const fields = ['image', 'sha256', 'source'];

/** What the import of explanations says of a file. */
async function said(name: string, content: string | Uint8Array): Promise<string | undefined> {
  const folder = await datasetFolder();
  const file = await folder.write(name, content);
  try {
    await expectFormat(file, ['explanations'], { lines: true, fields });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.slice(file.length) : String(error);
  }
}

test.each<[string, string | Uint8Array, RegExp]>([
  [
    'task.json',
    JSON.stringify({ id: 1, data: { image: 'a.png' }, annotations: [] }),
    /a single task of Label Studio; export the/,
  ],
  [
    'labelme.json',
    JSON.stringify({ version: '5.0', shapes: [], imagePath: 'a.png' }),
    /an annotation of LabelMe; bring/,
  ],
  [
    'via.json',
    JSON.stringify({ _via_settings: {}, _via_img_metadata: {} }, null, 1),
    /VGG Image Annotator; export .*COCO/,
  ],
  [
    'claude.jsonl',
    lines([{ custom_id: 'a.png', result: { type: 'succeeded' } }]),
    /a batch output of Anthropic; jq -c/,
  ],
  [
    'gemini.jsonl',
    lines([{ key: 'a.png', response: { candidates: [] } }]),
    /a batch output of Gemini; jq -c/,
  ],
  [
    'llava.jsonl',
    lines([{ question_id: 0, prompt: 'x', text: 'Fake.' }]),
    /answers of LLaVA; its question_id names no image/,
  ],
  ['old.json', JSON.stringify({ model_configs: {}, logs: [] }), /older lmms-eval.*jq -c '\.logs\[\]'/],
  ['a.jsonl.gz', gzipSync('{}'), /a gzip file; unpack it first/],
  ['a.npy', Buffer.from('\x93NUMPY\x01\0v\0{}', 'latin1'), /a NumPy array; write masks as PNG/],
  ['a.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /an Excel table; /],
  ['a.html', '<!DOCTYPE html><html><body>404</body></html>', /a web page; a download/],
  [
    'a.jsonl',
    'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12345\n',
    /Git LFS.*; git lfs pull/,
  ],
])('%s is named, with what to do', async (name, content, sentence) => {
  expect(await said(name, content)).toMatch(sentence);
});

test('a picture is one', async () => {
  expect(await said('a.png', await newImage())).toMatch(
    /looks like a picture; pictures go in by their folder/,
  );
});

test.each<[string, string, string]>([
  [
    'foreign.jsonl',
    lines([{ img: '0.png', pred: 1 }]),
    'its rows have the fields img, pred, and none of image, sha256, source',
  ],
  ['table.csv', 'name,why\na,b\n', 'a table parted by “,”, with name, why in its first line'],
  ['notes.txt', 'hello\n', 'neither JSON nor a table nor XML'],
  ['drawing.svg', '<svg></svg>', 'XML of <svg>'],
  ['numbers.jsonl', '1\n2\n', 'neither JSON nor a table nor XML'],
])('%s is of no known kind, and those that are known are listed', async (name, content, seen) => {
  const sentence = await said(name, content);
  expect(sentence).toContain(
    ` is of no kind that is known here: ${seen}. Known are: a COCO annotation file, `,
  );
});

test('a file with one good row among bad ones is read row by row', async () => {
  const good = { image: 'a.png', explanation: { verdict: 'real' } };
  expect(
    await said('mixed.jsonl', lines(['{"image": "a.png"', 'no, JSON', { img: 1 }, good])),
  ).toBeUndefined();
});

test('what is empty or blank is said to be', async () => {
  for (const content of ['', '\n\n \n', '\uFEFF']) {
    expect(await said('a.jsonl', content)).toBe(' is empty: there is nothing to import.');
  }
});

const rows = [{ image: 'a.png' }, { image: 'b.png' }];
test.each([
  // As `jq .` writes rows.
  [rows.map((row) => JSON.stringify(row, null, 2)).join('\n'), /several JSON documents .*jq -c '\.' makes/],
  [
    JSON.stringify({ results: rows }),
    /an object with the list "results" in one line\).*jq -c '\.results\[\]'/,
  ],
  [JSON.stringify({ meta: {}, results: rows }, null, 2), /list "results"\).*jq -c '\.results\[\]'/],
  [JSON.stringify(rows[0], null, 2), /one object over several lines\).*jq -c '\.' makes/],
  ['[]', /a list of no entries/],
])('%s is a document where lines are expected', async (content, sentence) => {
  expect(await said('a.json', content)).toMatch(sentence);
});
