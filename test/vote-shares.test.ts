import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addVotes } from '@fakexplain/fixtures/votes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readEvalResults } from '../services/metrics/src/eval-results/read-eval-results.ts';
import { scorePending } from '../services/metrics/src/scoring/score-pending.ts';
import { addFolderFixture, imageOf } from '../services/metrics/src/testing/folder-fixture.ts';
import { useMetrics } from '../services/metrics/src/testing/use-metrics.ts';
import { exportVoteShares } from '../services/metrics/src/vote-shares/export-vote-shares.ts';
import { lackOf, python } from './harness/python.ts';

const noInspect = await lackOf('inspect_ai');
const noHub = await lackOf('huggingface_hub>=1', 'yaml');
const suite = useMetrics();

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fakexplain-shares-'));
  const { study } = await addFolderFixture(suite().owner);
  await scorePending(suite());
  await addVotes(suite().owner, study, [
    { image: 0, left: 0, right: 1, choices: ['left'] },
    { image: 0, left: 0, right: 1, choices: ['right'] },
    { image: 0, left: 1, right: 0, choices: ['right'] },
  ]);
});
afterAll(() => rm(place, { recursive: true }));

async function read(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [
    join(import.meta.dirname, 'harness/read_shares.py'),
    ...args,
  ]);
  return JSON.parse(stdout);
}

test(`inspect scores samples by the share of votes won${noInspect}`, { skip: noInspect !== '' }, async () => {
  const out = join(place, 'shares');
  await exportVoteShares(suite(), { study: 'pilot', out, ids: 'sha256' });
  expect(await read('inspect', join(out, 'people.jsonl'), imageOf(0), imageOf(1))).toEqual([
    { value: 2 / 3, metadata: expect.objectContaining({ won: 2, votes: 3 }) },
    null,
  ]);
});

test(`huggingface_hub reads a run’s results${noHub}`, { skip: noHub !== '' }, async () => {
  const [run] = await suite().sql<{ id: string }[]>`
    select r.id from catalog.runs r join catalog.sources s on s.id = r.source_id where s.slug = 'model'`;
  const url = 'https://arena.example.org';
  const wanted = { run: run?.id ?? '', datasetId: 'lab/pictures', url, metrics: [] };
  const results = await readEvalResults(suite().db, wanted);
  const file = join(place, 'pictures.yaml');
  await writeFile(file, stringify(results, { lineWidth: 0 }));
  expect(await read('hub', file)).toEqual(
    results.map(({ dataset, value, notes }) => ({
      dataset: dataset.id,
      task: dataset.task_id,
      value,
      notes,
      url,
    })),
  );
});
