import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { uniformSource } from '@fakexplain/statistics/random';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;
const day = 86_400;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, {
    images: 14,
    sources: ['one', 'two', 'three'],
    describe: (image) => ({ label: image % 2 ? 'real' : 'generated' }),
    explain: (image, source) => ({ verdict: (image + source) % 3 ? 'generated' : 'real' }),
  });
});
afterAll(() => service.close());

async function begin(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, { correctionWindowS: day, ballotTtlS: 7 * day, ...changes });
  await service.openStudy(study);
  const rater = await service.enrol(study.slug);
  const [ballot] = (await draw(rater, study.slug)).ballots;
  if (!ballot) throw new Error('no ballot');
  return { study: study.slug, rater, ballot };
}

/** What a problem says is wrong, by field. */
const wrong = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof ServiceProblem)) throw error;
      const { errors } = error.problem;
      return errors ? [error.problem.status, ...errors.map(({ path }) => path)] : error.slug;
    },
  );
const board = (study: string, query: { question?: arena.StudyQuestion; exclusions?: 'apply' } = {}) =>
  call(arena.readLeaderboard, { params: { study }, query }, service.as());

const three: Partial<arena.NewStudy> = { questions: ['overall', 'where', 'why'], strength: true };

describe('a vote', () => {
  test('says what its study asks, no less and no more', async () => {
    const { study, rater, ballot } = await begin(three);
    const answers = { where: 'left', why: 'tie' } as const;
    const vote = (answer: arena.NewVote) => wrong(cast(rater, ballot.id, answer));
    expect(await vote({ choice: 'tie' })).toEqual([422, 'body.answers.where', 'body.answers.why']);
    expect(await vote({ choice: 'tie', answers: { where: 'left' } })).toEqual([422, 'body.answers.why']);
    expect(await vote({ choice: 'tie', answers: { ...answers, verdict: 'tie' } })).toEqual([
      422,
      'body.answers.verdict',
    ]);
    expect(await vote({ choice: 'tie', answers: { ...answers, overall: 'tie' } })).toEqual([
      422,
      'body.answers.overall',
    ]);
    expect(await vote({ choice: 'left', answers })).toEqual([422, 'body.strength']);
    expect(await vote({ choice: 'tie', answers, strength: 'slight' })).toEqual([422, 'body.strength']);
    expect(await vote({ choice: 'tie', answers, verdictAfter: 'real' })).toEqual([422, 'body.verdictAfter']);
    expect(await board(study)).toMatchObject({ votes: 0, question: 'overall' });

    const first = await cast(
      rater,
      ballot.id,
      { choice: 'left', answers, strength: 'much' },
      'a-key-of-mine',
    );
    expect(first).toMatchObject({ status: 201, vote: { choice: 'left', answers, strength: 'much' } });
    const again = { choice: 'left', answers, strength: 'much' } as const;
    expect(await cast(rater, ballot.id, again, 'a-key-of-mine')).toEqual({ ...first, status: 200 });
    const other = { ...again, answers: { ...answers, why: 'right' as const } };
    expect(await wrong(cast(rater, ballot.id, other, 'a-key-of-mine'))).toBe('idempotency-key-reused');
    expect(await cast(rater, ballot.id, other)).toMatchObject({
      status: 201,
      vote: { revision: 1, answers: { where: 'left', why: 'right' }, strength: 'much' },
    });
    expect(await wrong(cast(rater, ballot.id, { choice: 'right', answers }))).toEqual([422, 'body.strength']);

    const own = await call(arena.readOwnData, { params: { study }, query: {} }, rater.as);
    expect(own.given).toMatchObject([
      { revision: 1, answers: { where: 'left', why: 'right' }, strength: 'much', verdictBefore: null },
      { revision: 0, answers: { where: 'left', why: 'tie' }, strength: 'much' },
    ]);
    const file = await send(arena.downloadOwnData, { params: { study } }, rater.as);
    expect(arena.ownDataFileSchema.parse(await file.json()).given.toReversed()).toEqual(own.given);
  });

  test('of a study with one question says nothing else', async () => {
    const { rater, ballot } = await begin();
    for (const [more, path] of [
      [{ answers: { where: 'tie' } }, 'body.answers.where'],
      [{ strength: 'clear' }, 'body.strength'],
      [{ verdictAfter: 'real' }, 'body.verdictAfter'],
    ] as const)
      expect(await wrong(cast(rater, ballot.id, { choice: 'left', ...more }))).toEqual([422, path]);
    expect(await wrong(call(arena.giveVerdict, verdictOn(ballot.id, 'real'), rater.as))).toBe(
      'invalid-request',
    );
    expect(await cast(rater, ballot.id, { choice: 'left' })).toMatchObject({
      status: 201,
      vote: { answers: {}, strength: null, verdictAfter: null },
    });
  });
});

