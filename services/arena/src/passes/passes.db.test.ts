import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two'] });
});
afterAll(() => service.close());

type Rater = Awaited<ReturnType<TestArena['enrol']>>;

async function begin(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, changes);
  await service.openStudy(study);
  return { slug: study.slug, rater: await service.enrol(study.slug) };
}

async function drawOne(rater: Rater, slug: string): Promise<arena.Ballot> {
  const [ballot] = (await draw(rater, slug)).ballots;
  if (!ballot) throw new Error('nothing was drawn');
  return ballot;
}

async function pass(rater: Rater, ballot: string, body: arena.NewPass) {
  const response = await send(arena.passBallot, { params: { ballot }, body }, rater.as);
  return { status: response.status, pass: arena.passSchema.parse(await response.json()) };
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

const draws = async (slug: string) => {
  const [row] = await service.database.sql<{ drawn: number }[]>`
    select coalesce(sum(a_on_left + b_on_left), 0)::int as drawn from arena.draw_counts c
    join arena.studies s on s.id = c.study_id where s.slug = ${slug}`;
  return row?.drawn;
};

const report = (slug: string) => call(arena.readPasses, { params: { study: slug } }, service.maintainer);

describe('a ballot that is passed', () => {
  test('is passed once, has no vote, and its image never comes again', async () => {
    const { slug, rater } = await begin({ ballotsPerRater: 10 });
    const first = await drawOne(rater, slug);
    const passed = await pass(rater, first.id, { reason: 'picture', comment: ' all grey ' });
    expect(passed).toEqual({
      status: 201,
      pass: {
        ballot: first.id,
        reason: 'picture',
        comment: 'all grey',
        passedAt: service.clock.now().toISOString(),
      },
    });
    expect(await pass(rater, first.id, { reason: 'offensive' })).toEqual({ status: 200, pass: passed.pass });

    const { ballots, progress } = await draw(rater, slug);
    expect(ballots.map(({ ordinal }) => ordinal)).toEqual([2]);
    expect(progress).toMatchObject({ cast: 0, limit: 5 });
    for (let left = 5; left > 0; left--)
      await cast(rater, (await drawOne(rater, slug)).id, { choice: 'tie', first: true });
    expect(await draw(rater, slug)).toMatchObject({ ballots: [], exhausted: true, progress: { cast: 5 } });
    const asked = await service.database.sql<{ image: number }[]>`
      select image_position as image from arena.ballots where rater_id = ${rater.rater}`;
    expect(new Set(asked.map(({ image }) => image)).size).toBe(6);
  });

  test('weighs nothing when images and sides are balanced', async () => {
    const { slug, rater } = await begin();
    const ballot = await drawOne(rater, slug);
    expect(await draws(slug)).toBe(1);
    await pass(rater, ballot.id, { reason: 'cannot-judge' });
    await pass(rater, ballot.id, { reason: 'cannot-judge' });
    expect(await draws(slug)).toBe(0);
    await drawOne(rater, slug);
    expect(await draws(slug)).toBe(1);
  });

  test('takes no vote, and one with a vote takes no pass', async () => {
    const { slug, rater } = await begin();
    const passed = await drawOne(rater, slug);
    await pass(rater, passed.id, { reason: 'language' });
    expect(await refusal(cast(rater, passed.id, { choice: 'left' }))).toBe('409 ballot-passed');
    const voted = await drawOne(rater, slug);
    await cast(rater, voted.id, { choice: 'left' });
    expect(await refusal(pass(rater, voted.id, { reason: 'language' }))).toBe('409 ballot-answered');
  });

  test('is the rater’s own and open still', async () => {
    const { slug, rater } = await begin({ ballotTtlS: 60 });
    const { id } = await drawOne(rater, slug);
    const other = await service.enrol(slug);
    expect(await refusal(pass(other, id, { reason: 'picture' }))).toBe('403 not-your-ballot');
    service.clock.pass(60);
    expect(await refusal(pass(rater, id, { reason: 'picture' }))).toBe('410 ballot-expired');
  });
});

test('maintainers see what was passed by reason and image, beside what was answered', async () => {
  const { slug, rater } = await begin();
  const images = new Map<string, string>();
  const passOne = async (who: Rater, body: arena.NewPass) => {
    const { id } = await drawOne(who, slug);
    const [row] = await service.database.sql<{ sha256: string }[]>`
      select i.image_sha256 as sha256 from arena.ballots b
      join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position where b.id = ${id}`;
    images.set(id, row?.sha256 ?? '');
    await pass(who, id, body);
  };
  await passOne(rater, { reason: 'picture' });
  await passOne(rater, { reason: 'offensive', comment: 'blood' });
  await cast(rater, (await drawOne(rater, slug)).id, { choice: 'left' });
  const other = await service.enrol(slug);
  await passOne(other, { reason: 'picture' });

  const { images: reported, ...totals } = await report(slug);
  expect(totals).toEqual({
    passed: 3,
    answered: 1,
    reasons: { picture: 2, offensive: 1, language: 0, 'cannot-judge': 0 },
  });
  const expected = new Map<string, number>();
  for (const sha256 of images.values()) expected.set(sha256, (expected.get(sha256) ?? 0) + 1);
  expect(new Map(reported.map(({ sha256, passed }) => [sha256, passed]))).toEqual(expected);
  expect(reported.flatMap(({ comments }) => comments)).toEqual(['blood']);
  expect(reported.map(({ passed }) => passed)).toEqual(
    reported.map(({ passed }) => passed).toSorted((a, b) => b - a),
  );
  expect(await refusal(call(arena.readPasses, { params: { study: slug } }, rater.as))).toMatch(/^40[13]/);
});
