import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { uniformSource } from '@fakexplain/statistics/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 40, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const monitor = (study: string, as = service.maintainer) =>
  call(arena.readMonitor, { params: { study } }, as);
const comments = (study: string, before?: string, as = service.maintainer) =>
  call(arena.listComments, { params: { study }, query: { before } }, as);
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );
const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
  );
};

interface Row {
  kind: string;
  image: number;
  a: number;
  b: number;
  left: number;
  answered: boolean;
  passed: boolean;
  open: boolean;
}
/** Every ballot of a study, one by one. */
const ballotsOf = (slug: string) => service.database.sql<Row[]>`
  select b.kind, b.image_position as image, least(b.left_arm, b.right_arm) as a, greatest(b.left_arm, b.right_arm) as b,
    b.left_arm as left, v.id is not null as answered, p.ballot_id is not null as passed,
    b.expires_at > ${service.clock.now().toISOString()}::timestamptz as open
  from arena.ballots b join arena.studies s on s.id = b.study_id
  left join arena.votes v on v.ballot_id = b.id and v.revision = 0
  left join arena.passes p on p.ballot_id = b.id
  where s.slug = ${slug}`;

test('counts are those of the ballots one by one, in their hours', async () => {
  const pay = { amount: 3, currency: 'EUR', per: 'rater' as const };
  const study = newStudy(catalog, { ballotsPerRater: 6, checkShare: 0.3, plannedVotes: 1_000, pay });
  const { slug, openedAt } = await service.openStudy(study);
  const { tokens } = await call(
    arena.createInvitations,
    { params: { study: slug }, body: { places: 10 } },
    service.maintainer,
  );
  const random = uniformSource(7);
  const hours = new Map<string, { answers: number; passes: number; raters: Set<string> }>();
  const hourOf = () => {
    const start = service.clock
      .now()
      .toISOString()
      .replace(/:\d\d:.*/, ':00:00.000Z');
    const hour = hours.get(start) ?? { answers: 0, passes: 0, raters: new Set<string>() };
    hours.set(start, hour);
    return hour;
  };
  for (let n = 0; n < 5; n += 1) {
    const rater = await service.enrol(slug);
    for (let turn = 0; turn < 5 + (n % 2); turn += 1) {
      const [ballot] = (await draw(rater, slug)).ballots;
      service.clock.pass(1_000);
      if (turn === 2) {
        const params = { ballot: ballot?.id ?? '' };
        await call(arena.passBallot, { params, body: { reason: 'language' } }, rater.as);
        hourOf().passes += 1;
        continue;
      }
      await cast(rater, ballot?.id ?? '', {
        choice: arena.choiceSchema.options[Math.floor(random() * 4)] ?? 'tie',
      });
      hourOf().answers += 1;
      hourOf().raters.add(rater.rater);
    }
    // One ballot is left, and expires for those who came early.
    await draw(rater, slug);
  }
  await call(
    arena.enrol,
    { params: { study: slug }, body: { consent: true, invitation: tokens[0] ?? null } },
    service.as(),
  );
  // What expired is given back with the next draw.
  service.clock.pass(60);
  await draw(await service.enrol(slug), slug);

  const seen = await monitor(slug);
  const ballots = await ballotsOf(slug);
  const regular = ballots.filter(
    ({ kind, answered, passed, open }) => kind === 'regular' && !passed && (answered || open),
  );
  const countBy = (keys: string[], of: (row: Row) => string[]) =>
    keys.map((key) => regular.filter((row) => of(row).includes(key)).length);
  const balance = (counts: number[]) => ({
    n: counts.length,
    none: counts.filter((n) => n === 0).length,
    min: Math.min(...counts),
    median: median(counts),
    max: Math.max(...counts),
  });
  const { images } = await call(arena.readStudy, { params: { study: slug } }, service.as());
  expect(seen.exposure).toEqual({
    arms: balance(countBy(['0', '1', '2'], ({ a, b }) => [`${a}`, `${b}`])),
    pairs: balance(countBy(['0 1', '0 2', '1 2'], ({ a, b }) => [`${a} ${b}`])),
    images: balance(
      countBy(
        Array.from({ length: images }, (_, image) => `${image}`),
        ({ image }) => [`${image}`],
      ),
    ),
  });
  expect(seen.arms.map(({ left }) => left)).toEqual(
    [0, 1, 2].map((arm) => regular.filter(({ left }) => left === arm).length),
  );
  const answered = ballots.filter((row) => row.answered);
  const passed = ballots.filter((row) => row.passed && !row.answered);
  expect(seen.ballots).toEqual({
    drawn: ballots.length,
    answered: answered.length,
    passed: passed.length,
    unanswered: ballots.length - answered.length - passed.length,
  });
  expect(seen.ballots.unanswered).toBeGreaterThan(0);
  expect(seen.passes).toEqual({ picture: 0, offensive: 0, language: passed.length, 'cannot-judge': 0 });
  expect(seen.votes).toBe(answered.filter(({ kind }) => kind === 'regular').length);
  expect(seen.checks.n).toBe(answered.filter(({ kind }) => kind === 'check').length);
  expect(seen.checks.n).toBeGreaterThan(0);

  // An hour for each since it was opened, with those in which nothing happened.
  const starts = seen.hours.map(({ start }) => Date.parse(start));
  expect(starts[0]).toBe(Date.parse(openedAt ?? ''));
  expect(starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) === 3_600_000)).toBe(
    true,
  );
  expect(starts.at(-1)).toBe(Math.floor(service.clock.now().getTime() / 3_600_000) * 3_600_000);
  for (const { start, ...counted } of seen.hours) {
    const { answers = 0, passes = 0, raters = new Set() } = hours.get(start) ?? {};
    expect(counted, start).toEqual({ answers, passes, raters: raters.size });
  }
  const open = (service.clock.now().getTime() - Date.parse(openedAt ?? '')) / 3_600_000;
  expect(seen.pace).toBeCloseTo(answered.length / open);
  expect(seen.left?.votes).toBe(1_000 - seen.votes);

  const invited = {
    cohort: 'invited',
    raters: 1,
    practised: 0,
    screenedOut: 0,
    voted: 0,
    complete: 0,
    answers: 0,
    votes: 0,
  };
  expect(seen.cohorts).toEqual([
    invited,
    {
      cohort: 'open',
      raters: 6,
      practised: 6,
      screenedOut: 0,
      voted: 5,
      complete: 0,
      answers: answered.length,
      votes: seen.votes,
    },
  ]);
  expect(seen.cost).toMatchObject({ pay, units: 0, soFar: 0 });
  const reports = { params: { study: slug }, query: {} };
  const { sentinels } = await call(arena.listRaterReports, reports, service.maintainer);
  expect(seen.sentinels).toEqual(sentinels);
  expect(sentinels.some(({ raters }) => raters > 0)).toBe(true);
});

