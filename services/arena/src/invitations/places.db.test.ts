import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

async function open(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, { ballotsPerRater: 2, ...changes });
  await service.openStudy(study);
  const params = { study: study.slug };
  return {
    slug: study.slug,
    params,
    invite: (body: arena.NewInvitations = {}) =>
      call(arena.createInvitations, { params, body }, service.maintainer),
    list: async () => (await call(arena.listInvitations, { params }, service.maintainer)).invitations,
    enrol: (invitation: string | null = null, participant: string | null = null) =>
      call(
        arena.enrol,
        {
          params,
          body: {
            consent: true,
            invitation,
            participant,
            panelStudy: 'their-study',
            panelSession: 'their-turn',
          },
        },
        service.as(),
      ),
    placesLeft: async () => (await call(arena.readBriefing, { params, query: {} }, service.as())).placesLeft,
  };
}

async function practise(token: string, study: string, choice: arena.Choice = 'left') {
  const as = service.as(token);
  const { ballots } = await call(arena.listPractice, { params: { study }, query: {} }, as);
  for (const { position } of ballots)
    await call(arena.answerPractice, { params: { study, position }, body: { choice } }, as);
  return { as };
}

async function finish(token: string, study: string) {
  const rater = await practise(token, study);
  for (let vote = 0; vote < 2; vote += 1) {
    const [ballot] = (await draw(rater, study)).ballots;
    await cast(rater, ballot?.id ?? '', { choice: 'tie' });
  }
  return call(arena.endRater, { params: { study } }, rater.as);
}

const panel: arena.NewInvitations['panel'] = {
  returns: { completed: 'DONE', screenedOut: 'OUT', declined: 'NO', overQuota: 'FULL' },
};

describe('places', () => {
  test('of a study are taken by consenting, by no more than there are, however many come at once', async () => {
    const { enrol, placesLeft } = await open({ places: 3 });
    expect(await placesLeft()).toBe(3);
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => refusal(enrol())));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(3);
    expect(new Set(outcomes)).toEqual(new Set(['accepted', '409 over-quota']));
    expect(await placesLeft()).toBe(0);
  });

  test('are given back by who leaves for longer than is said, withdraws or ends early, and kept by who completes', async () => {
    const { slug, params, enrol, placesLeft } = await open({ places: 4, placeHoldMinutes: 30 });
    const [complete, leaves, , early] = [await enrol(), await enrol(), await enrol(), await enrol()];
    expect(await finish(complete.token, slug)).toMatchObject({ complete: true });
    expect(await refusal(enrol())).toBe('409 over-quota');
    await call(arena.endRater, { params }, service.as(early.token));
    expect(await placesLeft()).toBe(1);
    const withdraws = await enrol();
    await call(arena.withdrawRater, { params }, service.as(withdraws.token));
    expect(await placesLeft()).toBe(1);
    await enrol();
    service.clock.pass(30 * 60 - 1);
    expect(await refusal(enrol())).toBe('409 over-quota');
    // Who votes stays.
    const stays = await practise(leaves.token, slug);
    await draw(stays, slug);
    service.clock.pass(2);
    expect(await refusal(enrol())).toBe('accepted');
    expect(await refusal(enrol())).toBe('accepted');
    expect(await refusal(enrol())).toBe('409 over-quota');
    expect(await refusal(draw(stays, slug))).toBe('accepted');
  });

  test('that were given back are taken again on return, where one is left', async () => {
    const { slug, enrol } = await open({ places: 1, placeHoldMinutes: 1 });
    const first = await enrol();
    const rater = await practise(first.token, slug);
    service.clock.pass(61);
    const second = await enrol();
    expect(await refusal(draw(rater, slug))).toBe('409 over-quota');
    service.clock.pass(61);
    expect(await refusal(draw(rater, slug))).toBe('accepted');
    const other = await practise(second.token, slug);
    expect(await refusal(draw(other, slug))).toBe('409 over-quota');
  });

  test('of an invitation are counted by it, listed, and end when it is revoked', async () => {
    const { params, invite, list, enrol } = await open();
    const { tokens, places } = await invite({ cohort: 'Physics, 2nd year', places: 2 });
    const [token = ''] = tokens;
    expect(places).toBe(2);
    expect((await enrol(token)).cohort).toBe('Physics, 2nd year');
    expect(await list()).toMatchObject([
      { cohort: 'Physics, 2nd year', places: 2, taken: 1, came: 1, revokedAt: null },
    ]);
    const [{ id } = { id: '' }] = await list();
    const revoke = (as = service.maintainer) =>
      call(arena.revokeInvitation, { params: { ...params, invitation: id } }, as);
    expect(await refusal(revoke(service.as('someone')))).toBe('401 unauthenticated');
    expect((await revoke()).revokedAt).toBe(service.clock.now().toISOString());
    expect(await refusal(enrol(token))).toBe('403 invitation-not-valid');
    expect(await refusal(invite({ cohort: 'open' }))).toBe('422 invalid-request');
    expect(JSON.stringify(await list())).not.toContain(token);
  });

  test('of a link for one are never given to another', async () => {
    const { invite, enrol } = await open({ placeHoldMinutes: 1 });
    const [token = ''] = (await invite()).tokens;
    await enrol(token);
    service.clock.pass(3_600);
    expect(await refusal(enrol(token))).toBe('403 invitation-not-valid');
  });
});

