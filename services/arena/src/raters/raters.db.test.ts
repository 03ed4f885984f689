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
  call(arena.enrol, { params: { study }, body: { consent, cohort: 'invited' } }, service.as());

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
  expect(kept[0]).toMatchObject({ cohort: 'invited', practised_at: null });
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
  const study = newStudy(catalog);
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
  const read = (rater: (typeof raters)[number]) =>
    call(arena.readContribution, { params: { study: study.slug } }, rater.as);
  const [first, second, third] = await Promise.all(raters.map(read));
  expect(first).toMatchObject({ cast: 4, corrected: 3, studyVotes: 8, studyRaters: 2 });
  expect(first?.pairs).toMatchObject([
    { a: 'one', b: 'two', yours: { winsA: wins.one, winsB: wins.two, ties: 1, neither: 1 } },
  ]);
  const both = (key: 'winsA' | 'winsB' | 'ties' | 'neither') =>
    (first?.pairs[0]?.yours[key] ?? 0) + (second?.pairs[0]?.yours[key] ?? 0);
  expect(first?.pairs[0]?.all).toEqual({
    winsA: both('winsA'),
    winsB: both('winsB'),
    ties: both('ties'),
    neither: both('neither'),
  });
  expect(third).toEqual({
    cast: 0,
    corrected: 0,
    results: 'shown',
    pairs: [],
    studyVotes: 8,
    studyRaters: 2,
  });
});
