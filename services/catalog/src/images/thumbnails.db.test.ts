import { catalog as api, send, type ClientOptions } from '@fakexplain/contract';
import { catalogSchema } from '@fakexplain/database/schema';
import { addDataset, hashOf as nameHash } from '@fakexplain/fixtures/catalog';
import { drawnImage } from '@fakexplain/fixtures/images';
import { createLogger } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { useCatalog } from '../testing/use-catalog.ts';

const catalog = useCatalog();
const logger = createLogger('catalog-test', 'silent');

let sets = 0;

/** Puts an image into the blob store and the catalog. */
async function addImage(bytes: Uint8Array): Promise<string> {
  const { db, blobs } = catalog();
  const sha256 = await blobs.put(bytes, 'image/png');
  await addDataset(db, `set-${sets++}`, { image: { label: 'real', sha256 } });
  return sha256;
}

function ask(
  sha256: string,
  headers: Record<string, string> = {},
  app = createApp({ ...catalog(), logger }),
) {
  return app.request(`/images/${sha256}/thumbnail`, { headers });
}

test('small, in one format, and kept by browsers for ever', async () => {
  const sha256 = await addImage(await drawnImage(1, { width: 1600, height: 900, format: 'jpeg' }));
  const app = createApp({ ...catalog(), logger });
  const client: ClientOptions = {
    baseUrl: 'http://catalog',
    fetch: async (input, init) => app.request(new Request(input, init)),
  };
  const response = await send(api.readThumbnail, { params: { sha256 } }, client);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 400, height: 225 });
  expect(bytes.length).toBeLessThan(10_000);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/webp',
    'content-length': String(bytes.length),
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const etag = response.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\x21\x23-\x7e]+"$/);
  expect((await ask(sha256, { 'if-none-match': etag })).status).toBe(304);
  expect((await ask('0'.repeat(64))).status).toBe(404);
  expect((await ask('0'.repeat(64), { 'if-none-match': '*' })).status).toBe(404);
});

test('made once, whoever asks', async () => {
  const sha256 = await addImage(await drawnImage(2));
  const { blobs } = catalog();
  let read = 0;
  const counting = { ...blobs, get: (hash: string) => (hash === sha256 && (read += 1), blobs.get(hash)) };
  const app = createApp({ ...catalog(), blobs: counting, logger });
  const at = await Promise.all(Array.from({ length: 5 }, async () => (await ask(sha256, {}, app)).bytes()));
  const later = await (await ask(sha256, {}, createApp({ ...catalog(), blobs: counting, logger }))).bytes();
  for (const bytes of at) expect(bytes).toEqual(later);
  expect(read).toBe(1);
  expect(
    await catalog()
      .db.select()
      .from(catalogSchema.thumbnails)
      .where(eq(catalogSchema.thumbnails.imageSha256, sha256)),
  ).toHaveLength(1);
});

test('upright, on white where the image is transparent, and no larger than it', async () => {
  const clear = { width: 30, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
  const turned = await sharp({ create: clear }).withMetadata({ orientation: 6 }).png().toBuffer();
  const bytes = await (await ask(await addImage(turned))).bytes();
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 20, height: 30, channels: 3 });
  expect(Math.min(...data)).toBeGreaterThanOrEqual(254);
});

test.each(['file', 'thumbnail'])(
  'where the disk has damaged an image, its %s is a fault, which nothing keeps',
  async (part) => {
    const bytes = await drawnImage(part === 'file' ? 3 : 4);
    const sha256 = await addImage(bytes);
    const damaged = Uint8Array.from(bytes);
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    const { blobDirectory } = catalog();
    await writeFile(join(blobDirectory, sha256.slice(0, 2), sha256.slice(2, 4), sha256), damaged);
    const app = createApp({ ...catalog(), logger });
    const response = await app.request(`/images/${sha256}/${part}`);
    expect(response.status).toBe(500);
    expect(response.headers.get('cache-control') ?? '').not.toMatch(/immutable|max-age/);
    expect(response.headers.get('etag')).toBeNull();
    // The same file again repairs it.
    await catalog().blobs.put(bytes, 'image/jpeg');
    expect((await app.request(`/images/${sha256}/${part}`)).status).toBe(200);
  },
);

test('an image that the catalog has and the blob store lacks is a fault that tells nothing', async () => {
  const { db } = catalog();
  await addDataset(db, `set-${sets++}`, { lost: { label: 'real' } });
  const response = await ask(nameHash('lost'));
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/blob/);
});
