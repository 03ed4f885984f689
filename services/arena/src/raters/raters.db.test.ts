import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 40, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );
const enrol = (study: string, consent = true) =>
  call(arena.enrol, { params: { study }, body: { consent } }, service.as());

test('nobody takes part without consent, or outside the time a study is open', async () => {
  const study = newStudy(catalog);
  await call(arena.createStudy, { body: study }, service.maintainer);
  expect(await refusal(enrol(study.slug))).toBe('409 study-not-open');
  await call(arena.openStudy, { params: { study: study.slug } }, service.maintainer);
  expect(await refusal(enrol(study.slug, false))).toBe('422 consent-needed');
  expect(await refusal(enrol('nothing'))).toBe('404 not-found');
  const { rater, token, consentedAt } = await enrol(study.slug);
  expect(consentedAt).toBe(service.clock.now().toISOString());
  const kept = await service.database.sql`select * from arena.raters where id = ${rater}`;
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ cohort: 'open', practised_at: null });
  expect(JSON.stringify(kept)).not.toContain(token);
  await call(arena.closeStudy, { params: { study: study.slug } }, service.maintainer);
  expect(await refusal(enrol(study.slug))).toBe('409 study-not-open');
  // Who took part may still see what it did.
  const params = { study: study.slug };
  expect(await call(arena.readProgress, { params }, service.as(token))).toMatchObject({ cast: 0 });
});

test('a token counts in its own study alone', async () => {
  const [one, two] = [newStudy(catalog), newStudy(catalog)];
  await service.openStudy(one);
  await service.openStudy(two);
  const { token } = await enrol(one.slug);
  const read = (study: string) => call(arena.readProgress, { params: { study } }, service.as(token));
  expect(await refusal(read(one.slug))).toBe('accepted');
  expect(await refusal(read(two.slug))).toBe('401 unauthenticated');
  expect(await refusal(read('nothing'))).toBe('404 not-found');
});

test('a rater learns what the votes did, beside everyone’s', async () => {
  const study = newStudy(catalog, { results: 'hidden' });
  await service.openStudy(study);
  const raters = [
    await service.enrol(study.slug),
    await service.enrol(study.slug),
    await service.enrol(study.slug),
  ];
  const wins = { one: 0, two: 0 };
  for (const [index, rater] of raters.slice(0, 2).entries()) {
    for (const choice of ['left', 'right', 'tie', 'neither'] as const) {
      const [ballot] = (await draw(rater, study.slug)).ballots;
      if (!ballot) throw new Error('no ballot');
      await cast(rater, ballot.id, { choice: 'tie' });
      await cast(rater, ballot.id, { choice });
      // What the explanations say tells whose they are.
      const winner = choice === 'left' ? ballot.left : choice === 'right' ? ballot.right : null;
      if (index === 0 && winner) wins[winner.reasoning.startsWith('reasoning 0') ? 'one' : 'two']++;
    }
  }
  const params = { study: study.slug };
  const read = (rater: (typeof raters)[number]) => call(arena.readContribution, { params }, rater.as);
  const [first, second, third] = raters;
  if (!first || !second || !third) throw new Error('no raters');

  // Nothing of the arms, of others or of the own answers before the end, and nothing of others while results are hidden.
  const before = { cast: 4, corrected: 3, quality: null, results: null };
  expect(await read(first)).toEqual(before);
  expect(await call(arena.endRater, { params }, first.as)).toMatchObject({ ended: true, cast: 4 });
  expect(await read(first)).toMatchObject({ cast: 4, corrected: 3, results: null });
  expect((await read(first)).quality).not.toBeNull();
  expect(await read(second)).toEqual(before);

  await call(arena.closeStudy, { params }, service.maintainer);
  const [one, two, three] = (await Promise.all([first, second, third].map(read))).map(
    ({ results }) => results,
  );
  expect(one).toMatchObject({ studyVotes: 8, studyRaters: 2 });
  expect(one?.pairs).toMatchObject([
    { a: 'one', b: 'two', yours: { winsA: wins.one, winsB: wins.two, ties: 1, neither: 1 } },
  ]);
  const both = (key: 'winsA' | 'winsB' | 'ties' | 'neither') =>
    (one?.pairs[0]?.yours[key] ?? 0) + (two?.pairs[0]?.yours[key] ?? 0);
  expect(one?.pairs[0]?.all).toEqual({
    winsA: both('winsA'),
    winsB: both('winsB'),
    ties: both('ties'),
    neither: both('neither'),
  });
  expect(three).toEqual({ pairs: [], studyVotes: 8, studyRaters: 2 });
});

