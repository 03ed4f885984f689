import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { parseExplanation } from '@fakexplain/explanation';
import { addStudy } from '@fakexplain/fixtures/study';
import { addVotes, type Asked } from '@fakexplain/fixtures/votes';
import { eq, sql } from 'drizzle-orm';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
  addFolderFixture,
  bytesOf,
  imageOf,
  pictures,
  type FolderFixture,
} from '../testing/folder-fixture.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { exportPairs, type ExportPairs } from './export-pairs.ts';

const suite = useMetrics();
const { studies } = arenaSchema;

/** Positions of the arms: people, the model, and the format control. */
const [people, model, control] = [0, 1, 2];
const vote = (image: number, left: number, right: number, ...choices: Asked['choices']): Asked => ({
  image,
  left,
  right,
  choices,
});
/** On the first picture people win 3 : 1; on the third all is even; on the second the model's answer cannot be read. */
const asked = [
  vote(0, people, model, 'left'),
  vote(0, model, people, 'right'),
  vote(0, model, people, 'left', 'right'),
  vote(0, people, model, 'right'),
  vote(0, people, model, 'tie'),
  vote(0, people, model, 'neither'),
  vote(0, people, control, 'left'),
  { ...vote(0, people, control, 'right'), kind: 'check' as const },
  vote(1, people, model, 'left'),
  vote(2, people, model, 'left'),
  vote(2, people, model, 'right'),
];

let fixture: FolderFixture;
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fakexplain-pairs-'));
  fixture = await addFolderFixture(suite().owner);
  await addVotes(suite().owner, fixture.study, asked);
});
afterAll(() => rm(place, { recursive: true }));
afterEach(() => set({ status: 'closed', embargo: 'nothing', results: 'live' }));

const set = (settings: Partial<typeof studies.$inferInsert>) =>
  suite().owner.update(studies).set(settings).where(eq(studies.slug, 'pilot'));

const jsonSchema = z.record(z.string(), z.unknown());
let made = 0;
async function pairsOf(changes: Partial<ExportPairs> = {}) {
  const out = join(place, String((made += 1)));
  const summary = await exportPairs(
    { sql: suite().sql, blobs: fixture.blobs },
    {
      study: 'pilot',
      out,
      prompt: 'Real?',
      grammar: 'qwen2.5-vl',
      space: 'original',
      trainShare: 1,
      seed: 1,
      leastAgreement: 0,
      otherStudies: 'hold-out',
      ...changes,
    },
  );
  const lines = async (name: string) =>
    (await readFile(join(out, 'ms-swift', name), 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => jsonSchema.parse(JSON.parse(line)));
  const parquet = async (path: string) =>
    parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'trl', path)), utf8: false });
  return { out, summary, lines, parquet };
}

test('a pair is what more raters preferred, and what they preferred it to, in the grammar of a model', async () => {
  const { summary, lines, parquet, out } = await pairsOf();
  expect(summary).toMatchObject({
    rows: { dpo: { train: 1, test: 0 }, kto: { train: 3, test: 0 } },
    noRow: {
      dpo: { undecided: 1, contested: 0, unparsed: 1, identical: 0 },
      kto: { undecided: 2, contested: 0, unparsed: 1 },
    },
    leftOut: { ties: 1, neither: 1, controls: 1, excluded: 0, withheld: 0 },
  });
  const [row] = await lines('dpo-train.jsonl');
  const path = `images/${imageOf(0)}.png`;
  expect(row).toMatchObject({
    images: [path],
    weight: 2 / 6,
    agreement: 0.75,
    votes: 4,
    image_sha256: imageOf(0),
    chosen_source: 'people',
    rejected_source: 'model',
  });
  expect(new Uint8Array(await readFile(join(out, path)))).toEqual(bytesOf(0));
  const { messages, rejected_response: rejected } = z
    .object({
      messages: z.array(z.object({ role: z.string(), content: z.string() })),
      rejected_response: z.string(),
    })
    .parse(row);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(messages[0]?.content).toBe('<image>Real?');
  const stored = await suite().owner.select().from(catalogSchema.explanations);
  for (const text of [messages[1]?.content ?? '', rejected]) {
    const options = { grammar: 'qwen2.5-vl', space: 'original', image: { width: 56, height: 56 } } as const;
    const { explanation } = parseExplanation(text, options);
    const own = stored.find(
      ({ imageSha256, reasoning, regions }) =>
        imageSha256 === imageOf(0) &&
        reasoning === explanation.reasoning &&
        regions.length === explanation.regions.length,
    );
    expect(explanation).toMatchObject({ verdict: own?.verdict, tags: own?.tags });
    expect(explanation.regions).toEqual(own?.regions.map(({ box, description }) => ({ box, description })));
  }
  expect(await parquet('dpo/train-00000.parquet')).toEqual([
    {
      image: { bytes: bytesOf(0), path },
      prompt: [{ role: 'user', content: 'Real?' }],
      chosen: [messages[1]],
      rejected: [{ role: 'assistant', content: rejected }],
      weight: 2 / 6,
      agreement: 0.75,
      votes: 4n,
      image_sha256: imageOf(0),
      group: 'pictures video 1',
      chosen_source: 'people',
      rejected_source: 'model',
    },
  ]);
  const kto = await lines('kto-train.jsonl');
  expect(kto.map(({ image_sha256, source, label, votes }) => [image_sha256, source, label, votes])).toEqual(
    [
      [imageOf(0), 'people', true, 4],
      [imageOf(0), 'model', false, 4],
      [imageOf(1), 'people', true, 1],
    ].toSorted(([one = ''], [other = '']) => (String(one) < String(other) ? -1 : 1)),
  );
});

