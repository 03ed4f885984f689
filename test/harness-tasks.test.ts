import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call, metrics } from '@fakexplain/contract';
import { maintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Service } from '../cli/src/stack/child-service.ts';
import { exportFolder } from '../services/metrics/src/folders/export-folder.ts';
import { scorePending } from '../services/metrics/src/scoring/score-pending.ts';
import {
  importDemo,
  startCatalog,
  startMetrics,
  useCatalogAndMetrics,
} from './harness/catalog-and-metrics.ts';
import { lackOf, python } from './harness/python.ts';
import { startSiteOfServices, type SiteOfServices } from './harness/site-of-services.ts';

const lacks = {
  inspect: await lackOf('inspect_ai', 'pyarrow'),
  lmms: await lackOf('lmms_eval', 'datasets', 'PIL'),
  vlmevalkit: await lackOf('pyarrow'),
};
const skip = Object.values(lacks).every((lack) => lack !== '');
const { catalog, measured } = useCatalogAndMetrics();

let services: Record<'catalog' | 'metrics', Service>;
let site: SiteOfServices;
let place: string;
/** What the site says of the answers that came in with the demo. */
let expected: Record<string, number>;
beforeAll(async () => {
  if (skip) return;
  const { url, blobs, blobDirectory, sql } = catalog();
  place = await mkdtemp(join(tmpdir(), 'fakexplain-harnesses-'));
  expect(await importDemo(catalog(), ['demo-close.jsonl'])).toEqual([]);
  await scorePending(measured());
  const out = join(place, 'demo');
  await exportFolder({ sql: measured().sql, blobs }, { kind: 'dataset', slug: 'demo', out });
  const said = await sql<{ hash: string; text: string }[]>`
    select e.image_sha256 as hash, e.raw_text as text from catalog.explanations e
    join catalog.runs r on r.id = e.run_id join catalog.sources s on s.id = r.source_id where s.slug = 'demo-close'`;
  const texts = Object.fromEntries(said.map(({ hash, text }) => [hash, text]));
  await writeFile(join(place, 'answers.json'), JSON.stringify(texts));
  const uploads = { UPLOADS_DIRECTORY: join(place, 'uploads'), BLOB_DIRECTORY: blobDirectory };
  const [files, scores] = await Promise.all([startCatalog(url, uploads), startMetrics(url)]);
  services = { catalog: files, metrics: scores };
  site = await startSiteOfServices({ catalog: files.address, metrics: scores.address });
  expected = await valuesOf('demo-close');
}, 180_000);
afterAll(async () => {
  if (skip) return;
  await site?.close();
  await Promise.all([services?.catalog.stop(), services?.metrics.stop()]);
  if (place) await rm(place, { recursive: true });
});

const keys = ['acc', 'iou_union', 'bleu2', 'rouge_l'];

/** Values of a source’s run. */
async function valuesOf(source: string): Promise<Record<string, number>> {
  const baseUrl = services.metrics.address;
  const { runs } = await call(metrics.listRuns, { query: { dataset: 'demo' } }, { baseUrl });
  const run = runs.find((each) => each.source.slug === source)?.id ?? '';
  const { metrics: described, overall } = await call(
    metrics.readRun,
    { params: { run }, query: {} },
    { baseUrl },
  );
  const signatures = new Map(described.map(({ key, signature }) => [signature, key]));
  const values = overall.values.map(
    ({ signature, value }) => [signatures.get(signature) ?? '', value] as const,
  );
  return Object.fromEntries(values.filter(([key]) => keys.includes(key)));
}

async function runPython(program: string, ...args: string[]): Promise<string> {
  const cwd = await mkdtemp(join(place, 'work-'));
  const env = {
    ...process.env,
    PYTHONPATH: join(import.meta.dirname, '../packages/python/src'),
    PYTHONDONTWRITEBYTECODE: '1',
    FAKEXPLAIN_SITE: site.address,
    FAKEXPLAIN_API_KEY: maintainerKey,
    HF_DATASETS_CACHE: join(place, 'cache'),
  };
  const file = join(import.meta.dirname, program);
  const { stdout } = await promisify(execFile)(python, [file, ...args], { cwd, env, maxBuffer: 64 << 20 });
  return stdout;
}

const close = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expect.closeTo(value, 9)]));
const printedSchema = z.record(z.string(), z.number());

test.for([
  { harness: 'inspect', program: 'harness/run_inspect_task.py', lack: lacks.inspect },
  { harness: 'lmms-eval', program: 'harness/run_lmms_task.py', lack: lacks.lmms },
])('a task of $harness gives the site’s values$lack', async ({ harness, program, lack }, context) => {
  if (lack !== '') return context.skip();
  expect(Object.keys(expected)).toHaveLength(keys.length);
  const args = [join(place, 'demo'), join(place, 'answers.json'), `close-in-${harness}`];
  const printed = printedSchema.parse(
    JSON.parse((await runPython(program, ...args)).trim().split('\n').at(-1) ?? ''),
  );
  expect(printed).toEqual(close(expected));
});

test(
  `a set of VLMEvalKit comes back as a table of predictions, and gives the site’s values${lacks.vlmevalkit}`,
  { skip: lacks.vlmevalkit !== '' },
  async () => {
    const folder = join(place, 'vlmevalkit');
    await mkdir(folder);
    const set = join(folder, 'FakeXplain.tsv');
    await runPython('../examples/vlmevalkit/make_tsv.py', join(place, 'demo'), set);
    const predictions = join(folder, 'stub_FakeXplain.tsv');
    await runPython('harness/answer_tsv.py', set, join(place, 'answers.json'), predictions);
    expect((await readFile(predictions, 'utf8')).split('\n')[0]).toBe(
      'index\tquestion\tanswer\timage_path\tprediction',
    );
    const cli = '../packages/python/src/fakexplain/__main__.py';
    const how = ['--grammar', 'qwen2.5-vl', '--space', 'qwen-smart-resized', '--kind', 'model', '--wait'];
    await runPython(cli, 'submit', predictions, '--dataset', 'demo', '--source', 'close-in-kit', ...how);
    expect(await valuesOf('close-in-kit')).toEqual(close(expected));
  },
);
