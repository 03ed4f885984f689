import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../env.ts';
import { z } from 'zod';
import type { BlobStore, StoredBlob } from './blob-store.ts';
import { blobSettings, openBlobs } from './open-blobs.ts';

const open = (environment: Record<string, string>) =>
  openBlobs(readEnvironment(z.object(blobSettings), environment));
const text = (value: string) => new TextEncoder().encode(value);
const textOf = async (blob: StoredBlob | null) => new TextDecoder().decode(await blob?.bytes());
// FIPS 180-2, appendix B.1.
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

const root = mkdtempSync(join(tmpdir(), 'fakexplain-blobs-'));
let s3: S3rver;
let port: number;
beforeAll(async () => {
  s3 = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(root, 's3'),
    configureBuckets: [{ name: 'images', configs: [] }],
  });
  ({ port } = await s3.run());
});
afterAll(async () => {
  await s3.close();
  rmSync(root, { recursive: true });
});

const stores: [string, () => Promise<{ store: BlobStore; files: string }>][] = [
  [
    'a directory',
    async () => ({ store: await open({ BLOB_DIRECTORY: join(root, 'files') }), files: join(root, 'files') }),
  ],
  [
    'S3',
    async () => ({
      store: await open({
        BLOB_S3_BUCKET: 'images',
        BLOB_S3_ENDPOINT: `http://127.0.0.1:${port}`,
        BLOB_S3_ACCESS_KEY_ID: 'S3RVER',
        BLOB_S3_SECRET_ACCESS_KEY: 'S3RVER',
        BLOB_S3_PREFIX: 'blobs/',
      }),
      files: join(root, 's3'),
    }),
  ],
];

describe.each(stores)('blobs in %s', (_, open) => {
  let store: BlobStore;
  let files: string;
  beforeAll(async () => {
    ({ store, files } = await open());
  });

  it('are kept under their hash, with size and media type', async () => {
    expect(await store.put(text('abc'), 'text/plain')).toBe(abc);
    const blob = await store.get(abc);
    expect(blob).toMatchObject({ size: 3, mediaType: 'text/plain' });
    expect(await textOf(blob)).toBe('abc');
    expect(await new Response(await blob?.stream()).text()).toBe('abc');
  });

  it('of any bytes and none come back as they were', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 256);
    for (const original of [new Uint8Array(), bytes, bytes.subarray(1, 4)]) {
      const sha256 = await store.put(original, 'image/png');
      const blob = await store.get(sha256);
      expect(blob?.size).toBe(original.length);
      expect(Buffer.compare(Buffer.from(original), (await blob?.bytes()) ?? text('none'))).toBe(0);
    }
  });

  it('that are not there are null', async () => {
    const other = abc.replaceAll('b', 'c');
    expect(await store.get(other)).toBeNull();
    expect(await store.has(other)).toBe(false);
    await store.put(text('abc'), 'text/plain');
    expect(await store.has(abc)).toBe(true);
  });

  it('that are removed are not there, and may come again', async () => {
    const sha256 = await store.put(text('to go'), 'text/plain');
    await store.remove(sha256);
    expect([await store.has(sha256), await store.get(sha256)]).toEqual([false, null]);
    await store.remove(sha256);
    await store.remove('../secret');
    expect(await store.put(text('to go'), 'text/csv')).toBe(sha256);
    expect(await store.get(sha256)).toMatchObject({ mediaType: 'text/csv' });
  });

  it('are named by nothing but hashes', async () => {
    writeFileSync(join(root, 'secret'), 'x');
    for (const name of [
      '',
      '..',
      '../secret',
      '../../../secret',
      abc.toUpperCase(),
      `${abc}.type`,
      `${abc}\n`,
    ]) {
      expect(await store.get(name)).toBeNull();
      expect(await store.has(name)).toBe(false);
    }
  });

  it('are kept once, whoever races', async () => {
    const hashes = await Promise.all(Array.from({ length: 20 }, () => store.put(text('race'), 'text/plain')));
    expect(new Set(hashes).size).toBe(1);
    expect(await textOf(await store.get(hashes[0] ?? ''))).toBe('race');
    expect(readdirSync(files, { recursive: true }).filter((name) => String(name).endsWith('.new'))).toEqual(
      [],
    );
  });

  it('keep the media type they came with', async () => {
    const sha256 = await store.put(text('first'), 'image/png');
    expect(await store.put(text('first'), 'image/jpeg')).toBe(sha256);
    expect(await store.get(sha256)).toMatchObject({ mediaType: 'image/png' });
  });

  it('that were damaged are said to be', async () => {
    const sha256 = await store.put(text('sound'), 'text/plain');
    const path = readdirSync(files, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.replace(/\._S3rver_object$/, '').endsWith(sha256),
    );
    writeFileSync(join(files, path ?? 'none'), 'faked');
    await expect((await store.get(sha256))?.bytes()).rejects.toThrow(`${sha256} is damaged`);
    writeFileSync(join(files, path ?? 'none'), 'so');
    await store.put(text('sound'), 'text/plain');
    // The stand-in for S3 may answer a moment before it has written all.
    await vi.waitFor(async () => expect(await textOf(await store.get(sha256))).toBe('sound'));
  });
});

describe('the settings', () => {
  it('name one store', async () => {
    await expect(open({})).rejects.toThrow('Set either BLOB_DIRECTORY');
    await expect(open({ BLOB_DIRECTORY: '/x', BLOB_S3_BUCKET: 'y' })).rejects.toThrow(
      'Set either BLOB_DIRECTORY',
    );
    await expect(open({ BLOB_S3_BUCKET: 'y', BLOB_S3_ACCESS_KEY_ID: 'k' })).rejects.toThrow('Set both');
  });

  it('for a directory load nothing of S3', () => {
    const script = `
      import { openBlobs } from ${JSON.stringify(new URL('open-blobs.ts', import.meta.url).href)};
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith('@aws-sdk')) throw new Error('loaded ' + name);
        return next(name, context);
      } });
      const store = await openBlobs({ BLOB_DIRECTORY: ${JSON.stringify(join(root, 'lazy'))}, BLOB_S3_REGION: 'x' });
      console.log(await store.put(new TextEncoder().encode('abc'), 'text/plain'));
      await openBlobs({ BLOB_S3_BUCKET: 'x', BLOB_S3_REGION: 'x' }).catch((error) => console.log(error.message));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(output).toBe(`${abc}\nloaded @aws-sdk/client-s3\n`);
  });
});
