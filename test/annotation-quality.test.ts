import { metrics } from '@fakexplain/contract';
import { lines, row, temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { createLogger } from '@fakexplain/service-kit';
import { beforeAll, expect, test } from 'vitest';
import { createApp } from '../services/metrics/src/app.ts';
import { importTrainingRows } from '../services/catalog/src/datasets/import-training-rows.ts';
import { manifestOfDataset } from '../services/catalog/src/datasets/ensure-dataset.ts';
import { importExplanations } from '../services/catalog/src/explanations/import-explanations.ts';
import { fakexplain } from '../cli/src/testing/fakexplain.ts';
import { useCatalogAndMetrics } from './harness/catalog-and-metrics.ts';

const { catalog, measured } = useCatalogAndMetrics();

/** Four annotated images and a real one; the reference has three of them, an annotator said something twice. */
beforeAll(async () => {
  const folder = await temporaryFolder();
  const names = ['a', 'b', 'c', 'd', 'real'].map((name) => `${name}.png`);
  for (const name of names) await folder.write(name, await newImage());
  const rows = names.map((name) => (name === 'real.png' ? row(name) : row(name, [0, 0, 10, 10])));
  const file = await folder.write('rows.jsonl', lines(rows));
  const { db } = catalog();
  const manifest = await manifestOfDataset(db, 'checked');
  await importTrainingRows({ ...catalog(), file, imagesFolder: folder.path, manifest });
  const said = (image: string, tags: string[], ...boxes: number[][]) => ({
    image: `${image}.png`,
    explanation: {
      verdict: image === 'real' ? 'real' : 'generated',
      tags,
      regions: boxes.map((box) => ({ box, description: 'odd' })),
    },
  });
  const by = async (name: string, slug: string, explanations: unknown[]) => {
    const file = await folder.write(name, lines(explanations));
    const source = { slug, name: slug, kind: 'human' as const };
    await importExplanations({ db, file, dataset: 'checked', source });
  };
  await by('gold.jsonl', 'gold', [
    said('a', ['anatomy', 'light'], [0, 0, 10, 20]),
    said('b', [], [20, 20, 30, 30]),
    said('real', []),
  ]);
  await by('old.jsonl', 'team', [said('a', [], [30, 20, 40, 30]), said('b', [], [20, 20, 30, 30])]);
  await by('new.jsonl', 'team', [said('a', ['light'], [0, 0, 10, 20]), said('d', [])]);
  await folder.remove();
});

test('every other source against the reference on the images both have, the newest of each counts', async () => {
  const app = createApp({ ...measured(), logger: createLogger('metrics', 'silent') });
  const response = await app.request('/datasets/checked/annotation-quality?reference=gold');
  expect(response.status).toBe(200);
  const report = metrics.annotationQualitySchema.parse(await response.json());
  expect(report).toMatchObject({ reference: 'gold', thresholds: { iou: 0.2, labels: 1 / 3 } });
  expect(report.annotators).toMatchObject([
    {
      source: 'checked-human',
      images: 3,
      // Half of the reference's box on a, elsewhere on b; the real image has no IoU.
      iou: { k: 1, n: 2, share: 0.5 },
      labels: { k: 0, n: 1, share: 0 },
      both: { k: 0, n: 1, share: 0 },
      meanIou: 0.25,
      failing: [
        { path: 'b.png', iou: 0, labels: null },
        { path: 'a.png', iou: 0.5, labels: 0 },
      ],
    },
    {
      source: 'team',
      images: 2,
      iou: { k: 2, n: 2, share: 1 },
      labels: { k: 1, n: 1, share: 1 },
      both: { k: 1, n: 1, share: 1 },
      meanIou: 1,
      failing: [],
    },
  ]);
});

test('the command says the same, with thresholds of its own', async () => {
  const check = (...args: string[]) =>
    fakexplain(['dataset', 'check-annotations', 'checked', ...args], { DATABASE_URL: catalog().url });
  expect(await check('--reference', 'gold', '--iou', '0.6')).toEqual({
    code: 0,
    stdout: [
      'Compared with gold: IoU ≥ 60% (union of boxes), label accuracy ≥ 33.3%.',
      'checked-human: 3 images; IoU 0 of 2 (0%); labels 0 of 1 (0%); both 0 of 1 (0%); mean IoU 0.250',
      'team: 2 images; IoU 2 of 2 (100%); labels 1 of 1 (100%); both 1 of 1 (100%); mean IoU 1.000\n',
    ].join('\n'),
    stderr: '',
  });
  expect(await check('--reference', 'nobody')).toMatchObject({
    code: 3,
    stderr: 'The source nobody has explained no image of checked.\n',
  });
});

test('nothing to compare with is not found', async () => {
  const app = createApp({ ...measured(), logger: createLogger('metrics', 'silent') });
  for (const path of [
    '/datasets/checked/annotation-quality?reference=nobody',
    '/datasets/none/annotation-quality?reference=gold',
  ]) {
    expect((await app.request(path)).status).toBe(404);
  }
});