const verdictOn = (ballot: string, verdict: arena.RaterVerdict) => ({
  params: { ballot },
  body: { verdict, responseMs: 1_200 },
});

describe('a verdict before the explanations', () => {
  test('shows them, and nothing does before', async () => {
    const { study, rater, ballot } = await begin({ reliance: true });
    const words = /reasoning \d|defect|tag \d/;
    const drawn = await send(arena.drawBallots, { params: { study }, body: { ahead: 3 } }, rater.as);
    const text = await drawn.text();
    expect(text).not.toMatch(words);
    expect(ballot).toMatchObject({ left: null, right: null, verdictBefore: null });
    const read = () => call(arena.readBallot, { params: { ballot: ballot.id } }, rater.as);
    expect(await read()).toEqual(ballot);
    const vote: arena.NewVote = { choice: 'left', verdictAfter: 'real' };
    expect(await wrong(cast(rater, ballot.id, vote))).toBe('verdict-needed');

    const shown = await call(arena.giveVerdict, verdictOn(ballot.id, 'generated'), rater.as);
    expect(shown.verdictBefore).toEqual({
      verdict: 'generated',
      givenAt: service.clock.now().toISOString(),
    });
    expect(JSON.stringify(shown)).toMatch(words);
    const before = shown.verdictBefore;
    service.clock.pass(5);
    // The same again changes nothing; another one comes too late.
    expect(await call(arena.giveVerdict, verdictOn(ballot.id, 'generated'), rater.as)).toEqual(shown);
    expect(await wrong(call(arena.giveVerdict, verdictOn(ballot.id, 'real'), rater.as))).toBe(
      'verdict-given',
    );
    const [next, ...others] = (await draw(rater, study, 3)).ballots;
    expect(next).toEqual(shown);
    expect(others.map(({ left, right }) => [left, right])).toEqual([
      [null, null],
      [null, null],
    ]);
    const stranger = await service.enrol(study);
    expect(await wrong(call(arena.giveVerdict, verdictOn(ballot.id, 'real'), stranger.as))).toBe(
      'not-your-ballot',
    );

    expect(await wrong(cast(rater, ballot.id, { choice: 'left' }))).toEqual([422, 'body.verdictAfter']);
    expect((await cast(rater, ballot.id, vote)).vote).toMatchObject({ verdictAfter: 'real' });
    expect(await wrong(call(arena.giveVerdict, verdictOn(ballot.id, 'real'), rater.as))).toBe(
      'verdict-given',
    );
    const [given] = (await call(arena.readOwnData, { params: { study }, query: {} }, rater.as)).given;
    expect(given).toMatchObject({
      verdictBefore: 'generated',
      verdictBeforeAt: before?.givenAt,
      verdictAfter: 'real',
    });
    // Time to read begins when there is something to read.
    const [kept] = await service.database.sql`
      select server_ms as ms from arena.votes where ballot_id = ${ballot.id}`;
    expect(kept).toEqual({ ms: 5_000 });
  });

  test('is not taken of a ballot that is passed or has expired', async () => {
    const { study, rater, ballot } = await begin({ reliance: true });
    await call(arena.passBallot, { params: { ballot: ballot.id }, body: { reason: 'picture' } }, rater.as);
    expect(await wrong(call(arena.giveVerdict, verdictOn(ballot.id, 'real'), rater.as))).toBe(
      'ballot-passed',
    );
    const [next] = (await draw(rater, study)).ballots;
    service.clock.pass(8 * day);
    expect(await wrong(call(arena.giveVerdict, verdictOn(next?.id ?? '', 'real'), rater.as))).toBe(
      'ballot-expired',
    );
  });
});

