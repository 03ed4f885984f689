import { call, catalog as api, type ClientOptions, problemSchema, send } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { lines, row, temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { createLogger } from '@fakexplain/service-kit';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createApp } from './app.ts';
import { importTrainingRows } from './datasets/import-training-rows.ts';
import { importExplanations } from './explanations/import-explanations.ts';
import { useCatalog } from './testing/use-catalog.ts';

const catalog = useCatalog();
const logger = createLogger('catalog', 'silent');
let first = new Uint8Array();

/** The client of the contract, which parses every answer, against the app without a port. */
function client(app = createApp({ ...catalog(), logger })): ClientOptions {
  return { baseUrl: 'http://catalog', fetch: async (input, init) => app.request(new Request(input, init)) };
}

beforeAll(async () => {
  const folder = await temporaryFolder();
  const names = Array.from({ length: 7 }, (_, n) => `images/${n}.png`);
  const images = await Promise.all(names.map(() => newImage()));
  for (const [index, name] of names.entries()) await folder.write(name, images[index] ?? '');
  first = new Uint8Array(images[0] ?? []);
  const rows = names.map((name, index) => (index % 3 === 0 ? row(name, [1, 2, 30, 20]) : row(name)));
  const localisation = 'visible_artifact';
  await importTrainingRows({
    ...catalog(),
    file: await folder.write('rows.jsonl', lines(rows)),
    imagesFolder: folder.path,
    manifest: {
      dataset: { slug: 'drawn', title: 'Drawn', kind: 'ood', licence: 'CC0', source: 'here', localisation },
      images: new Map([['images/0.png', { generator: 'SD 1.5', category: 'Diffusion', fold: 2 }]]),
    },
  });
  await importExplanations({
    ...catalog(),
    dataset: 'drawn',
    file: await folder.write(
      'said.jsonl',
      lines([
        {
          source: { slug: 'm', name: 'M', kind: 'model', demo: true, description: 'made up' },
          grammar: 'plain',
          space: 'norm-1',
        },
        { image: 'images/0.png', text: 'no verdict here', probability: 0.5 },
      ]),
    ),
  });
  await folder.remove();
});

test('datasets with their counts', async () => {
  const { datasets } = await call(api.listDatasets, {}, client());
  expect(datasets).toEqual([
    {
      slug: 'drawn',
      title: 'Drawn',
      kind: 'ood',
      licence: 'CC0',
      origin: 'here',
      language: null,
      localisation: 'visible_artifact',
      images: 7,
      real: 4,
      generated: 3,
      explanations: 8,
      createdAt: expect.any(String),
    },
  ]);
});

test('a dataset’s images, page by page, of one label or of both', async () => {
  const read = (query: { after?: string; limit?: number; label?: 'real' | 'generated' }) =>
    call(api.listDatasetImages, { params: { dataset: 'drawn' }, query }, client());
  const paths: string[] = [];
  let after: string | null = null;
  do {
    const page = await read({ limit: 3, ...(after !== null && { after }) });
    paths.push(...page.images.map(({ path }) => path));
    after = page.next;
  } while (after !== null);
  expect(paths).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `images/${n}.png`));
  const { images, next, dataset } = await read({ label: 'generated' });
  expect(dataset.slug).toBe('drawn');
  expect(next).toBeNull();
  expect(images.map(({ path }) => path)).toEqual(['images/0.png', 'images/3.png', 'images/6.png']);
  expect(images[0]).toMatchObject({
    width: 40,
    height: 30,
    generator: 'SD 1.5',
    category: 'Diffusion',
    fold: 2,
    explanations: 2,
  });
  expect((await read({ limit: 7 })).next).toBeNull();
});

test('sources with how much they explained', async () => {
  const { sources } = await call(api.listSources, {}, client());
  expect(sources).toEqual([
    {
      slug: 'drawn-human',
      name: 'Drawn: annotators',
      kind: 'human',
      demo: false,
      description: '',
      explanations: 7,
      datasets: [{ slug: 'drawn', images: 7, newestRunAt: expect.stringMatching(/^20\d\d-.*Z$/) }],
    },
    {
      slug: 'm',
      name: 'M',
      kind: 'model',
      demo: true,
      description: 'made up',
      explanations: 1,
      datasets: [{ slug: 'drawn', images: 1, newestRunAt: expect.any(String) }],
    },
  ]);
});

