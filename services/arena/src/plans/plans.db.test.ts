import { createHash } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { stopByPlan } from './stop-by-plan.ts';

let service: TestArena;
let catalog: Catalog;
beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 24, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const plan: arena.NewStudyPlan = {
  pair: ['one', 'two'],
  looks: 'any',
  goal: { power: 0.8 },
  raters: 40,
  ballots: 20,
  images: 24,
  assumed: { share: 0.7, correlations: { rater: 0.1, image: 0.05 } },
};

async function makeDraft() {
  const study = newStudy(catalog);
  await call(arena.createStudy, { body: study }, service.maintainer);
  return study.slug;
}
const keep = (study: string, body: arena.NewStudyPlan, as = service.maintainer) =>
  call(arena.keepPlan, { params: { study }, body }, as);
const read = (study: string) => call(arena.readPlan, { params: { study } }, service.as());

test('a plan is hashed, public, and fixed when the study is opened', async () => {
  const study = await makeDraft();
  await expect(read(study)).rejects.toMatchObject({
    slug: 'not-found',
    message: `Nothing was planned for the study "${study}".`,
  });
  await keep(study, { ...plan, raters: 12 });
  service.clock.pass(60);
  const kept = await keep(study, plan);
  expect(await read(study)).toEqual(kept);
  expect(kept).toMatchObject({ plan, fixedAt: null, reached: null });
  // Canonical JSON by hand: names in order, no spaces.
  const text =
    '{"plan":{"assumed":{"correlations":{"image":0.05,"rater":0.1},"share":0.7},"ballots":20,"goal":{"power":0.8},' +
    `"images":24,"looks":"any","pair":["one","two"],"raters":40,"stops":false},"plannedAt":"${kept.plannedAt}","study":"${study}"}`;
  expect(kept.hash).toBe(createHash('sha256').update(text).digest('hex'));

  await call(arena.openStudy, { params: { study } }, service.maintainer);
  const fixed = await read(study);
  expect(fixed).toEqual({ ...kept, fixedAt: service.clock.now().toISOString() });
  await expect(keep(study, { ...plan, raters: 3 })).rejects.toMatchObject({ slug: 'study-not-draft' });
  expect(await read(study)).toEqual(fixed);
});

test('a draft takes its plan along', async () => {
  const study = await makeDraft();
  await keep(study, plan);
  await call(arena.deleteDraft, { params: { study } }, service.maintainer);
  await expect(read(study)).rejects.toMatchObject({ message: `There is no study "${study}".` });
});

test('a plan that cannot be is refused', async () => {
  const study = await makeDraft();
  const refused = (changes: Partial<arena.NewStudyPlan>) =>
    keep(study, { ...plan, ...changes }).then(
      () => 'kept',
      (error: { problem?: { errors?: { path: string; message: string }[] } }) =>
        error.problem?.errors?.map(({ path }) => path).join(),
    );
  expect(await refused({ pair: ['one', 'three'] })).toBe('body.pair.1');
  expect(await refused({ pair: ['one', 'one'] })).toBe('body.pair');
  expect(await refused({ ballots: 25 })).toBe('body.ballots');
  expect(await refused({ looks: 'one', stops: true })).toBe('body.stops');
  expect(await refused({ assumed: { ...plan.assumed, share: 0.5 } })).toBe('body.assumed.share');
  await expect(keep(study, plan, service.as('someone'))).rejects.toMatchObject({ slug: 'unauthenticated' });
  await expect(read(study)).rejects.toMatchObject({ slug: 'not-found' });
});

/** What the arena does in the background, once. */
const look = () => stopByPlan(service.dependencies, new AbortController().signal);

/** Nine of ten votes of a new rater are for the first arm. */
async function vote(study: string, count: number) {
  const rater = await service.enrol(study);
  for (let n = 0; n < count; n += 1) {
    const [ballot] = (await draw(rater, study)).ballots;
    if (!ballot) throw new Error('no ballot is left');
    const [drawn] = await service.database.sql<{ left: number }[]>`
      select left_arm as left from arena.ballots where id = ${ballot.id}`;
    const forFirst = n % 10 !== 9;
    await cast(rater, ballot.id, { choice: (drawn?.left === 0) === forFirst ? 'left' : 'right' });
  }
}

test('a plan stays with its draft through an edit that it fits, and goes with another one', async () => {
  const study = await makeDraft();
  const kept = await keep(study, plan);
  const params = { study };
  const settings = await call(arena.readSettings, { params }, service.maintainer);
  const edit = (body: arena.NewStudy) => call(arena.editDraft, { params, body }, service.maintainer);
  await edit({ ...settings, title: 'Another title' });
  expect(await read(study)).toEqual(kept);
  const arms = settings.arms.map((arm, index) => (index === 0 ? { ...arm, name: 'renamed' } : arm));
  await edit({ ...settings, arms });
  await expect(read(study)).rejects.toMatchObject({ slug: 'not-found' });
});

test('a study stops where its plan is reached, not before, and says at which vote', async () => {
  const [stopping, other] = [await makeDraft(), await makeDraft()];
  await keep(stopping, { ...plan, stops: true });
  await keep(other, plan);
  for (const study of [stopping, other])
    await call(arena.openStudy, { params: { study } }, service.maintainer);

  for (let rater = 0; rater < 6; rater += 1) await vote(stopping, 10);
  // Six votes against: too few for an interval that may be looked at.
  expect(await look()).toEqual([]);
  expect((await call(arena.readStudy, { params: { study: stopping } }, service.as())).status).toBe('open');

  for (let rater = 0; rater < 6; rater += 1) await vote(stopping, 10);
  for (let rater = 0; rater < 12; rater += 1) await vote(other, 10);
  const board = await call(arena.readLeaderboard, { params: { study: stopping }, query: {} }, service.as());
  const anytime = board.pairs[0]?.anytime;
  if (anytime?.kind !== 'two-sided') throw new Error('the interval has not two sides');
  expect(board.planned?.halfWidth).toBeCloseTo((anytime.high - anytime.low) / 2, 12);
  expect(board.planned?.reached).toBe(true);
  // A pause does not keep it from its end.
  await call(arena.pauseStudy, { params: { study: stopping } }, service.maintainer);
  expect(await look()).toEqual([stopping]);
  expect(await look()).toEqual([]);
  expect(await call(arena.readStudy, { params: { study: stopping } }, service.as())).toMatchObject({
    status: 'closed',
    pausedAt: null,
    votes: 120,
  });
  expect((await read(stopping)).reached).toEqual({ at: service.clock.now().toISOString(), votes: 120 });
  expect((await call(arena.readStudy, { params: { study: other } }, service.as())).status).toBe('open');
  expect((await read(other)).reached).toBe(null);
  // Nobody asked for it: the audit log says what did, and that it was not somebody.
  const audited = await service.database.sql`
    select person_id as person, key_name as key, before, after from audit.entries
    where action = 'closeStudy' and subject = ${stopping}`;
  expect([...audited]).toEqual([
    {
      person: null,
      key: null,
      before: { state: 'paused' },
      after: { state: 'closed', by: 'the plan of the study', votes: 120 },
    },
  ]);
});
