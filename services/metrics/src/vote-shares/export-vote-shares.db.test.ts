import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arenaSchema } from '@fakexplain/database/schema';
import { addVotes } from '@fakexplain/fixtures/votes';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFolderFixture, imageOf, pictures } from '../testing/folder-fixture.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { exportVoteShares } from './export-vote-shares.ts';

const suite = useMetrics();
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fakexplain-shares-'));
  const { study } = await addFolderFixture(suite().owner);
  await addVotes(suite().owner, study, [
    { image: 0, left: 0, right: 1, choices: ['left'] },
    { image: 0, left: 1, right: 0, choices: ['left', 'right'] },
    { image: 0, left: 1, right: 0, choices: ['left'] },
    { image: 0, left: 0, right: 1, choices: ['tie'] },
    { image: 0, left: 0, right: 2, choices: ['left'] },
    { image: 1, left: 0, right: 1, choices: ['neither'] },
    { image: 2, left: 0, right: 1, choices: ['right'] },
  ]);
});
afterAll(() => rm(place, { recursive: true }));

const linesOf = async (folder: string, source: string): Promise<unknown[]> =>
  (await readFile(join(folder, `${source}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('each source has a file with the share of votes that it won on each image', async () => {
  const out = join(place, 'shares');
  const counts = await exportVoteShares(suite(), { study: 'pilot', out, ids: 'sha256' });
  expect([...counts].toSorted()).toEqual([
    ['model', 2],
    ['people', 2],
  ]);
  expect((await readdir(out)).toSorted()).toEqual(['model.jsonl', 'people.jsonl']);
  const people = await linesOf(out, 'people');
  expect(people).toHaveLength(2);
  // scipy.stats.binomtest(2, 3).proportion_ci(method='exact')
  expect(people).toContainEqual({
    id: imageOf(0),
    value: 2 / 3,
    explanation: '2 of 3 votes preferred it to another explanation',
    metadata: {
      study: 'pilot',
      won: 2,
      votes: 3,
      low: expect.closeTo(0.09429932405024612, 9),
      high: expect.closeTo(0.9915962413403873, 9),
      level: 0.95,
      interval: 'clopper-pearson',
    },
  });
  expect(await linesOf(out, 'model')).toContainEqual(expect.objectContaining({ id: imageOf(2), value: 1 }));

  const byPath = join(place, 'by-path');
  await exportVoteShares(suite(), { study: 'pilot', out: byPath, ids: 'path' });
  expect(await linesOf(byPath, 'people')).toContainEqual(expect.objectContaining({ id: pictures[0] }));
});

test('nothing is told while results are hidden', async () => {
  const { studies } = arenaSchema;
  const set = (settings: Partial<typeof studies.$inferInsert>) =>
    suite().owner.update(studies).set(settings).where(eq(studies.slug, 'pilot'));
  await set({ status: 'open', results: 'hidden' });
  const out = join(place, 'hidden');
  await expect(exportVoteShares(suite(), { study: 'pilot', out, ids: 'path' })).rejects.toMatchObject({
    type: 'results-hidden',
  });
  expect(await readdir(place)).not.toContain('hidden');
  await set({ status: 'closed' });
});