async function hashOfFirst(): Promise<string> {
  const { images } = await call(
    api.listDatasetImages,
    { params: { dataset: 'drawn' }, query: { limit: 1 } },
    client(),
  );
  return images[0]?.sha256 ?? '';
}

test('an image with its places and all that was said of it', async () => {
  const sha256 = await hashOfFirst();
  const image = await call(api.readImage, { params: { sha256 } }, client());
  expect(image).toMatchObject({
    mediaType: 'image/png',
    byteSize: first.length,
    datasets: [{ slug: 'drawn', path: 'images/0.png', label: 'generated', generator: 'SD 1.5', fold: 2 }],
    explanations: [
      {
        source: { slug: 'drawn-human', kind: 'human' },
        run: { title: 'rows.jsonl', origin: 'import' },
        explanation: { verdict: 'generated', regions: [{ box: [1, 2, 30, 20] }] },
        rawText: null,
        parseStatus: 'ok',
      },
      {
        source: { slug: 'm', demo: true },
        explanation: { verdict: null, regions: [] },
        probability: 0.5,
        rawText: 'no verdict here',
        grammar: 'plain',
        coordinateSpace: 'norm-1',
        parseStatus: 'failed',
      },
    ],
  });
});

test('the file of an image comes as it was imported, may be kept for ever and is not guessed at', async () => {
  const sha256 = await hashOfFirst();
  const response = await send(api.readImageFile, { params: { sha256 } }, client());
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(first);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(first.length),
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  });
  const app = createApp({ ...catalog(), logger });
  const again = await app.request(`/images/${sha256}/file`, {
    headers: { 'if-none-match': `"other", W/"${sha256}"` },
  });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const head = await app.request(`/images/${sha256}/file`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test.each([
  ['/datasets/nowhere/images', 404, 'There is no dataset nowhere.'],
  ['/datasets/No_Slug/images', 422, /schema/],
  ['/datasets/drawn/images?limit=0', 422, /schema/],
  ['/datasets/drawn/images?limit=201', 422, /schema/],
  ['/datasets/drawn/images?label=maybe', 422, /schema/],
  ['/datasets/drawn/images?page=2', 422, /schema/],
  ['/datasets/drawn/images?after=%00', 422, /cannot be stored/],
  [`/images/${'0'.repeat(64)}`, 404, /There is no image 0000/],
  [`/images/${'0'.repeat(64)}/file`, 404, /There is no image 0000/],
  ['/images/..%2f..%2fetc%2fpasswd/file', 422, /schema/],
  ['/images/abc', 422, /schema/],
])('%s is refused with a problem', async (path, status, detail) => {
  const response = await createApp({ ...catalog(), logger }).request(path);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(problemSchema.parse(await response.json())).toMatchObject({
    status,
    detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
  });
});

test('an image whose bytes are lost is a fault that tells nothing', async () => {
  const app = createApp({ ...catalog(), blobs: directoryBlobs('/nonexistent'), logger });
  const response = await app.request(`/images/${await hashOfFirst()}/file`);
  expect(response.status).toBe(500);
  expect(problemSchema.parse(await response.json()).detail).not.toMatch(/blob/);
});

test('it is ready when the database is migrated and answers', async () => {
  const ready = (dependencies = catalog()) => createApp({ ...dependencies, logger }).request('/health/ready');
  expect((await ready()).status).toBe(200);
  const nowhere = connect('postgres://127.0.0.1:1/none');
  onTestFinished(() => nowhere.close());
  const response = await ready({ ...catalog(), ...nowhere });
  expect(response.status).toBe(503);
  expect(problemSchema.parse(await response.json()).errors).toMatchObject([{ path: 'database' }]);
});
