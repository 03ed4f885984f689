import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { convertCheckpoint } from './convert-checkpoint.ts';
import { ensureConverted } from './ensure-converted.ts';
import golden from '../golden/model-outputs.json' with { type: 'json' };
import { writeCheckpoint } from '../testing/tiny-checkpoint.ts';
import { hashFile } from '../checkpoint/file-hashes.ts';

vi.setConfig({ testTimeout: 120_000 });

let root: string;
let source: string;
let cache: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ensure-converted-'));
  source = join(root, 'checkpoint');
  cache = join(root, 'cache');
  await writeCheckpoint(source, golden.windows, { shards: 2 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const settings = { weights: 'float32', blockSize: 32, zeroPoints: false } as const;
const conversions = async () => (await readdir(cache)).filter((name) => name !== 'source-hashes');

test('converts once, and again for other settings or other sources', async () => {
  const first = await ensureConverted(source, cache);
  const made = await stat(join(first.folder, 'decoder.onnx.data'));
  const second = await ensureConverted(source, cache);
  expect(second).toEqual(first);
  expect((await stat(join(second.folder, 'decoder.onnx.data'))).ino).toBe(made.ino);

  const halves = await ensureConverted(source, cache, { weights: 'float16' });
  expect(halves.folder).not.toBe(first.folder);
  await appendFile(join(source, 'config.json'), '\n');
  const changed = await ensureConverted(source, cache);
  expect(changed.folder).not.toBe(first.folder);
  expect(changed.conversion.sources['config.json']).not.toBe(first.conversion.sources['config.json']);
  expect(await conversions()).toHaveLength(3);
});

test('conversion.json names the converter, the settings, and the hash of every source', async () => {
  const { folder, conversion } = await ensureConverted(source, cache);
  expect(JSON.parse(await readFile(join(folder, 'conversion.json'), 'utf8'))).toEqual(conversion);
  expect(conversion).toMatchObject({ converter: { version: 3 }, ...settings });
  expect(Object.keys(conversion.sources).toSorted()).toEqual((await readdir(source)).toSorted());
  for (const [file, hash] of Object.entries(conversion.sources))
    expect(hash).toBe(await hashFile(join(source, file)));
  for (const [file, size] of Object.entries(conversion.files))
    expect((await stat(join(folder, file))).size).toBe(size);
});

test('several that ask at once all get the one folder', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, () => ensureConverted(source, cache)));
  expect(new Set(all.map(({ folder }) => folder)).size).toBe(1);
  expect(await conversions()).toHaveLength(1);
});

/** A process of its own that converts; with `stall` it says so after its first bytes, and waits for ever. */
function convertElsewhere({ stall = false } = {}) {
  const script = `
    import { writeSync } from 'node:fs';
    import { ensureConverted } from ${JSON.stringify(new URL('ensure-converted.ts', import.meta.url).href)};
    const onProgress = () => {
      if (!${stall}) return;
      writeSync(1, 'stalled');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };
    console.log((await ensureConverted(${JSON.stringify(source)}, ${JSON.stringify(cache)}, { onProgress })).folder);
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('two processes that ask at once agree on one folder', async () => {
  const outputs = await Promise.all(
    [convertElsewhere(), convertElsewhere()].map(({ stdout }) => text(stdout)),
  );
  const [first, second] = outputs.map((output) => output.trim().split('\n').at(-1));
  expect(first).toBe(second);
  expect(await conversions()).toHaveLength(1);
  expect((await ensureConverted(source, cache)).folder).toBe(first);
});

test('what a killed process leaves does not look done, and is removed by the next', async () => {
  const stalled = convertElsewhere({ stall: true });
  await once(stalled.stdout, 'data');
  stalled.kill('SIGKILL');
  await once(stalled, 'exit');
  expect(await conversions()).toEqual([expect.stringContaining('.partial-')]);
  const { folder } = await ensureConverted(source, cache);
  expect(await conversions()).toEqual([basename(folder)]);
});

test('a folder that was damaged is made again', async () => {
  const { folder } = await ensureConverted(source, cache);
  const data = join(folder, 'decoder.onnx.data');
  const { size } = await stat(data);
  await truncate(data, 100);
  await ensureConverted(source, cache);
  expect((await stat(data)).size).toBe(size);
});

test('refuses a file that is not the one expected', async () => {
  const expected = { 'config.json': '0'.repeat(64) };
  await expect(ensureConverted(source, cache, { expected })).rejects.toThrow(
    /config\.json has SHA-256 .* expected/,
  );
});

test('an interrupted conversion leaves nothing, and the next one is whole', async () => {
  const stop = new AbortController();
  const out = join(root, 'out');
  const onProgress = ({ written, total }: { written: number; total: number }) => {
    if (written > total / 2) stop.abort(new Error('enough'));
  };
  await expect(
    convertCheckpoint({ folder: source, out, ...settings, onProgress, signal: stop.signal }),
  ).rejects.toThrow('enough');
  expect(await readdir(root)).toEqual(['checkpoint']);
  await convertCheckpoint({ folder: source, out, ...settings });
  expect(await readdir(out)).toContain('conversion.json');
});

test('progress ends at its total, and a folder that exists is not overwritten', async () => {
  const seen: { written: number; total: number }[] = [];
  const out = join(root, 'out');
  await convertCheckpoint({
    folder: source,
    out,
    ...settings,
    onProgress: (progress) => seen.push(progress),
  });
  expect(seen.at(-1)?.written).toBeGreaterThan(0);
  expect(seen.at(-1)?.written).toBe(seen.at(-1)?.total);
  expect(seen.map(({ written }) => written)).toEqual(
    seen.map(({ written }) => written).toSorted((a, b) => a - b),
  );
  await expect(convertCheckpoint({ folder: source, out, ...settings })).rejects.toThrow('exists already');
});
