import { randomUUID } from 'node:crypto';
import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';
import { countedVotes, recountedVotes } from '../testing/recount.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, {
    images: 12,
    sources: ['one', 'two', 'three'],
    describe: (image) => ({
      category: image % 2 ? 'GAN' : 'DiT',
      ...(image % 3 && { generator: `g${image % 3}` }),
    }),
  });
});
afterAll(() => service.close());

/** A fresh study with one rater and that rater's first ballot. */
async function begin(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, changes);
  await service.openStudy(study);
  const rater = await service.enrol(study.slug);
  const { ballots } = await draw(rater, study.slug);
  const [ballot] = ballots;
  if (!ballot) throw new Error('no ballot');
  const counts = () => countedVotes(service.database.sql, study.slug);
  return { study, rater, ballot, counts };
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

test('the first answer is accepted and counted once, under the whole and each slice', async () => {
  const { study, rater, ballot, counts } = await begin();
  const { status, vote } = await cast(rater, ballot.id, {
    choice: 'left',
    reasons: ['text', 'grounding', 'text'],
    comment: ' Clear. ',
  });
  expect(status).toBe(201);
  expect(vote).toMatchObject({ ballot: ballot.id, revision: 0, choice: 'left', comment: 'Clear.' });
  expect(vote.reasons).toEqual(['grounding', 'text']);
  expect(Date.parse(vote.correctableUntil) - Date.parse(vote.castAt)).toBe(600_000);
  const counted = await counts();
  expect(counted).toEqual(await recountedVotes(service.database.sql, study.slug));
  expect(counted).toMatchObject([{ ties: 0, neither: 0, leftWins: 1 }]);
  const read = await call(arena.readBallot, { params: { ballot: ballot.id } }, rater.as);
  expect(read.vote).toEqual(vote);
});

describe('a retry', () => {
  test('with the same key and answer gets the first vote, however often', async () => {
    const { rater, ballot, counts } = await begin();
    const key = randomUUID();
    const first = await cast(rater, ballot.id, { choice: 'tie', responseMs: 900 }, key);
    const counted = await counts();
    expect(await cast(rater, ballot.id, { choice: 'tie', responseMs: 950, input: 'keyboard' }, key)).toEqual({
      ...first,
      status: 200,
    });
    expect(await counts()).toEqual(counted);
  });

  test('with the same key gets the vote of that key even after a correction', async () => {
    const { rater, ballot } = await begin();
    const key = randomUUID();
    const first = await cast(rater, ballot.id, { choice: 'tie' }, key);
    await cast(rater, ballot.id, { choice: 'left' });
    expect((await cast(rater, ballot.id, { choice: 'tie' }, key)).vote).toEqual(first.vote);
  });

  test('with another key and the same answer makes no new vote', async () => {
    const { rater, ballot } = await begin();
    const first = await cast(rater, ballot.id, { choice: 'right', comment: 'x' });
    expect(await cast(rater, ballot.id, { choice: 'right', comment: 'x ' })).toEqual({
      ...first,
      status: 200,
    });
  });

  test('with the same key and another answer is refused', async () => {
    const { rater, ballot, counts } = await begin();
    const key = randomUUID();
    await cast(rater, ballot.id, { choice: 'right' }, key);
    const counted = await counts();
    expect(await refusal(cast(rater, ballot.id, { choice: 'left' }, key))).toBe('422 idempotency-key-reused');
    expect(await counts()).toEqual(counted);
  });
});

describe('another answer', () => {
  test('corrects the vote within the window of the first one, and the counts follow', async () => {
    const { study, rater, ballot, counts } = await begin({ correctionWindowS: 60 });
    const first = await cast(rater, ballot.id, { choice: 'left' });
    service.clock.pass(59.999);
    const second = await cast(rater, ballot.id, { choice: 'neither' });
    expect(second).toMatchObject({ status: 201, vote: { revision: 1, choice: 'neither' } });
    expect(second.vote.correctableUntil).toBe(first.vote.correctableUntil);
    const counted = await counts();
    expect(counted).toEqual(await recountedVotes(service.database.sql, study.slug));
    expect(counted).toMatchObject([{ winsA: 0, winsB: 0, ties: 0, neither: 1, leftWins: 0 }]);
    const progress = await call(arena.readProgress, { params: { study: study.slug } }, rater.as);
    expect(progress).toMatchObject({ cast: 1, limit: null, practised: true });
  });

  test('is refused after the window, which a correction does not prolong', async () => {
    const { rater, ballot } = await begin({ correctionWindowS: 60 });
    await cast(rater, ballot.id, { choice: 'left' });
    service.clock.pass(59);
    await cast(rater, ballot.id, { choice: 'right' });
    service.clock.pass(1);
    expect(await refusal(cast(rater, ballot.id, { choice: 'left' }))).toBe('409 correction-window-closed');
    expect((await cast(rater, ballot.id, { choice: 'right' })).status).toBe(200);
  });

  test.each([0, -5])(
    'is refused without a window, even where it came %i s after the first and was held up',
    async (seconds) => {
      const { rater, ballot } = await begin({ correctionWindowS: 0 });
      await cast(rater, ballot.id, { choice: 'left' });
      service.clock.pass(seconds);
      const late = refusal(cast(rater, ballot.id, { choice: 'right' }));
      expect(await late).toBe('409 correction-window-closed');
      service.clock.pass(-seconds);
    },
  );

  test('that was held up is dated no earlier than what it corrects', async () => {
    const { rater, ballot } = await begin({ correctionWindowS: 60 });
    const first = await cast(rater, ballot.id, { choice: 'left' });
    service.clock.pass(-5);
    const second = await cast(rater, ballot.id, { choice: 'right' });
    service.clock.pass(5);
    expect(second.vote.castAt).toBe(first.vote.castAt);
  });
});

