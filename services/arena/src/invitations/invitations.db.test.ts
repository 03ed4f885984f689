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
  catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

const returnCodes = { completed: 'C0MPLETE', screenedOut: 'SCREENED', declined: 'DECLINED' };

async function openStudy(changes: Partial<arena.NewStudy> = {}): Promise<string> {
  const study = newStudy(catalog, changes);
  await service.openStudy(study);
  return study.slug;
}

const invite = (study: string, body: Parameters<typeof createBody>[0], as = service.maintainer) =>
  call(arena.createInvitations, { params: { study }, body }, as);
const createBody = (body: arena.NewInvitations) => body;
const enrol = (study: string, invitation: string | null = null, participant: string | null = null) =>
  call(
    arena.enrol,
    {
      params: { study },
      body: { consent: true, invitation, participant, panelSession: participant && 'session-1' },
    },
    service.as(),
  );
const cohortOf = async (enrolling: ReturnType<typeof enrol>) => (await enrolling).cohort;
const stateOf = (study: string, token: string) =>
  call(arena.readProgress, { params: { study } }, service.as(token));

test('a cohort comes from an invitation alone, which serves as often as it says', async () => {
  const study = await openStudy();
  const { tokens, paths, places } = await invite(study, { count: 2 });
  expect(places).toBe(1);
  expect(paths[0]).toBe(`/rate/${study}?invitation=${tokens[0]}`);
  const [first = '', second = ''] = tokens;
  expect(await cohortOf(enrol(study))).toBe('open');
  expect(await cohortOf(enrol(study, first))).toBe('invited');
  expect(await refusal(enrol(study, first))).toBe('403 invitation-not-valid');
  const asked = { params: { study }, body: { consent: true, cohort: 'prolific' } };
  expect(await refusal(call(arena.enrol, asked, service.as()))).toBe('422 invalid-request');
  // What is kept does not tell the token.
  const kept = await service.database.sql`select * from arena.invitations`;
  expect(JSON.stringify(kept)).not.toContain(second);

  // Nobody is more than one of two who come at the same moment.
  const both = await Promise.all([refusal(enrol(study, second)), refusal(enrol(study, second))]);
  expect(both.toSorted()).toEqual(['403 invitation-not-valid', 'accepted']);
});

test('an invitation is of its study, for its time, and made by maintainers', async () => {
  const [study, other] = [await openStudy(), await openStudy()];
  const { tokens } = await invite(study, { places: 5, days: 1 });
  const [token = ''] = tokens;
  expect(await refusal(enrol(other, token))).toBe('403 invitation-not-valid');
  expect(await refusal(enrol(study, 'f'.repeat(32)))).toBe('403 invitation-not-valid');
  const look = () =>
    call(arena.readInvitation, { params: { study }, body: { invitation: token } }, service.as());
  expect(await look()).toEqual({ cohort: 'invited', full: false, panel: null });
  expect(await cohortOf(enrol(study, token))).toBe('invited');
  service.clock.pass(86_400);
  expect(await refusal(enrol(study, token))).toBe('403 invitation-not-valid');
  expect(await refusal(look())).toBe('403 invitation-not-valid');
  expect(await refusal(invite(study, {}, service.as('someone')))).toBe('401 unauthenticated');
  expect(await refusal(invite('nothing', {}))).toBe('404 not-found');
  await call(arena.closeStudy, { params: { study } }, service.maintainer);
  expect(await refusal(invite(study, {}))).toBe('409 study-not-open');
});

