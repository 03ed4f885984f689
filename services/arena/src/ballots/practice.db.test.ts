import { arena, call, send, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
/** Large enough for four practice ballots. */
let large: Catalog;

beforeAll(async () => {
  service = await startArena();
  large = await fillCatalog(service.database.db, { images: 60, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

test('is left out of a study too small to spare its images, since it gives answers away', async () => {
  const { db } = service.database;
  const small = await fillCatalog(db, { images: 10, sources: ['one', 'two'] });
  const study = newStudy(small);
  await service.openStudy(study);
  const params = { study: study.slug };
  expect(await call(arena.readStudy, { params }, service.as())).toMatchObject({ images: 10 });
  const rater = await service.enrol(study.slug);
  expect(await call(arena.listPractice, { params, query: {} }, rater.as)).toEqual({
    ballots: [],
    attempts: 1,
  });
  expect((await draw(rater, study.slug)).ballots).not.toEqual([]);
});

test('has one ballot for every eleven images, and a study that requires more does not open', async () => {
  const { db } = service.database;
  const some = await fillCatalog(db, { images: 23, sources: ['one', 'two'] });
  const study = newStudy(some, { requiredPractice: 2 });
  await service.openStudy(study);
  const briefing = await call(arena.readBriefing, { params: { study: study.slug }, query: {} }, service.as());
  expect(briefing).toMatchObject({ practiceBallots: 2, requiredPractice: 2 });
  const more = newStudy(some, { requiredPractice: 3 });
  await call(arena.createStudy, { body: more }, service.maintainer);
  const error = await call(arena.openStudy, { params: { study: more.slug } }, service.maintainer).catch(
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ slug: 'study-not-drawable' });
  expect(String(error)).toMatch(/requires 3 practice ballots.*only 2 can be made of its 23 images/);
});

test('tells after each answer what there was to see; after the last the rater has practised', async () => {
  const study = newStudy(large);
  await service.openStudy(study);
  const params = { study: study.slug };
  const { token } = await call(arena.enrol, { params, body: { consent: true } }, service.as());
  const as = service.as(token);
  const { ballots } = await call(arena.listPractice, { params, query: {} }, as);
  expect(ballots.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  const agreed = [];
  for (const { position, left, right } of ballots) {
    const input = { params: { ...params, position }, body: { choice: 'left' } } as const;
    const feedback = await call(arena.answerPractice, input, as);
    expect(feedback).toMatchObject({ choice: 'left', agreed: feedback.expected === 'left' });
    expect(feedback.outcome).toBe(position === 3 ? 'practised' : 'under-way');
    agreed.push(feedback.agreed);
    const image = await send(arena.readPracticeImage, { params: { ...params, position } }, as);
    const picture = await image.text();
    if (position === 0) {
      const better = feedback.expected === 'left' ? left : right;
      const number = /defect (\d+)/.exec(better.regions[0]?.description ?? '')?.[1];
      expect(feedback.feedback).toContain(`“${better.regions[0]?.description}”`);
      expect(picture).toContain(large.images[Number(number)]?.slice(0, 8));
    }
  }
  // Whoever answers A throughout is right once.
  expect(agreed.filter(Boolean)).toHaveLength(1);
  expect(await call(arena.readProgress, { params }, as)).toMatchObject({
    cast: 0,
    limit: null,
    practised: true,
    complete: false,
  });
  const beyond = { ...params, position: 4 };
  expect(await refusal(call(arena.answerPractice, { params: beyond, body: { choice: 'tie' } }, as))).toBe(
    '404 not-found',
  );
  expect(await refusal(send(arena.readPracticeImage, { params: beyond }, as))).toBe('404 not-found');
});

test('that is required is tried twice, and missed for good', async () => {
  const study = newStudy(large, { requiredPractice: 2 });
  await service.openStudy(study);
  const params = { study: study.slug };
  const enrolled = async () => {
    const { token } = await call(arena.enrol, { params, body: { consent: true } }, service.as());
    return service.as(token);
  };
  const answer = (as: ClientOptions, position: number, choice: arena.Choice, attempt = 1) =>
    call(arena.answerPractice, { params: { ...params, position }, body: { choice, attempt } }, as);
  const second = { params, query: { attempt: 2 } };

  // A throughout, and nothing gained by changing an answer after having read what was expected.
  const hasty = await enrolled();
  expect(await refusal(call(arena.listPractice, second, hasty))).toBe('404 not-found');
  expect(await refusal(answer(hasty, 0, 'left', 2))).toBe('404 not-found');
  let last = await answer(hasty, 0, 'left');
  for (const position of [0, 1, 2, 3]) last = await answer(hasty, position, 'left');
  expect(last).toMatchObject({ right: 1, outcome: 'again' });
  const changed = await answer(hasty, 2, 'tie');
  expect(changed).toMatchObject({ choice: 'left', agreed: false, right: 1, outcome: 'again' });
  expect(await refusal(draw({ as: hasty }, study.slug))).toBe('409 practice-needed');

  const again = await call(arena.listPractice, second, hasty);
  expect(again.attempts).toBe(2);
  for (const { position } of again.ballots) last = await answer(hasty, position, 'right', 2);
  expect(last).toMatchObject({ right: 1, outcome: 'screened-out' });
  expect(await refusal(draw({ as: hasty }, study.slug))).toBe('409 screened-out');
  expect(await call(arena.readProgress, { params }, hasty)).toMatchObject({
    practised: false,
    screenedOut: true,
    wayBack: null,
  });
  expect(await answer(hasty, 2, 'tie', 2)).toMatchObject({ outcome: 'screened-out' });

  // The second attempt is shown as it is judged.
  const careful = await enrolled();
  for (const position of [0, 1, 2, 3]) await answer(careful, position, 'left');
  const { ballots } = await call(arena.listPractice, second, careful);
  for (const { position, left, right } of ballots) {
    const picture = await (
      await send(arena.readPracticeImage, { params: { ...params, position } }, careful)
    ).text();
    const number = large.images.findIndex((hash) => picture.includes(hash.slice(0, 8)));
    const own = (side: typeof left) => side.reasoning.endsWith(` about ${number}`);
    const marked = (side: typeof left) => side.regions[0]?.box[0] === 10;
    const choice =
      !own(left) && !own(right)
        ? 'neither'
        : !own(left)
          ? 'right'
          : !own(right)
            ? 'left'
            : Math.abs((left.regions[0]?.box[0] ?? 0) - (right.regions[0]?.box[0] ?? 0)) <= 1
              ? 'tie'
              : marked(left)
                ? 'left'
                : 'right';
    last = await answer(careful, position, choice, 2);
    expect(last.agreed).toBe(true);
  }
  expect(last).toMatchObject({ right: 4, outcome: 'practised' });
  expect((await draw({ as: careful }, study.slug)).ballots).toHaveLength(1);
});
