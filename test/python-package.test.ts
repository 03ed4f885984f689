import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call, catalog as api, metrics } from '@fakexplain/contract';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { maintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { addDataset, addRun, type Said } from '@fakexplain/fixtures/catalog';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Service } from '../cli/src/stack/child-service.ts';
import { startCatalog, startMetrics } from './harness/catalog-and-metrics.ts';
import { lackOf, python } from './harness/python.ts';
import { startSiteOfServices, type SiteOfServices } from './harness/site-of-services.ts';

const ownPackage = join(import.meta.dirname, '../packages/python');
const noPython = await lackOf();
const noMypy = await lackOf('mypy', 'numpy');
const skip = noPython !== '';

let database: ClonedDatabase;
let services: Record<'catalog' | 'metrics', Service>;
let site: SiteOfServices;
let folder: string;
beforeAll(async () => {
  if (skip) return;
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-python-'));
  const [catalog, measured] = await Promise.all([
    startCatalog(database.url, { UPLOADS_DIRECTORY: join(folder, 'uploads') }),
    startMetrics(database.url),
  ]);
  services = { catalog, metrics: measured };
  site = await startSiteOfServices({ catalog: catalog.address, metrics: measured.address });
  await addImages();
});
afterAll(async () => {
  if (skip) return;
  await site?.close();
  await Promise.all([services?.catalog.stop(), services?.metrics.stop()]);
  await database?.close();
  if (folder) await rm(folder, { recursive: true });
});

const count = 24;
const names = Array.from({ length: count }, (_, at) => `${String(at).padStart(2, '0')}.png`);
const isGenerated = (at: number) => at % 3 > 0;

/** Images, two thirds of them generated, with a reference that marks the left half of each of these. */
async function addImages(): Promise<void> {
  const places = names.map((name, at) => {
    const label: 'generated' | 'real' = isGenerated(at) ? 'generated' : 'real';
    return [name, { label }] as const;
  });
  const datasetId = await addDataset(database.db, 'small', Object.fromEntries(places));
  const says = places.map(([name, { label }]): [string, Said] => {
    const regions: Said['regions'] =
      label === 'generated' ? [{ box: [0, 0, 50, 100], description: `a melted ear in ${name}` }] : [];
    return [name, { verdict: label, regions }];
  });
  await addRun(
    database.db,
    { source: 'people', datasetId, reference: true, kind: 'human' },
    Object.fromEntries(says),
  );
}

/** Says of generated images that their left part is generated, as wide as it is told; of `wrong` ones that they are real. */
const rowOf = (at: number, width: number, isWrong = false) => {
  const generated = isGenerated(at) && !isWrong;
  const regions = generated ? [{ box: [0, 0, width, 100], description: `a melted ear in ${names[at]}` }] : [];
  return { image: names[at], explanation: { verdict: generated ? 'generated' : 'real', regions } };
};
const linesOf = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

interface Ended {
  code: number;
  out: string;
  said: string;
}

async function fakexplain(...args: string[]): Promise<Ended> {
  const env = {
    ...process.env,
    PYTHONPATH: join(ownPackage, 'src'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    FAKEXPLAIN_SITE: site.address,
    FAKEXPLAIN_API_KEY: maintainerKey,
  };
  const failure = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() });
  return promisify(execFile)(python, ['-m', 'fakexplain', ...args], { env, cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, said: stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = failure.parse(error);
      return { code, out: stdout, said: stderr };
    },
  );
}

const submittedSchema = z.object({
  run: z.string().nullable(),
  added: z.record(z.string(), z.int()),
  present: z.int(),
  values: z.record(z.string(), z.number().nullable()).optional(),
});

async function submit(file: string, rows: object[], source: string, ...args: string[]) {
  await writeFile(join(folder, file), linesOf(rows));
  const ended = await fakexplain(
    'submit',
    file,
    '--dataset',
    'small',
    '--source',
    source,
    '--kind',
    'model',
    ...args,
  );
  return { ...ended, made: submittedSchema.parse(JSON.parse(ended.out)) };
}

const runs = async () =>
  (await call(metrics.listRuns, { query: {} }, { baseUrl: services.metrics.address })).runs;

test(`tests of the package that need nothing pass${noPython}`, { skip }, async () => {
  const env = { ...process.env, PYTHONPATH: join(ownPackage, 'src'), PYTHONDONTWRITEBYTECODE: '1' };
  const modules = ['test_client', 'test_gate', 'test_rows'];
  const cwd = join(ownPackage, 'tests');
  const { stderr } = await promisify(execFile)(python, ['-m', 'unittest', ...modules], { env, cwd });
  expect(stderr).toMatch(/\nOK\b/);
});

test(`mypy finds nothing in the package${noMypy}`, { skip: noMypy !== '' }, async () => {
  const cache = join(folder, 'mypy');
  await promisify(execFile)(python, ['-m', 'mypy', '--cache-dir', cache], { cwd: ownPackage });
});

