import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inference } from '@fakexplain/contract';
import { createApp, createLogger } from '@fakexplain/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileHashes } from './file-hashes.ts';
import { shippedModels } from './read-models.ts';
import { modelRoutes } from './routes.ts';

let folder: string;
/** Where manifests are stored. */
let own: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
  own = join(folder, 'own');
});
afterAll(() => rm(folder, { recursive: true }));

const list = inference.listModels.responses[200].content['application/json'].schema;
const one = inference.readModel.responses[200].content['application/json'].schema;

function serve(environment: Record<string, string>, ownFolder: string | null = own) {
  const app = createApp({ title: 'Models', version: '1', logger: createLogger('test', 'silent') });
  app.route(
    '/',
    modelRoutes(
      { modelFolders: [shippedModels, folder, own], ownFolder, environment, hashes: new FileHashes() },
      (_slug, _manifest, store) => store(),
    ),
  );
  return app;
}

async function availabilityOf(slug: string, environment: Record<string, string> = {}) {
  const response = await serve(environment).request(`/models/${slug}`);
  return one.parse(await response.json()).availability;
}

it('lists models, with refused manifests beside them', async () => {
  await writeFile(join(folder, 'broken.yaml'), 'slug: UPPER\n');
  const { models, refused } = list.parse(await (await serve({}).request('/models')).json());
  expect(models.find(({ slug }) => slug === 'npr')).toMatchObject({ task: 'detect', reading: null });
  expect(refused).toEqual([
    { file: 'broken.yaml', problems: expect.arrayContaining([expect.stringContaining('line 1, slug')]) },
  ]);
  await rm(join(folder, 'broken.yaml'));
});

it('answers for a model that is not there', async () => {
  expect((await serve({}).request('/models/no-such-model')).status).toBe(404);
});

describe('a served model', () => {
  it('waits for its endpoint', async () => {
    expect(await availabilityOf('fakexplainer-7b')).toEqual({
      ready: false,
      reason: expect.stringMatching(/^set FAKEXPLAINER_7B_ENDPOINT: /),
    });
    expect(await availabilityOf('fakexplainer-7b', { FAKEXPLAINER_7B_ENDPOINT: 'nowhere' })).toMatchObject({
      ready: false,
    });
    const addresses = { FAKEXPLAINER_7B_ENDPOINT: 'http://a/v1, http://b/v1' };
    expect(await availabilityOf('fakexplainer-7b', addresses)).toEqual({ ready: true, reason: null });
  });

  it('shows no secret', async () => {
    const environment = { FAKEXPLAINER_7B_ENDPOINT: 'http://a/v1', FAKEXPLAINER_7B_API_KEY: 'sk-secret' };
    const text = await (await serve(environment).request('/models/fakexplainer-7b')).text();
    expect(text).toContain('FAKEXPLAINER_7B_API_KEY');
    expect(text).not.toContain('sk-secret');
  });
});

describe('a model that runs here', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  beforeEach(async () => {
    await writeFile(
      join(folder, 'mine.yaml'),
      `slug: mine
name: Mine
description: A model.
family: qwen2.5-vl
task: explain
licence: unknown
origin: trained here
backend:
  kind: local
  checkpoint: mine
  files: { model.safetensors: ${sha256('weights')} }
prompt: { user: Real or generated? }
reading: { grammar: qwen2.5-vl, space: qwen-smart-resized }
`,
    );
  });

  it('is told by its files and their hashes', async () => {
    expect((await availabilityOf('mine')).reason).toMatch(/there is no folder .*mine/);
    await mkdir(join(folder, 'mine'));
    for (const name of ['config.json', 'model.safetensors'])
      await writeFile(join(folder, 'mine', name), 'other weights');
    expect((await availabilityOf('mine')).reason).toMatch(
      /lacks tokenizer.json, preprocessor_config.json or processor_config.json$/,
    );
    for (const name of ['tokenizer.json', 'processor_config.json'])
      await writeFile(join(folder, 'mine', name), '{}');
    expect((await availabilityOf('mine')).reason).toMatch(
      /model.safetensors is not the file the manifest means/,
    );
    await writeFile(join(folder, 'mine', 'model.safetensors'), 'weights');
    expect(await availabilityOf('mine')).toEqual({ ready: true, reason: null });
  });
});

describe('a manifest that a maintainer writes', () => {
  const checked = inference.checkManifest.responses[200].content['application/json'].schema;
  const post = (path: string, manifest: string, ownFolder: string | null = own) =>
    serve({}, ownFolder).request(path, {
      method: 'POST',
      body: JSON.stringify({ manifest }),
      headers: { 'content-type': 'application/json' },
    });
  let npr = '';
  beforeAll(async () => {
    npr = await readFile(join(shippedModels, 'npr.yaml'), 'utf8');
  });

  it('is checked by line and field, as a file is', async () => {
    const wrong = npr.replace(/^slug: .*$/m, 'slug: UPPER').replace(/^task: .*$/m, 'task: sing');
    const { model, problems } = checked.parse(await (await post('/manifests/check', wrong)).json());
    expect(model).toBeNull();
    const lines = wrong.split('\n');
    const where = problems.map(({ line, field }) => [lines[line - 1]?.split(':')[0], field]);
    expect(where).toEqual([
      ['slug', 'slug'],
      ['task', 'task'],
    ]);
    const broken = checked.parse(await (await post('/manifests/check', 'slug: [')).json());
    expect(broken.problems[0]).toMatchObject({ line: 1, field: '' });
  });

  it('is stored once, for this and all later looks', async () => {
    const mine = npr.replace(/^slug: .*$/m, 'slug: written-here');
    expect(checked.parse(await (await post('/manifests/check', npr)).json())).toMatchObject({ taken: true });
    expect(checked.parse(await (await post('/manifests/check', mine)).json())).toMatchObject({
      model: 'written-here',
      taken: false,
      problems: [],
    });
    expect((await serve({}).request('/models/written-here')).status).toBe(404);
    expect((await post('/models', mine)).status).toBe(201);
    expect((await serve({}).request('/models/written-here')).status).toBe(200);
    expect(await readFile(join(own, 'written-here.yaml'), 'utf8')).toBe(mine);
    expect((await post('/models', mine)).status).toBe(409);
    expect((await post('/models', npr)).status).toBe(409);
    expect(await readdir(own)).toEqual(['written-here.yaml']);
    await rm(join(own, 'written-here.yaml'));
  });

  it('is refused where it is wrong, and where there is no folder', async () => {
    const other = npr.replace(/^slug: .*$/m, 'slug: other');
    expect((await post('/models', 'slug: UPPER')).status).toBe(422);
    expect((await post('/models', other, null)).status).toBe(409);
    expect(await readdir(own)).toEqual([]);
  });
});