/** Votes of several raters, drawn at random, corrected now and then. */
async function voteAll(study: string, raters: number, seed: number) {
  const random = uniformSource(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const choices = arena.choiceSchema.options;
  const made = [];
  for (let count = 0; count < raters; count += 1) {
    const rater = await service.enrol(study);
    made.push(rater);
    for (;;) {
      const [ballot] = (await draw(rater, study)).ballots;
      if (!ballot) break;
      await call(arena.giveVerdict, verdictOn(ballot.id, one(arena.raterVerdictSchema.options)), rater.as);
      const answer = (): arena.NewVote => {
        const choice = one(choices);
        return {
          choice,
          answers: { why: one(choices), overall: one(choices) },
          strength: choice === 'left' || choice === 'right' ? one(arena.strengthSchema.options) : null,
          verdictAfter: one(arena.raterVerdictSchema.options),
        };
      };
      await cast(rater, ballot.id, answer());
      if (random() < 0.2) await cast(rater, ballot.id, answer());
    }
  }
  return made;
}

/** Puts the current votes of a study into another one of the same design, as if each answer to its `place`th further question were the choice. */
async function copyAnswers(from: string, to: string, place: number): Promise<void> {
  const { sql } = service.database;
  // Raters keep their order, by which votes are added up.
  await sql`
    insert into arena.raters (id, study_id, token_hash, cohort, consented_at)
    select overlay(r.id::text placing ${place}::int || 'fff' from 33)::uuid, s.id, r.token_hash || ${to}, r.cohort, r.consented_at
    from arena.raters r join arena.studies f on f.id = r.study_id and f.slug = ${from}, arena.studies s where s.slug = ${to}`;
  await sql`
    insert into arena.rater_counts (rater_id, study_id, answers, votes, left_votes, right_votes, checks, checks_passed, fast,
      timed_texts, hurried, unseen, last_choice, run, longest_side_run, longest_neutral_run, opening, last_cast_at, packed_votes)
    select overlay(v.rater_id::text placing ${place}::int || 'fff' from 33)::uuid, s.id, count(*), count(*), 0, 0, 0, 0, 0, 0, 0, 0, 'tie', 1, 1, 1,
      '', max(cast_at), string_agg(arena.packed_vote(image_position, left_arm, right_arm, kind, sound_side,
        further_answers[${place}]::arena.choice), '' order by v.sequence)
    from arena.current_votes v join arena.studies f on f.id = v.study_id and f.slug = ${from}, arena.studies s
    where s.slug = ${to} group by v.rater_id, s.id`;
  await sql`
    insert into arena.pair_counts (study_id, arm_a, arm_b, shard, wins_a, wins_b, ties, neither, a_on_left, left_wins)
    select s.id, least(left_arm, right_arm), greatest(left_arm, right_arm), 0,
      count(*) filter (where answer = case when left_arm < right_arm then 'left' else 'right' end),
      count(*) filter (where answer = case when left_arm < right_arm then 'right' else 'left' end),
      count(*) filter (where answer = 'tie'), count(*) filter (where answer = 'neither'),
      count(*) filter (where left_arm < right_arm), count(*) filter (where answer = 'left')
    from (select v.*, further_answers[${place}] as answer from arena.current_votes v
        join arena.studies f on f.id = v.study_id and f.slug = ${from} where kind = 'regular') v, arena.studies s
    where s.slug = ${to} group by 1, 2, 3`;
}

test('each question has the leaderboard of a study that asks it alone; reports follow corrections, exclusions and withdrawals', async () => {
  const arms = catalog.sources.slice(0, 2).map((source) => ({ source }));
  const settings: Partial<arena.NewStudy> = {
    arms,
    questions: ['where', 'why', 'overall'],
    strength: true,
    reliance: true,
    checkShare: 0.1,
  };
  const study = newStudy(catalog, { correctionWindowS: day, ballotTtlS: day, ...settings });
  await service.openStudy(study);
  const raters = await voteAll(study.slug, 12, 3);
  for (const [place, question] of [
    [1, 'why'],
    [2, 'overall'],
  ] as const) {
    const alone = newStudy(catalog, { arms, checkShare: 0.1 });
    await service.openStudy(alone);
    await copyAnswers(study.slug, alone.slug, place);
    const [of, same] = [await board(study.slug, { question }), await board(alone.slug)];
    const numbers = ({ ratings, pairs, sideBias, votes, raters, notes, status }: arena.Leaderboard) => ({
      ratings,
      pairs,
      sideBias,
      votes,
      raters,
      notes,
      status,
    });
    expect(of).toMatchObject({ question, study: { questions: study.questions } });
    expect(numbers(of)).toEqual(numbers(same));
    expect(of.pairs).toMatchObject([{ clustered: { kind: 'two-sided' }, anytime: { kind: 'two-sided' } }]);
  }
  expect((await board(study.slug)).question).toBe('where');
  expect(await wrong(board(study.slug, { question: 'verdict' }))).toBe('not-found');

  const { questions } = await call(arena.readMonitor, { params: { study: study.slug } }, service.maintainer);
  const { sideBias, votes } = await board(study.slug, { question: 'why' });
  expect(questions.map(({ question, n }) => [question, n])).toEqual(
    ['where', 'why', 'overall'].map((question) => [question, votes]),
  );
  expect(questions[1]).toMatchObject({ left: sideBias.left, right: sideBias.n - sideBias.left });

  const query = {};
  const reports = async (query: { exclusions?: 'apply' } = {}) => ({
    reliance: await call(arena.readReliance, { params: { study: study.slug }, query }, service.as()),
    strengths: await call(arena.readStrengths, { params: { study: study.slug }, query }, service.as()),
    why: (await board(study.slug, { question: 'why', ...query })).votes,
  });
  const counted = async (raters: readonly string[]) => {
    const [row] = await service.database.sql<
      { ballots: number[]; gains: number[]; sided: number; votes: number }[]
    >`
      with seen as (
        select v.*, i.label::text as label, a.arm from arena.current_votes v
        join arena.studies s on s.id = v.study_id and s.slug = ${study.slug}
        join arena.study_images i on i.study_id = v.study_id and i.position = v.image_position
        cross join lateral unnest(array[v.left_arm, v.right_arm]) a(arm)
        where v.kind = 'regular' and v.rater_id = any(${[...raters]}::uuid[])
      ), arms as (
        select arm, count(*)::int as ballots,
          (sum((verdict_after::text = label)::int) - sum((verdict_before::text = label)::int))::int as gain
        from seen group by arm
      )
      select (select jsonb_agg(ballots order by arm) from arms) as ballots, (select jsonb_agg(gain order by arm) from arms) as gains,
        (select count(*)::int / 2 from seen where strength is not null) as sided, (select count(*)::int / 2 from seen) as votes`;
    return row;
  };
  const numbersOf = ({ reliance, strengths, why }: Awaited<ReturnType<typeof reports>>) => ({
    ballots: reliance.arms.map(({ all }) => all.ballots),
    gains: reliance.arms.map(({ all }) => Math.round((all.gain.gain ?? NaN) * all.gain.n)),
    sided: strengths.pairs.reduce((sum, { n }) => sum + n, 0),
    votes: why,
  });
  const ids = raters.map(({ rater }) => rater);
  expect(numbersOf(await reports())).toEqual(await counted(ids));
  const body = { rater: ids[0] ?? '', reason: 'for a test' };
  await call(arena.excludeRater, { params: { study: study.slug }, body }, service.maintainer);
  expect(numbersOf(await reports({ exclusions: 'apply' }))).toEqual(await counted(ids.slice(1)));
  const [, leaver] = raters;
  await call(arena.withdrawRater, { params: { study: study.slug } }, leaver?.as ?? service.as());
  expect(numbersOf(await reports())).toEqual(await counted(ids));
  expect((await counted(ids))?.votes).toBeLessThan(ids.length * 14);

  const { study: other } = await begin();
  for (const operation of [arena.readReliance, arena.readStrengths] as const)
    expect(await wrong(call(operation, { params: { study: other }, query }, service.as()))).toBe('not-found');
});

test('a study that shows results a day late does so of each question', async () => {
  // The middle of a day, so that a vote of one day can still be corrected on the next.
  service.clock.pass(1.5 * day - ((service.clock.now().getTime() / 1_000) % day));
  const { study, rater, ballot } = await begin({ questions: ['overall', 'where'], results: 'delayed' });
  await cast(rater, ballot.id, { choice: 'left', answers: { where: 'tie' } });
  service.clock.pass(0.6 * day);
  await cast(rater, ballot.id, { choice: 'left', answers: { where: 'neither' } });
  const { ratings, stamp } = await board(study, { question: 'where' });
  expect(stamp.until).not.toBeNull();
  expect(ratings.map(({ ties, neither }) => ties + 10 * neither).toSorted()).toEqual([0, 1, 1]);
});
