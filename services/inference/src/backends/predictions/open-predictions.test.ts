import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../models/parse-manifest.ts';
import type { Backend, ModelRequest } from '../backend.ts';
import { openBackend } from '../open-backend.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'predictions-'));
});
afterAll(() => rm(folder, { recursive: true }));
let backend: Backend | undefined;
afterEach(() => backend?.close());

const explanation = {
  verdict: 'generated',
  probability: 0.8,
  tags: ['anatomy'],
  reasoning: '',
  regions: [{ box: [1, 2, 30, 40], description: 'six fingers' }],
};
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const request = (path: string | null, sha256 = hash(path ?? '')): ModelRequest => ({
  sha256,
  path,
  bytes: new Uint8Array(),
  mediaType: 'image/png',
  width: 100,
  height: 50,
});

async function open(rows: (object | string)[], file = '${PREDICTIONS}'): Promise<Backend> {
  const name = join(folder, 'rows.jsonl');
  await writeFile(name, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  const { manifest, problems } = parseManifest(`slug: mine
name: Mine
description: A file.
family: unknown
task: explain
licence: unknown
origin: unknown
backend: { kind: predictions, file: "${file}", how: as you like }
reading: { grammar: plain, space: original }
`);
  if (!manifest) throw new Error(problems.join('\n'));
  const environment = { PREDICTIONS: name };
  backend = await openBackend(manifest, { folder, cacheFolder: folder, environment });
  return backend;
}

describe('openPredictions', () => {
  it('answers by hash and by path, with what each row has', async () => {
    const text = 'Schön: <verdict>real</verdict>';
    const backend = await open([
      { image: './a/1.png', sha256: null, text, probability: 0.1, explanation: null },
      { sha256: hash('2'), explanation },
      '',
      { image: 'a\\3.png', sha256: hash('3'), probability: 0.7 },
    ]);
    expect(await backend.generate(request('a/1.png'))).toEqual({
      kind: 'text',
      text,
      truncated: false,
      tokens: null,
      probability: 0.1,
    });
    expect(await backend.generate(request(null, hash('2')))).toEqual({ kind: 'explanation', explanation });
    const third = { kind: 'probability', probability: 0.7 };
    expect(await backend.generate(request('a/3.png'))).toEqual(third);
    expect(await backend.generate(request('elsewhere.png', hash('3')))).toEqual(third);
    expect(backend.provenance.details).toEqual({ rows: '3' });
    expect(backend.provenance.checkpoint).toEqual([
      { file: 'rows.jsonl', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('says which image has no prediction', async () => {
    const backend = await open([{ image: 'a.png', text: '' }]);
    await expect(backend.generate(request('b.png'))).rejects.toMatchObject({
      fault: 'image',
      message: 'the file has no prediction for b.png',
    });
  });

  it('refuses a box that is not in the image', async () => {
    const backend = await open([{ image: 'a.png', explanation }]);
    const small = { ...request('a.png'), height: 39 };
    await expect(backend.generate(small)).rejects.toMatchObject({
      fault: 'image',
      message: 'its box [1, 2, 30, 40] is not inside the image of 100 × 39 pixels',
    });
  });

  it('refuses a file with lines that are none, and names them', async () => {
    const rows = [
      { image: 'a.png', text: '' },
      'not JSON',
      { text: 'of what?' },
      { image: 'b.png' },
      { image: 'c.png', text: '', explanation },
      { image: 'd.png', probability: 1.5 },
      { image: './a.png', text: 'again' },
      { image: 'e.png', explanation: { ...explanation, reasoning: 'a\0b' } },
    ];
    await expect(open(rows)).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringMatching(
        /line 2: the line is not JSON\nline 3: says neither.*\nline 4: holds no.*\nline 5: holds both.*\nline 6: probability: .*\nline 7: there is a row of a.png already\nline 8: explanation: holds characters/,
      ),
    });
  });

  it('says that there is no file', async () => {
    await expect(open([], 'not-there.jsonl')).rejects.toMatchObject({
      fault: 'model',
      message: `the file of predictions ${join(folder, 'not-there.jsonl')} cannot be read`,
    });
  });

  it('notices that the file was changed under it', async () => {
    const backend = await open([
      { image: 'a.png', text: 'first' },
      { image: 'b.png', text: 'second' },
    ]);
    await writeFile(join(folder, 'rows.jsonl'), `${JSON.stringify({ image: 'b.png', text: 'other' })}\n`);
    await expect(backend.generate(request('a.png'))).rejects.toMatchObject({ fault: 'model' });
  });
});

it('says which variables a model waits for', async () => {
  await expect(open([], '${NOT_SET}/${PREDICTIONS}/${NOT_SET}')).rejects.toMatchObject({
    fault: 'model',
    message: 'set NOT_SET',
  });
});