test('who has ended is asked nothing more, and votes stay as they are', async () => {
  const study = newStudy(catalog, { results: 'live' });
  await service.openStudy(study);
  const rater = await service.enrol(study.slug);
  const params = { study: study.slug };
  const [ballot, next] = (await draw(rater, study.slug, 2)).ballots;
  if (!ballot || !next) throw new Error('no ballots');
  const { vote } = await cast(rater, ballot.id, { choice: 'tie' }, 'first-answer');
  await call(arena.endRater, { params }, rater.as);
  expect((await call(arena.readContribution, { params }, rater.as)).results).not.toBeNull();
  expect(await refusal(draw(rater, study.slug))).toBe('409 rater-ended');
  const vote2 = (id: string, choice: arena.Choice, key: string) =>
    call(
      arena.castVote,
      { params: { ballot: id }, headers: { 'idempotency-key': key }, body: { choice } },
      rater.as,
    );
  expect(await refusal(vote2(ballot.id, 'left', 'second-answer'))).toBe('409 rater-ended');
  expect(await refusal(vote2(next.id, 'left', 'another-key'))).toBe('409 rater-ended');
  // What was accepted before is still told to whoever sends it again.
  expect((await vote2(ballot.id, 'tie', 'first-answer')).id).toBe(vote.id);
  expect((await call(arena.readProgress, { params }, rater.as)).cast).toBe(1);
});

test('who has been asked everything is complete, at the limit or when no image is left', async () => {
  const few = await fillCatalog(service.database.db, { images: 3, sources: ['one', 'two'] });
  for (const ballotsPerRater of [2, null]) {
    const study = newStudy(few, { ballotsPerRater });
    await service.openStudy(study);
    const rater = await service.enrol(study.slug);
    const params = { study: study.slug };
    const complete = async () => (await call(arena.readProgress, { params }, rater.as)).complete;
    for (;;) {
      const { ballots, exhausted } = await draw(rater, study.slug, 2);
      if (!ballots[0]) {
        expect(exhausted).toBe(true);
        break;
      }
      expect(await complete()).toBe(false);
      await cast(rater, ballots[0].id, { choice: 'tie' });
    }
    expect(await complete()).toBe(true);
  }
});

test('a rater’s own quality compares answers with the most frequent ones of at least two others', async () => {
  const few = await fillCatalog(service.database.db, { images: 3, sources: ['one', 'two'] });
  const study = newStudy(few);
  await service.openStudy(study);
  const params = { study: study.slug };
  /** Prefers the explanation of one source on each image, or says tie. */
  const vote = async (choose: (image: number) => 'one' | 'two' | 'tie', most = 3) => {
    const rater = await service.enrol(study.slug);
    for (let count = 0; count < most; count++) {
      const [ballot] = (await draw(rater, study.slug)).ballots;
      if (!ballot?.left) break;
      const wanted = choose(Number(/\d+$/.exec(ballot.left.reasoning)?.[0]));
      const leftIs = ballot.left.reasoning.startsWith('reasoning 0') ? 'one' : 'two';
      const choice = wanted === 'tie' ? 'tie' : wanted === leftIs ? 'left' : 'right';
      await cast(rater, ballot.id, { choice, responseMs: 1_000 * (count + 1) });
    }
    await call(arena.endRater, { params }, rater.as);
    return (await call(arena.readContribution, { params }, rater.as)).quality;
  };
  const alone = await vote(() => 'one');
  expect(alone?.agreement).toMatchObject({ k: 0, n: 0, share: null, exact: { kind: 'undetermined' } });
  expect(alone?.medianMs).toBe(2_000);
  expect((await vote(() => 'one'))?.agreement).toMatchObject({ n: 0 });
  // Two others said "one" on each image: agreed on image 0 alone.
  const third = await vote((image) => (image === 0 ? 'one' : image === 1 ? 'two' : 'tie'));
  expect(third?.agreement).toMatchObject({ k: 1, n: 3 });
  // scipy: binomtest(1, 3).proportion_ci()
  if (third?.agreement.exact.kind !== 'two-sided') throw new Error('no interval');
  expect(third.agreement.exact.low).toBeCloseTo(0.0084038, 6);
  expect(third.agreement.exact.high).toBeCloseTo(0.9057007, 6);
  expect(third).toMatchObject({ checksPassed: { n: 0 }, selfAgreement: { n: 0 } });
});
