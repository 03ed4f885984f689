import { arenaSchema, catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { and, eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { scorePending } from '../scoring/score-pending.ts';
import { addFolderFixture } from '../testing/folder-fixture.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { readEvalResults } from './read-eval-results.ts';

const suite = useMetrics();
let run: string;
beforeAll(async () => {
  await addFolderFixture(suite().owner);
  await scorePending(suite());
  const { runs, sources } = catalogSchema;
  const [found] = await suite()
    .owner.select({ id: runs.id })
    .from(runs)
    .innerJoin(sources, and(eq(sources.id, runs.sourceId), eq(sources.slug, 'model')));
  run = found?.id ?? '';
});

const read = (metrics: string[] = [], url: string | null = null) =>
  readEvalResults(suite().db, { run, datasetId: 'lab/pictures', url, metrics });

test('a run’s scores are entries of a model’s page, each with its signature, n and interval', async () => {
  const { runScores } = metricsSchema;
  const all = await suite()
    .db.select()
    .from(runScores)
    .where(and(eq(runScores.runId, run), eq(runScores.sliceKind, 'all')));
  const results = await read();
  expect(results).toHaveLength(all.length);
  const iou = all.find(({ signature }) => signature.startsWith('iou_union|'));
  expect(await read(['iou_union'], 'https://arena.example.org/runs/1')).toEqual([
    {
      dataset: { id: 'lab/pictures', task_id: 'iou_union' },
      value: iou?.value,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      source: { url: 'https://arena.example.org/runs/1', name: 'FakeXplain Arena' },
      notes: `${iou?.signature}; n = 3 images; 95% bootstrap interval over images [${iou?.low}, ${iou?.high}]`,
    },
  ]);
});

test('what is not there, or withheld, is said', async () => {
  await expect(read(['bleu9'])).rejects.toMatchObject({
    type: 'not-found',
    message: expect.stringMatching(/^The run has no bleu9; it has acc, /),
  });
  const nobody = { run: crypto.randomUUID(), datasetId: 'a/b', url: null, metrics: [] };
  await expect(readEvalResults(suite().db, nobody)).rejects.toMatchObject({ type: 'not-found' });
  const { studies } = arenaSchema;
  await suite().owner.update(studies).set({ status: 'open', embargo: 'everything' });
  await expect(read()).rejects.toMatchObject({ type: 'embargoed' });
  await suite().owner.update(studies).set({ status: 'closed' });
});