test(`what check says of each row is what submit does with it${noPython}`, { skip }, async () => {
  const good = names.map((_, at) => rowOf(at, 50));
  const unknown = { ...rowOf(1, 50), image: 'nowhere.png' };
  const outside = rowOf(2, 500);
  const rows = [...good.slice(0, 4), unknown, outside, good[0] ?? {}, { image: '04.png' }];
  await writeFile(join(folder, 'mixed.jsonl'), linesOf(rows));
  const args = ['mixed.jsonl', '--dataset', 'small', '--source', 'mixed', '--kind', 'model'];
  const checked = await fakexplain('check', ...args);
  expect(checked.code).toBe(1);
  const lines = checked.out.trimEnd().split('\n');
  expect(lines.filter((line) => line.endsWith(': goes in'))).toEqual(
    [1, 2, 3, 4].map((line) => `${line}: goes in`),
  );
  const refused = lines.filter((line) => !line.endsWith(': goes in'));
  expect(refused.map((line) => line.split(':')[0])).toEqual(['5', '6', '7', '8']);
  expect(refused[0]).toContain('no image nowhere.png');
  expect((await runs()).map(({ title }) => title)).not.toContain('mixed.jsonl');
  const { imports } = await call(
    api.listImports,
    {},
    { baseUrl: services.catalog.address, token: maintainerKey },
  );
  expect(imports).toEqual([]);
  const submitted = await fakexplain('submit', ...args);
  expect(submitted.code).toBe(1);
  expect(submitted.said.split('\n').filter((line) => /^\d+: /.test(line))).toEqual(refused);
  expect(submittedSchema.parse(JSON.parse(submitted.out)).added).toEqual({ ok: 4 });
  expect(
    (await fakexplain('check', 'mixed.jsonl', '--dataset', 'none', '--source', 'mixed', '--kind', 'model'))
      .out,
  ).toContain('There is no dataset none');
});

test(`an upload that broke off goes on where it was${noPython}`, { skip }, async () => {
  // Spaces between the members of an object say nothing, and make the file one of two parts.
  const padded = names.map((_, at) => JSON.stringify(rowOf(at, 50)).replace(',', `,${' '.repeat(200_000)}`));
  await writeFile(join(folder, 'large.jsonl'), padded.join('\n'));
  const args = [
    'submit',
    'large.jsonl',
    '--dataset',
    'small',
    '--source',
    'large',
    '--kind',
    'model',
    '--wait',
  ];
  site.fails = (request) => request.startsWith('PUT ') && request.endsWith('/parts/1');
  onTestFinished(() => void (site.fails = () => false));
  expect((await fakexplain(...args)).code).toBe(1);
  site.fails = () => false;
  site.asked.length = 0;
  const { code, out } = await fakexplain(...args);
  expect(code).toBe(0);
  const sent = site.asked
    .filter((request) => request.startsWith('PUT '))
    .map((each) => each.split('/').at(-1));
  expect(sent).toEqual(['1']);
  const { run, values } = submittedSchema.parse(JSON.parse(out));
  expect(values).toMatchObject({ acc: 1, iou_union: 1, bleu2: 1, rouge_l: 1 });
  const own = (await runs()).find(({ id }) => id === run);
  expect(own).toMatchObject({ title: 'large.jsonl', scored: count, source: { slug: 'large' } });
});

test(`a gate reads the site’s comparison, and tells by its exit code${noPython}`, { skip }, async () => {
  const wait = '--wait';
  const rows = (width: number, wrong: number) => names.map((_, at) => rowOf(at, width, at < wrong));
  const [better, worse] = await Promise.all([
    submit('better.jsonl', rows(50, 0), 'better', wait),
    submit('worse.jsonl', rows(40, 5), 'worse', wait),
  ]);
  const [new_, against] = [worse.made.run ?? '', better.made.run ?? ''];
  const params = { a: new_, b: against };
  const compared = await call(metrics.compareRuns, { params }, { baseUrl: services.metrics.address });
  const signature = compared.metrics.find(({ key }) => key === 'iou_union')?.signature;
  const own = compared.differences.find((each) => each.signature === signature);
  const { difference = NaN, low, high } = own ?? {};
  // 16 generated images, of the first five two thirds of which the worse one misses; boxes of 4/5 of the area elsewhere.
  expect(difference).toBeCloseTo((13 * 0.8) / 16 - 1, 9);
  const badge = join(folder, 'badge.svg');
  const gate = (a: string, b: string, mde: number) =>
    fakexplain('gate', a, b, '--metric', 'iou_union', '--mde', String(mde), '--badge', badge);
  const found = await gate(new_, against, 0.9);
  expect(found.code).toBe(0);
  expect(JSON.parse(found.out)).toMatchObject({ outcome: 'pass', difference, low, high, images: own?.n });
  expect(await readFile(badge, 'utf8')).toContain(`${(own?.a ?? NaN).toFixed(3)} (Δ −0.350`);
  expect((await gate(new_, against, -(difference + 0))).code).toBe(3);
  expect((await gate(new_, against, 0.01)).code).toBe(1);
  expect((await gate(against, new_, 0.01)).code).toBe(0);
});
