import { createHash, randomUUID } from 'node:crypto';
import { arena, call, send } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { drawnImage } from '@fakexplain/fixtures/images';
import { newStudy } from '@fakexplain/fixtures/study';
import { createLogger } from '@fakexplain/service-kit';
import { BlobDamaged, type BlobStore } from '@fakexplain/service-kit/blobs';
import sharp from 'sharp';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { makeMissing } from './make-missing.ts';
import { makePicture } from './make-picture.ts';
import { createPictures, type Pictures } from './pictures.ts';

const running: TestArena[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

/** A blob store in memory, in which a test can put and lose bytes under any hash. */
function memoryBlobs() {
  const kept = new Map<string, Uint8Array<ArrayBuffer> | 'damaged'>();
  const blobs: BlobStore = {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha256, Uint8Array.from(bytes));
      return sha256;
    },
    has: async (sha256) => kept.has(sha256),
    remove: async () => undefined,
    async get(sha256) {
      const found = kept.get(sha256);
      if (found === undefined) return null;
      const bytes = async () => {
        if (found === 'damaged') throw new BlobDamaged('one bit is wrong');
        return found;
      };
      return {
        size: 1,
        mediaType: 'image/png',
        bytes,
        stream: async () => new Blob([await bytes()]).stream(),
      };
    },
  };
  return { kept, blobs };
}

/** An arena with real pictures of real images, which counts how often each image is decoded. */
async function realArena(images: number) {
  const { kept, blobs } = memoryBlobs();
  const made: string[] = [];
  let pictures: Pictures | undefined;
  // Made once the arena has a database.
  const late: Pictures = {
    make: (...given) => current().make(...given),
    read: (...given) => current().read(...given),
  };
  const current = () => {
    if (!pictures) throw new Error('there is no database yet');
    return pictures;
  };
  const service = await startArena({ blobs, pictures: late });
  running.push(service);
  const { sql, close } = connect(service.database.url, { role: 'fakexplain_arena' });
  onTestFinished(close);
  const options = {
    sql,
    blobs,
    clock: service.clock.now,
    makePicture: (bytes: Uint8Array) => {
      made.push(createHash('sha256').update(bytes).digest('hex'));
      return makePicture(bytes);
    },
  };
  pictures = createPictures(options);
  const catalog = await fillCatalog(service.database.db, { name: 'set', images, sources: ['one', 'two'] });
  for (const [seed, sha256] of catalog.images.entries())
    kept.set(
      sha256,
      Uint8Array.from(await drawnImage(seed, { width: 700, height: 90, format: seed % 2 ? 'png' : 'jpeg' })),
    );
  return { service, catalog, kept, made, sql, pictures, restart: () => (pictures = createPictures(options)) };
}

async function bodyOf(response: Response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const hash = (of: Uint8Array) => createHash('sha256').update(of).digest('hex');
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'x-request-id'));
  return { headers, hash: hash(bytes), size: bytes.length, pixels: hash(data), width: info.width };
}

const chances = (values: unknown[]) => new Set(values).size;

test('ballots on one image: equal pixels, and nothing else that is the same', async () => {
  const { service, catalog } = await realArena(1);
  await service.openStudy(newStudy(catalog, { slug: 'study' }));
  const seen = [];
  for (let count = 0; count < 6; count++) {
    const rater = await service.enrol('study');
    const [ballot] = (await draw(rater, 'study')).ballots;
    const params = { ballot: ballot?.id ?? '' };
    const look = await bodyOf(await send(arena.readBallotImage, { params }, rater.as));
    const at = { level: 0, column: 1, row: 0 };
    const tile = await bodyOf(await send(arena.readBallotTile, { params: { ...params, ...at } }, rater.as));
    // The same address gives the same bytes, as its caching promises.
    expect(await bodyOf(await send(arena.readBallotImage, { params }, rater.as))).toEqual(look);
    seen.push({ look, tile });
  }
  for (const part of ['look', 'tile'] as const) {
    const all = seen.map((one) => one[part]);
    expect(chances(all.map(({ pixels }) => pixels))).toBe(1);
    expect(chances(all.map(({ hash }) => hash))).toBe(6);
    expect(chances(all.map(({ size }) => size))).toBeGreaterThan(3);
    expect(chances(all.map(({ headers }) => JSON.stringify(headers)))).toBe(1);
    const [{ headers } = { headers: {} }] = all;
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=86400, immutable',
    });
    expect(Object.keys(headers)).not.toContain('etag');
  }
  expect(seen[0]?.look.width).toBe(640);
  expect(seen[0]?.tile.width).toBe(700 - 512);
});

test('practice likewise; a tile that there is not is not found', async () => {
  const { service, catalog } = await realArena(40);
  await service.openStudy(newStudy(catalog, { slug: 'study' }));
  const rater = await service.enrol('study');
  const raters = [rater, await service.enrol('study')];
  const params = { study: 'study', position: 0 };
  const looks = await Promise.all(
    raters.map(async ({ as }) => bodyOf(await send(arena.readPracticeImage, { params }, as))),
  );
  expect(chances(looks.map(({ pixels }) => pixels))).toBe(1);
  expect(chances(looks.map(({ hash }) => hash))).toBe(2);
  const tile = (level: number, column: number, row: number) =>
    send(arena.readPracticeTile, { params: { ...params, level, column, row } }, rater.as);
  expect(await bodyOf(await tile(0, 0, 0))).toMatchObject({ width: 512 });
  for (const [level, column, row] of [
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 1],
  ] as const)
    await expect(tile(level, column, row)).rejects.toMatchObject({ slug: 'not-found' });
});