describe('a panel', () => {
  test.each([
    ['prolific', 'PROLIFIC_PID={{%PROLIFIC_PID%}}', 'https://app.prolific.com/submissions/complete?cc=DONE'],
    ['cloudresearch', '', null],
    ['sona', 'sona_id=%SURVEY_CODE%', null],
    ['other', '', null],
  ] as const)('%s has a rule, and a participant is one rater', async (preset, filledIn, url) => {
    const { slug, invite, enrol } = await open();
    const { tokens, paths } = await invite({ preset, cohort: preset, panel });
    const [token = ''] = tokens;
    expect(paths[0]).toContain(filledIn);
    const first = await enrol(token, 'abc-123');
    const again = await enrol(token, 'abc-123');
    expect(again).toMatchObject({ rater: first.rater, resumed: true });
    expect(await finish(again.token, slug)).toMatchObject({
      cohort: preset,
      wayBack: { panel: arena.panelPresets[preset].panel.name, code: 'DONE', url },
    });
  });

  test('may have whole addresses with what it told, and any names', async () => {
    const { slug, params, invite, enrol } = await open();
    const { tokens } = await invite({
      preset: 'other',
      panel: {
        name: 'Our frame',
        parameters: { participant: 'workerId', study: 'hit', session: 'assignmentId' },
        returns: {
          completed: 'https://frame.example.org/done?who={participant}&turn={session}&of={study}',
          overQuota: 'https://frame.example.org/full',
        },
      },
    });
    const [token = ''] = tokens;
    const { token: rater } = await enrol(token, 'a:b@c');
    expect((await finish(rater, slug)).wayBack).toEqual({
      panel: 'Our frame',
      url: 'https://frame.example.org/done?who=a%3Ab%40c&turn=their-turn&of=their-study',
      code: null,
    });
    const wrong = (completed: string) =>
      refusal(invite({ preset: 'other', panel: { returns: { completed } } }));
    expect(await wrong('https://x.org/{nobody}')).toBe('422 invalid-request');
    expect(await wrong('javascript:alert(1)')).toBe('422 invalid-request');
    const known = await call(arena.readInvitation, { params, body: { invitation: token } }, service.as());
    expect(JSON.stringify(known)).not.toContain('done?who');
  });

  test('finds no place where all are taken, and its participants of before go on', async () => {
    const { slug, params, invite, enrol } = await open();
    const [token = ''] = (await invite({ preset: 'prolific', places: 1, panel })).tokens;
    const { rater } = await enrol(token, 'first');
    expect(await refusal(enrol(token, 'second'))).toBe('409 over-quota');
    const look = { params, body: { invitation: token } };
    expect(await call(arena.readInvitation, look, service.as())).toMatchObject({
      full: true,
      panel: { returns: { overQuota: 'FULL', declined: 'NO' } },
    });
    const again = await enrol(token, 'first');
    expect(again.rater).toBe(rater);
    expect((await finish(again.token, slug)).wayBack?.code).toBe('DONE');
  });

  test('is told to maintainers alone, for payment, in the order of ids, and never to another service', async () => {
    const { slug, params, invite, enrol } = await open({ requiredPractice: 0 });
    const [token = ''] = (await invite({ preset: 'prolific', panel })).tokens;
    const ids = ['p-3', 'p-1', 'p-2'];
    const raters = [];
    for (const id of ids) raters.push(await enrol(token, id));
    await finish(raters[0]?.token ?? '', slug);
    const list = (as = service.maintainer) => call(arena.listParticipants, { params, query: {} }, as);
    expect(await list()).toMatchObject({
      total: 3,
      participants: [
        { participant: 'p-1', status: 'rating', code: null },
        { participant: 'p-2', status: 'rating' },
        {
          participant: 'p-3',
          panelSession: 'their-turn',
          panel: 'Prolific',
          status: 'complete',
          code: 'DONE',
          paidAt: null,
        },
      ],
    });
    expect(JSON.stringify(await list())).not.toContain(raters[0]?.rater);
    expect(await refusal(list(service.as()))).toBe('401 unauthenticated');
    expect(await refusal(list(service.as(raters[0]?.token)))).toBe('401 unauthenticated');
    const note = { params, body: { participants: ['p-3', 'unknown'] } };
    expect(await call(arena.notePaid, note, service.maintainer)).toEqual({ noted: 1 });
    expect(await call(arena.notePaid, note, service.maintainer)).toEqual({ noted: 0 });
    const recorded = await service.database.sql`select after from audit.entries where action = 'notePaid'`;
    expect(recorded).toEqual([{ after: { paid: 1 } }]);
    await call(arena.withdrawRater, { params }, service.as(raters[1]?.token));
    expect((await list()).participants.map(({ participant }) => participant)).toEqual(['p-2', 'p-3']);
    expect(await refusal(enrol(token, 'p-1'))).toBe('409 rater-withdrawn');
    const kept = await service.database.sql`select * from arena.participants`;
    expect(JSON.stringify(kept)).not.toContain('p-1');

    for (const role of ['fakexplain_metrics', 'fakexplain_catalog', 'fakexplain_inference'] as const) {
      const other = connect(service.database.url, { role, max: 1 });
      for (const table of ['participants', 'agreements', 'withdrawals', 'votes'])
        await expect(other.sql.unsafe(`select from arena.${table}`), `${role} ${table}`).rejects.toThrow(
          /permission denied/,
        );
      await other.close();
    }
  });
});