describe('refused, with nothing written', () => {
  test('an expired ballot; a vote cast before may still be read by its retry', async () => {
    const { rater, ballot, counts, study } = await begin({ ballotTtlS: 60 });
    service.clock.pass(60);
    expect(await refusal(cast(rater, ballot.id, { choice: 'left' }))).toBe('410 ballot-expired');
    expect(await counts()).toEqual([]);
    const next = await draw(rater, study.slug);
    expect(next.ballots[0]?.id).not.toBe(ballot.id);
  });

  test('a closed study', async () => {
    const { rater, ballot, counts, study } = await begin();
    const key = randomUUID();
    const { ballots } = await draw(rater, study.slug, 2);
    const first = await cast(rater, ballots[1]?.id ?? '', { choice: 'tie' }, key);
    const counted = await counts();
    await call(arena.closeStudy, { params: { study: study.slug } }, service.maintainer);
    expect(await refusal(cast(rater, ballot.id, { choice: 'left' }))).toBe('409 study-not-open');
    expect(await refusal(cast(rater, ballots[1]?.id ?? '', { choice: 'left' }))).toBe('409 study-not-open');
    expect(await refusal(draw(rater, study.slug))).toBe('409 study-not-open');
    expect((await cast(rater, ballots[1]?.id ?? '', { choice: 'tie' }, key)).vote).toEqual(first.vote);
    expect(await counts()).toEqual(counted);
  });

  test('someone else’s ballot, an unknown one, an unknown rater', async () => {
    const { ballot, study } = await begin();
    const other = await service.enrol(study.slug);
    expect(await refusal(cast(other, ballot.id, { choice: 'left' }))).toBe('403 not-your-ballot');
    expect(await refusal(cast(other, randomUUID(), { choice: 'left' }))).toBe('404 not-found');
    const nobody = { as: service.as('nobody') };
    expect(await refusal(cast(nobody, ballot.id, { choice: 'left' }))).toBe('401 unauthenticated');
    expect(await refusal(cast({ as: service.as() }, ballot.id, { choice: 'left' }))).toBe(
      '401 unauthenticated',
    );
  });

  test('what the contract does not know', async () => {
    const { rater, ballot, counts } = await begin();
    const input = { params: { ballot: ballot.id }, headers: { 'idempotency-key': randomUUID() } };
    const wrong = { choice: 'both', extra: 1 } as unknown as arena.NewVote;
    expect(await refusal(call(arena.castVote, { ...input, body: wrong }, rater.as))).toBe(
      '422 invalid-request',
    );
    expect(await refusal(cast(rater, ballot.id, { choice: 'left' }, 'short'))).toBe('422 invalid-request');
    expect(await refusal(cast(rater, 'no-uuid', { choice: 'left' }))).toBe('422 invalid-request');
    expect(await counts()).toEqual([]);
  });
});

describe('an answer that is meant as the first one', () => {
  test('does not correct another, and is the same as an equal one', async () => {
    const { rater, ballot } = await begin();
    const { vote } = await cast(rater, ballot.id, { choice: 'left', first: true });
    expect(await refusal(cast(rater, ballot.id, { choice: 'right', first: true }))).toBe(
      '409 ballot-answered',
    );
    expect(await cast(rater, ballot.id, { choice: 'left', first: true })).toEqual({ status: 200, vote });
    expect(await cast(rater, ballot.id, { choice: 'right' })).toMatchObject({
      status: 201,
      vote: { revision: 1 },
    });
  });

  test('may get its reasons later, which changes no choice', async () => {
    const { study, rater, ballot, counts } = await begin();
    await cast(rater, ballot.id, { choice: 'left', first: true });
    const counted = await counts();
    await cast(rater, ballot.id, { choice: 'left', reasons: ['text'] });
    expect(await counts()).toEqual(counted);
    const contribution = () => call(arena.readContribution, { params: { study: study.slug } }, rater.as);
    expect(await contribution()).toMatchObject({ cast: 1, corrected: 0 });
    await cast(rater, ballot.id, { choice: 'tie', reasons: ['text'] });
    expect(await contribution()).toMatchObject({ cast: 1, corrected: 1 });
  });
});