test('a study’s images are in test unless a share is asked for; few agree, and there is no row', async () => {
  const { summary, lines } = await pairsOf({ trainShare: 0 });
  expect(summary.rows).toEqual({ dpo: { train: 0, test: 1 }, kto: { train: 0, test: 3 } });
  expect(await lines('dpo-train.jsonl')).toEqual([]);
  const strict = await pairsOf({ leastAgreement: 0.8 });
  expect(strict.summary).toMatchObject({ rows: { dpo: { train: 0 } }, noRow: { dpo: { contested: 1 } } });
  expect(await readdir(join(strict.out, 'trl/dpo'))).toEqual([]);
});

test('images of another study, and of their groups, stay out of train unless asked for', async () => {
  const { owner } = suite();
  const [dataset] = await owner.select().from(catalogSchema.datasets);
  const runs = await owner.select().from(catalogSchema.runs);
  const group = { groupKey: 'video 1' };
  const { datasetImages } = catalogSchema;
  await owner
    .update(datasetImages)
    .set(group)
    .where(eq(datasetImages.imageSha256, imageOf(3)));
  await addStudy(owner, {
    slug: 'other',
    datasetId: dataset?.id ?? '',
    images: [pictures[3]],
    runIds: runs.map(({ id }) => id),
    settings: { status: 'closed' },
  });
  const { summary } = await pairsOf();
  expect(summary.rows).toEqual({ dpo: { train: 0, test: 1 }, kto: { train: 1, test: 2 } });
  const asked = await pairsOf({ otherStudies: 'as-others' });
  expect(asked.summary.rows).toEqual({ dpo: { train: 1, test: 0 }, kto: { train: 3, test: 0 } });
});

test('while results are hidden or images withheld, the public gets none, and nobody is told whose answers are whose', async () => {
  await set({ status: 'open', results: 'hidden' });
  await expect(pairsOf()).rejects.toMatchObject({ type: 'results-hidden' });
  await set({ results: 'live', embargo: 'images' });
  await expect(pairsOf()).rejects.toMatchObject({ type: expect.stringMatching(/results-hidden|embargoed/) });
  const { lines, summary, parquet } = await pairsOf({ withWithheld: true });
  expect(summary.rows.dpo.train + summary.rows.dpo.test).toBe(1);
  const [row] = [...(await lines('dpo-train.jsonl')), ...(await lines('dpo-test.jsonl'))];
  expect(Object.keys(row ?? {})).not.toContain('chosen_source');
  expect((await parquet('dpo/test-00000.parquet'))[0]?.['chosen_source']).toBeNull();
  await set({ status: 'closed' });
  await expect(pairsOf({ study: 'nowhere' })).rejects.toMatchObject({ type: 'not-found' });
});

test('votes of excluded raters, and of those who withdrew, are in no row', async () => {
  const { owner } = suite();
  const [first, second] = await owner.execute<{ id: string }>(sql`
    select r.id from arena.raters r join arena.votes v on v.rater_id = r.id join arena.studies s on s.id = r.study_id
    join arena.ballots b on b.id = v.ballot_id
    where s.slug = 'pilot' and b.image_position = 0 and b.kind = 'regular' and b.right_arm < 2 and b.left_arm < 2
      and v.choice in ('left', 'right') and v.revision = 0 order by v.sequence limit 2`);
  await owner.execute(sql`
    insert into arena.exclusions (study_id, rater_id, reason, excluded_at)
    select study_id, id, 'told so', now() from arena.raters where id = ${first?.id ?? ''}`);
  await owner.execute(sql`
    insert into arena.withdrawals (study_id, rater_id, answers, withdrawn_at)
    select study_id, id, 1, now() from arena.raters where id = ${second?.id ?? ''}`);
  const { summary, lines } = await pairsOf({ otherStudies: 'as-others' });
  expect(summary.leftOut.excluded).toBe(1);
  // Of three to one, two for the winner are gone.
  expect(await lines('dpo-train.jsonl')).toEqual([]);
  expect(summary.noRow.dpo.undecided).toBe(2);
});