test('only the last two days are listed, and what a closed study did is not forgotten', async () => {
  const { slug } = await service.openStudy(newStudy(catalog));
  const rater = await service.enrol(slug);
  const vote = async () => {
    const [ballot] = (await draw(rater, slug)).ballots;
    await cast(rater, ballot?.id ?? '', { choice: 'tie' });
  };
  await vote();
  service.clock.pass(3 * 86_400);
  await vote();
  const seen = await monitor(slug);
  expect(seen.hours).toHaveLength(48);
  expect(seen.hours.reduce((sum, { answers }) => sum + answers, 0)).toBe(1);
  expect(seen.hours.at(-1)?.answers).toBe(1);
  expect(seen.pace).toBeCloseTo(1 / 24);
  await call(arena.closeStudy, { params: { study: slug } }, service.maintainer);
  service.clock.pass(30 * 86_400);
  expect((await monitor(slug)).hours).toEqual(seen.hours);
});

test('a draft has nothing to show yet, and no one else is shown anything', async () => {
  const study = newStudy(catalog);
  await call(arena.createStudy, { body: study }, service.maintainer);
  expect(await monitor(study.slug)).toMatchObject({
    votes: 0,
    hours: [],
    pace: null,
    left: null,
    cost: null,
  });
  for (const as of [service.as(), service.as('someone')]) {
    expect(await refusal(monitor(study.slug, as))).toBe('401 unauthenticated');
    expect(await refusal(comments(study.slug, undefined, as))).toBe('401 unauthenticated');
  }
  expect(await refusal(monitor('nothing'))).toBe('404 not-found');
  expect(await refusal(comments('nothing'))).toBe('404 not-found');
  expect(await refusal(comments(study.slug, 'before'))).toBe('422 invalid-request');
});

test('comments are listed once each, newest first, page by page, as they stand now', async () => {
  const { slug } = await service.openStudy(newStudy(catalog, { correctionWindowS: 86_400 }));
  const written: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const rater = await service.enrol(slug);
    for (let turn = 0; turn < 30; turn += 1) {
      const [ballot] = (await draw(rater, slug)).ballots;
      const id = ballot?.id ?? '';
      const comment = `${n} ${turn}`;
      // Several in one second, some without a word.
      if (turn % 3 === 0) service.clock.pass(1);
      if (turn % 10 === 9) {
        await cast(rater, id, { choice: 'tie' });
        continue;
      }
      if (turn % 7 === 6)
        await call(
          arena.passBallot,
          { params: { ballot: id }, body: { reason: 'offensive', comment } },
          rater.as,
        );
      else await cast(rater, id, { choice: 'left', comment });
      if (turn % 11 === 0) await cast(rater, id, { choice: 'right', comment: `${comment} again` });
      written.push(turn % 11 === 0 ? `${comment} again` : comment);
    }
  }
  const pages: arena.StudyComment[][] = [];
  for (let before: string | undefined; ;) {
    const { comments: page, next } = await comments(slug, before);
    pages.push(page);
    if (next === null) break;
    before = next;
  }
  expect(pages.map((page) => page.length)).toEqual([50, 50, written.length - 100]);
  const all = pages.flat();
  expect(all.map(({ comment }) => comment).toSorted()).toEqual(written.toSorted());
  const times = all.map(({ at }) => Date.parse(at));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  for (const { comment, choice, pass, left, right } of all) {
    const turn = Number(comment.split(' ')[1]);
    expect(choice === null).toBe(pass !== null);
    expect(pass).toBe(turn % 7 === 6 ? 'offensive' : null);
    expect(['one', 'two', 'three']).toEqual(expect.arrayContaining([left, right]));
  }
});