test('each image is decoded once, by whatever study, request or restart', async () => {
  const { service, catalog, made, restart } = await realArena(6);
  const study = (slug: string) => newStudy(catalog, { slug });
  await call(arena.createStudy, { body: study('first') }, service.maintainer);
  const params = { study: 'first' };
  expect(await call(arena.prepareStudy, { params }, service.maintainer)).toEqual({ made: 6, total: 6 });
  expect(made).toHaveLength(6);
  restart();
  expect(await call(arena.prepareStudy, { params }, service.maintainer)).toEqual({ made: 6, total: 6 });
  await call(arena.openStudy, { params }, service.maintainer);
  await service.openStudy(study('second'));
  expect(made).toHaveLength(6);
});

test('a study opened before there were pictures: made when they are asked for, or at the start of the service', async () => {
  const { service, catalog, made, sql, pictures, restart } = await realArena(3);
  await service.openStudy(newStudy(catalog, { slug: 'study' }));
  await sql`delete from arena.pictures`;
  made.length = 0;
  const raters = await Promise.all([1, 2, 3].map(() => service.enrol('study')));
  // Three at once, and the image of each is decoded once at most.
  await Promise.all(
    raters.map(async (rater) => {
      const [ballot] = (await draw(rater, 'study')).ballots;
      const params = { ballot: ballot?.id ?? '' };
      await bodyOf(await send(arena.readBallotImage, { params }, rater.as));
    }),
  );
  expect(chances(made)).toBe(made.length);
  const before = made.length;
  restart();
  const logger = createLogger('arena-test', 'silent');
  expect(await makeMissing({ sql, pictures, logger }, new AbortController().signal)).toBe(3 - before);
  expect(chances(made)).toBe(3);
  expect(await makeMissing({ sql, pictures, logger }, new AbortController().signal)).toBe(0);
});

test('a part that the blob store lost is made again', async () => {
  const { service, catalog, kept, sql } = await realArena(1);
  await service.openStudy(newStudy(catalog, { slug: 'study' }));
  const rater = await service.enrol('study');
  const [ballot] = (await draw(rater, 'study')).ballots;
  const look = async () =>
    bodyOf(await send(arena.readBallotImage, { params: { ballot: ballot?.id ?? '' } }, rater.as));
  const before = await look();
  const [stored] = await sql<{ look: string }[]>`select look from arena.pictures`;
  expect(kept.delete(stored?.look ?? '')).toBe(true);
  expect(await look()).toEqual(before);
});

test.each([
  ['gone', undefined, /its file is not in the blob store/],
  ['damaged', 'damaged' as const, /its file in the blob store is damaged/],
  ['no image', new TextEncoder().encode('<html>'), /it cannot be decoded \(/],
])(
  'where a file is %s, opening names it, leaves the draft, and goes on once it is back',
  async (_, broken, said) => {
    const { service, catalog, kept, made } = await realArena(4);
    const [, sha256 = ''] = catalog.images;
    const whole = kept.get(sha256);
    if (broken === undefined) kept.delete(sha256);
    else kept.set(sha256, broken === 'damaged' ? broken : Uint8Array.from(broken));
    const params = { study: 'study' };
    await call(arena.createStudy, { body: newStudy(catalog, { slug: 'study' }) }, service.maintainer);
    const open = () => call(arena.openStudy, { params }, service.maintainer);
    const refused = await open().catch((error: unknown) => error);
    expect(refused).toMatchObject({ slug: 'image-not-shown', message: expect.stringMatching(said) });
    expect(refused).toMatchObject({ message: expect.stringContaining('000001.png (dataset set)') });
    expect(await call(arena.readStudy, { params }, service.maintainer)).toMatchObject({
      status: 'draft',
      images: 0,
    });
    kept.set(sha256, whole ?? 'damaged');
    expect(await open()).toMatchObject({ status: 'open', images: 4 });
    // What was made before the refusal was not made again.
    expect(made.length - (typeof broken === 'object' ? 1 : 0)).toBe(4);
  },
);

test('what a rater gets of an image that cannot be shown says nothing of where it lies', async () => {
  const { service, catalog, kept, sql } = await realArena(1);
  await service.openStudy(newStudy(catalog, { slug: 'study' }));
  const rater = await service.enrol('study');
  const [ballot] = (await draw(rater, 'study')).ballots;
  await sql`delete from arena.pictures`;
  kept.clear();
  const request = { params: { ballot: ballot?.id ?? randomUUID() } };
  const problem = await send(arena.readBallotImage, request, rater.as).catch((error: unknown) => error);
  expect(problem).toMatchObject({ slug: 'internal-error' });
  expect(JSON.stringify(problem)).not.toMatch(/set|png|blob/);
});