test('a participant of Prolific is one rater of a study, whichever browser they come by', async () => {
  const study = await openStudy({ returnCodes, ballotsPerRater: 2 });
  const { tokens, paths, places } = await invite(study, { cohort: 'prolific', preset: 'prolific' });
  const [link = ''] = tokens;
  expect(places).toBe(10_000);
  expect(paths[0]).toContain('&PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID=');
  const participant = '5f1a2b3c4d5e6f7a8b9c0d1e';
  const first = await enrol(study, link, participant);
  expect(first).toMatchObject({ cohort: 'prolific', resumed: false });
  const second = await enrol(study, link, participant);
  expect(second).toMatchObject({ rater: first.rater, cohort: 'prolific', resumed: true });
  // The browser that came last goes on; the other one does not.
  expect(await refusal(stateOf(study, first.token))).toBe('401 unauthenticated');
  expect(await stateOf(study, second.token)).toMatchObject({ rater: first.rater });

  // Another link, made later, knows them as well; another person is another rater, and so is the same one elsewhere.
  const [later = ''] = (await invite(study, { cohort: 'prolific', preset: 'prolific', places: 1 })).tokens;
  expect((await enrol(study, later, participant)).rater).toBe(first.rater);
  const another = await enrol(study, later, '6f1a2b3c4d5e6f7a8b9c0d1e');
  expect(another.rater).not.toBe(first.rater);
  const [hash] = await service.database.sql<{ participant_hash: string }[]>`
    select participant_hash from arena.participants where rater_id = ${first.rater}`;
  expect(hash?.participant_hash).toMatch(/^[0-9a-f]{64}$/);
  const elsewhere = await openStudy({ returnCodes, ballotsPerRater: 2 });
  const [link2 = ''] = (await invite(elsewhere, { cohort: 'prolific', preset: 'prolific' })).tokens;
  await enrol(elsewhere, link2, participant);
  const hashes = await service.database.sql`
    select distinct participant_hash from arena.participants`;
  expect(hashes).toHaveLength(3);

  // Used up, it still lets in who came by it before.
  expect(await refusal(enrol(study, later, '7f1a2b3c4d5e6f7a8b9c0d1e'))).toBe('409 over-quota');
  expect((await enrol(study, later, participant)).resumed).toBe(true);
  const many = await Promise.all(Array.from({ length: 5 }, () => enrol(study, link, 'a-new-one')));
  expect(new Set(many.map(({ rater }) => rater)).size).toBe(1);
});

test('Prolific’s parameters without an invitation for Prolific say nothing', async () => {
  const study = await openStudy({ returnCodes, ballotsPerRater: 2 });
  expect(await cohortOf(enrol(study, null, 'someone'))).toBe('open');
  const [plain = ''] = (await invite(study, {})).tokens;
  expect(await cohortOf(enrol(study, plain, 'someone'))).toBe('invited');
  const [link = ''] = (await invite(study, { cohort: 'prolific', preset: 'prolific' })).tokens;
  expect(await cohortOf(enrol(study, link))).toBe('open');
  const known = await service.database.sql`
    select p.rater_id from arena.participants p join arena.studies s on s.id = p.study_id where s.slug = ${study}`;
  expect(known).toHaveLength(0);
  const without = await openStudy();
  expect(await refusal(invite(without, { cohort: 'prolific', preset: 'prolific' }))).toBe(
    '422 invalid-request',
  );
  const endless = newStudy(catalog, { returnCodes });
  expect(await refusal(call(arena.createStudy, { body: endless }, service.maintainer))).toBe(
    '422 invalid-request',
  );
});

test('codes are told to those alone whose turn ended so', async () => {
  const study = await openStudy({ returnCodes, ballotsPerRater: 2 });
  const params = { study };
  const [link = ''] = (await invite(study, { cohort: 'prolific', preset: 'prolific' })).tokens;
  const look = { params, body: { invitation: link } };
  expect(await call(arena.readInvitation, look, service.as())).toEqual({
    cohort: 'prolific',
    full: false,
    panel: {
      ...arena.panelPresets.prolific.panel,
      returns: { declined: 'DECLINED', overQuota: null },
    },
  });
  const turn = async (votes: number, participant: string | null) => {
    const { token } = await enrol(study, participant && link, participant);
    const rater = { as: service.as(token) };
    for (let count = 0; count < votes; count++) {
      const [ballot] = (await draw(rater, study)).ballots;
      await cast(rater, ballot?.id ?? '', { choice: 'tie' });
    }
    const before = await stateOf(study, token);
    const after = await call(arena.endRater, { params }, rater.as);
    return [before.wayBack?.code ?? null, after.wayBack?.code ?? null];
  };
  expect(await turn(2, 'paid')).toEqual([null, 'C0MPLETE']);
  expect(await turn(1, 'gone-early')).toEqual([null, null]);
  expect(await turn(2, null)).toEqual([null, null]);
  const briefing = await call(arena.readBriefing, { params, query: {} }, service.as());
  const open = await call(arena.readStudy, { params }, service.as());
  for (const code of Object.values(returnCodes)) expect(JSON.stringify([briefing, open])).not.toContain(code);
});
