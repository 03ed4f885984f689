import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';
import { moved, type LifeCommand, type LifeState } from './study-life.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 24, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );
const words = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? error.problem.detail : error),
  );

const moves = {
  pause: arena.pauseStudy,
  resume: arena.resumeStudy,
  close: arena.closeStudy,
  archive: arena.archiveStudy,
  restore: arena.restoreStudy,
};
const move = (study: string, command: LifeCommand, as = service.maintainer) =>
  call(moves[command], { params: { study } }, as);
const read = (study: string) => call(arena.readStudy, { params: { study } }, service.as());
const settingsOf = (study: string) => call(arena.readSettings, { params: { study } }, service.maintainer);
const create = (body: arena.NewStudy) => call(arena.createStudy, { body }, service.maintainer);
const open = (study: string) => call(arena.openStudy, { params: { study } }, service.maintainer);
const edit = (study: string, body: arena.NewStudy) =>
  call(arena.editDraft, { params: { study }, body }, service.maintainer);
const version = (study: string, slug?: string) =>
  call(arena.makeVersion, { params: { study }, body: { ...(slug && { slug }) } }, service.maintainer);
const enrol = (study: string) =>
  call(arena.enrol, { params: { study }, body: { consent: true } }, service.as());
const listed = async (archived?: 'without' | 'with' | 'only') => {
  const { studies } = await call(arena.listStudies, { query: { archived } }, service.as());
  return studies.map(({ slug }) => slug);
};

describe('a paused study', () => {
  test('lets nobody in and draws nothing, takes answers to open ballots and corrections, and goes on', async () => {
    const { slug } = await service.openStudy(newStudy(catalog));
    const rater = await service.enrol(slug);
    const [first, second] = (await draw(rater, slug, 2)).ballots;
    await cast(rater, first?.id ?? '', { choice: 'left' });
    expect(await move(slug, 'pause')).toMatchObject({
      status: 'open',
      pausedAt: service.clock.now().toISOString(),
    });
    expect(await refusal(enrol(slug))).toBe('409 study-paused');
    // The open ballot is there, and no other one, though two are asked for.
    const drawn = await draw(rater, slug, 2);
    expect(drawn.ballots.map(({ id }) => id)).toEqual([second?.id]);
    expect(drawn.exhausted).toBe(false);
    expect((await cast(rater, second?.id ?? '', { choice: 'right' })).status).toBe(201);
    expect((await cast(rater, second?.id ?? '', { choice: 'tie' })).vote.revision).toBe(1);
    expect(await refusal(draw(rater, slug))).toBe('409 study-paused');
    const briefing = await call(arena.readBriefing, { params: { study: slug }, query: {} }, service.as());
    expect(briefing.pausedAt).toBe(service.clock.now().toISOString());

    expect(await move(slug, 'resume')).toMatchObject({ status: 'open', pausedAt: null });
    expect((await draw(rater, slug, 2)).ballots).toHaveLength(2);
    expect(await refusal(enrol(slug))).toBe('accepted');
  });

  test('tells a rater who has answered everything that it is all', async () => {
    const { slug } = await service.openStudy(newStudy(catalog, { ballotsPerRater: 1 }));
    const rater = await service.enrol(slug);
    const [ballot] = (await draw(rater, slug)).ballots;
    await move(slug, 'pause');
    expect(await draw(rater, slug, 2)).toMatchObject({ exhausted: true });
    await cast(rater, ballot?.id ?? '', { choice: 'left' });
    expect(await draw(rater, slug, 2)).toMatchObject({ ballots: [], exhausted: true });
  });

  test('withholds what it withheld', async () => {
    const { slug, id } = await service.openStudy(
      newStudy(catalog, { embargo: 'everything', results: 'hidden' }),
    );
    await move(slug, 'pause');
    const withheld = await service.database.sql`
      select from arena.embargoed_images where study_id = ${id} limit 1`;
    expect(withheld).toHaveLength(1);
    const board = { params: { study: slug }, query: {} };
    expect(await refusal(call(arena.readLeaderboard, board, service.as()))).toBe('403 results-hidden');
    await move(slug, 'close');
  });
});

describe('a closed study', () => {
  test('is archived out of lists, keeps its address, and comes back', async () => {
    const { slug } = await service.openStudy(newStudy(catalog));
    expect(await words(move(slug, 'archive'))).toBe(
      `The study "${slug}" is open, so it cannot be archived. Close it first.`,
    );
    await move(slug, 'pause');
    expect(await move(slug, 'close')).toMatchObject({ status: 'closed', pausedAt: null });
    await move(slug, 'archive');
    expect(await listed()).not.toContain(slug);
    expect(await listed('only')).toEqual([slug]);
    expect(await listed('with')).toContain(slug);
    expect(await read(slug)).toMatchObject({
      status: 'closed',
      archivedAt: service.clock.now().toISOString(),
    });
    await move(slug, 'restore');
    expect(await listed()).toContain(slug);
    expect(await listed('only')).toEqual([]);
  });
});

describe('a draft', () => {
  /** Settings of every kind on the test's catalog. */
  const settings = (): fc.Arbitrary<arena.NewStudy> =>
    fc
      .record(
        {
          title: fc.stringMatching(/^[a-z]{1,20}$/),
          question: fc.constantFrom('Which?', 'Which one?'),
          contact: fc.constantFrom(null, 'lab@example.org'),
          demo: fc.boolean(),
          policy: fc.constantFrom('balanced', 'uncertainty'),
          correctionWindowS: fc.nat(86_400),
          ballotTtlS: fc.integer({ min: 60, max: 604_800 }),
          ballotsPerRater: fc.integer({ min: 1, max: 10_000 }),
          repeatShare: fc.constantFrom(0, 0.05, 0.5),
          checkShare: fc.constantFrom(0, 0.1),
          equivalenceMargin: fc.constantFrom(0.01, 0.05),
          results: fc.constantFrom('hidden', 'delayed', 'live'),
          embargo: fc.constantFrom('everything', 'images', 'nothing'),
          leaveOut: fc.subarray<'tags' | 'filler' | 'verdict'>(['tags', 'filler', 'verdict']),
          requiredPractice: fc.nat(4),
          returnCodes: fc.constantFrom(null, { completed: 'C0DE', screenedOut: null, declined: 'NO' }),
          plannedVotes: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
          pay: fc.constantFrom(null, { amount: 1.5, currency: 'EUR', per: 'rater' as const }),
          seed: fc.nat(),
          arms: fc
            .shuffledSubarray([0, 1, 2], { minLength: 2 })
            .map((chosen) => [
              ...chosen.map((index) => ({ source: catalog.sources[index] ?? '', name: `arm ${index}` })),
              { source: catalog.sources[chosen[0] ?? 0] ?? '', kind: 'format_control' as const },
            ]),
        },
        { requiredKeys: ['ballotsPerRater', 'arms'] },
      )
      .chain((changes) =>
        fc
          .constantFrom(...changes.arms.slice(0, 2).map(({ source }) => source))
          .map((soundSource) => newStudy(catalog, { ...changes, soundSource })),
      );

  test('is what it was made of, and after an edit what that says', async () => {
    await fc.assert(
      fc.asyncProperty(settings(), settings(), async (made, edited) => {
        await create(made);
        const first = await settingsOf(made.slug);
        expect(first).toEqual(withNames(arena.newStudySchema.parse(made)));
        const draft = await edit(made.slug, edited);
        expect(draft).toMatchObject({ slug: edited.slug, status: 'draft', title: edited.title });
        expect(await settingsOf(edited.slug)).toEqual(withNames(arena.newStudySchema.parse(edited)));
        // What was read makes the same again.
        await edit(edited.slug, first);
        expect(await settingsOf(made.slug)).toEqual(first);
      }),
      { numRuns: 15 },
    );
  });

  /** With the names that arms get where none is given. */
  const withNames = (study: arena.StudySettings): arena.StudySettings => ({
    ...study,
    arms: study.arms.map((arm) => ({
      ...arm,
      name: arm.name ?? `${['one', 'two', 'three'][catalog.sources.indexOf(arm.source)]} (format control)`,
    })),
  });

  test('is edited by maintainers, as a draft, whole or not at all', async () => {
    const [study, other] = [newStudy(catalog), newStudy(catalog)];
    await create(study);
    await create(other);
    const before = await settingsOf(study.slug);
    expect(await refusal(edit(study.slug, { ...study, slug: other.slug }))).toBe('409 slug-taken');
    expect(await refusal(edit(study.slug, { ...study, title: 'Else', datasets: ['nothing'] }))).toBe(
      '404 not-found',
    );
    expect(await refusal(edit('nothing', study))).toBe('404 not-found');
    expect(await settingsOf(study.slug)).toEqual(before);
    const anyone = service.as('someone');
    const params = { study: study.slug };
    expect(await refusal(call(arena.editDraft, { params, body: study }, anyone))).toBe('401 unauthenticated');
    expect(await refusal(call(arena.readSettings, { params }, anyone))).toBe('401 unauthenticated');
    for (const command of Object.keys(moves) as LifeCommand[])
      expect(await refusal(move(study.slug, command, anyone))).toBe('401 unauthenticated');
    await open(study.slug);
    expect(await refusal(edit(study.slug, study))).toBe('409 study-not-draft');
  });

  test('edited and opened at once is opened as one of the two', async () => {
    for (let round = 0; round < 4; round += 1) {
      const study = newStudy(catalog);
      await create(study);
      const arms = study.arms.slice(0, 2);
      const [edited] = await Promise.all([refusal(edit(study.slug, { ...study, arms })), open(study.slug)]);
      const [shown] = await service.database.sql<{ arms: number }[]>`
        select count(distinct x.arm_position)::int as arms from arena.study_explanations x
        join arena.studies s on s.id = x.study_id where s.slug = ${study.slug}`;
      expect(shown?.arms).toBe(edited === 'accepted' ? 2 : 3);
    }
  });

  test('says all that opening would refuse, in the words in which it does', async () => {
    const alike = await fillCatalog(service.database.db, {
      images: 3,
      sources: ['left', 'right', 'mute'],
      explain: (_, source) => (source === 2 ? null : { reasoning: 'same', regions: [] }),
    });
    const study = newStudy(alike, { requiredPractice: 2 });
    await create(study);
    const check = () => call(arena.checkOpening, { params: { study: study.slug } }, service.maintainer);
    const { obstacles, ...counts } = await check();
    expect(obstacles.map(({ kind }) => kind)).toEqual([
      'arm-not-drawable',
      'arm-not-drawable',
      'arm-not-drawable',
      'too-little-practice',
    ]);
    expect(await words(open(study.slug))).toBe(obstacles.map((obstacle) => obstacle.words).join(' '));
    expect(counts).toMatchObject({ images: 3, asked: 0, practice: 0 });
    expect(counts.arms.map(({ explained, asked }) => [explained, asked])).toEqual([
      [3, 0],
      [3, 0],
      [0, 0],
    ]);

    await edit(
      study.slug,
      newStudy(catalog, { slug: study.slug, ballotsPerRater: 100, results: 'live', embargo: 'images' }),
    );
    const better = await check();
    expect(better.obstacles).toEqual([]);
    expect(better.warnings.join(' ')).toMatch(
      /asked \d+ ballots at most, not 100.*24 images have no perceptual hash.*a day late/,
    );
    const opened = await open(study.slug);
    expect(opened.images).toBe(better.asked);
    expect(await refusal(check())).toBe('409 study-not-draft');
  });
});

test('sources of one name have arms of two', async () => {
  const { sql } = service.database;
  const alike = await fillCatalog(service.database.db, { images: 3, sources: ['people', 'others'] });
  const [one = '', two = ''] = alike.sources;
  await sql`update catalog.sources set name = 'Human annotation' where slug in (${one}, ${two})`;
  const draft = await create(newStudy(alike));
  expect(draft.arms.map(({ name }) => name)).toEqual([
    `Human annotation (${one})`,
    `Human annotation (${two})`,
  ]);
});

describe('a duplicate', () => {
  test('has the settings of its study and nothing else of it', async () => {
    const study = newStudy(catalog, {
      title: 'First',
      plannedVotes: 10,
      questions: ['where', 'overall'],
      strength: true,
      reliance: true,
    });
    const { slug } = await service.openStudy(study);
    const body = { slug: `${slug}-again`, title: 'Second' };
    const draft = await call(arena.duplicateStudy, { params: { study: slug }, body }, service.maintainer);
    expect(draft).toMatchObject({ status: 'draft', title: 'Second', images: 0, version: 1 });
    expect(draft).toMatchObject({ questions: ['where', 'overall'], strength: true, reliance: true });
    expect(draft.versions).toHaveLength(1);
    expect(await settingsOf(body.slug)).toEqual({ ...(await settingsOf(slug)), ...body });
    const again = { params: { study: slug }, body: { slug } };
    expect(await refusal(call(arena.duplicateStudy, again, service.maintainer))).toBe('409 slug-taken');
    const nothing = { params: { study: 'nothing' }, body };
    expect(await refusal(call(arena.duplicateStudy, nothing, service.maintainer))).toBe('404 not-found');
  });
});

describe('a version', () => {
  test('is a study of its own, whose votes are apart, and names the one before', async () => {
    const { slug } = await service.openStudy(newStudy(catalog));
    const rater = await service.enrol(slug);
    const [ballot] = (await draw(rater, slug)).ballots;
    await cast(rater, ballot?.id ?? '', { choice: 'left' });
    const second = await version(slug);
    expect(second).toMatchObject({ slug: `${slug}-v2`, version: 2, status: 'draft', votes: 0 });
    expect(await words(version(slug))).toMatch(/version 2\) is a draft and can still be changed/);
    await open(second.slug);
    // A rater of one version is none of another.
    expect(await refusal(draw(rater, second.slug))).toBe('401 unauthenticated');
    // Whichever is named, the next one follows the newest.
    const third = await version(slug, `${slug}-more`);
    expect(third).toMatchObject({ slug: `${slug}-more`, version: 3 });
    for (const one of [slug, second.slug, third.slug])
      expect((await read(one)).versions).toMatchObject([
        { version: 1, slug, status: 'open' },
        { version: 2, slug: second.slug, status: 'open' },
        { version: 3, slug: third.slug, status: 'draft', openedAt: null },
      ]);
    expect([(await read(slug)).votes, (await read(second.slug)).votes]).toEqual([1, 0]);
    // A draft that is deleted leaves no gap.
    await call(arena.deleteDraft, { params: { study: third.slug } }, service.maintainer);
    expect(await version(second.slug)).toMatchObject({ slug: `${slug}-v3`, version: 3 });
  });

  test('made by several at once is made once', async () => {
    const { slug } = await service.openStudy(newStudy(catalog));
    const made = await Promise.all([1, 2, 3].map(() => refusal(version(slug))));
    expect(made.toSorted()).toEqual(['409 study-state-conflict', '409 study-state-conflict', 'accepted']);
  });
});

test('whatever is asked in whatever order, a study is in one state, and does what that says', async () => {
  type Command = LifeCommand | 'open' | 'edit' | 'delete' | 'version';
  // Those that lead on are asked more often.
  const commands: Command[] = [
    'open',
    'open',
    'close',
    'archive',
    'open',
    'edit',
    'delete',
    'version',
    'pause',
    'resume',
    'close',
    'archive',
    'restore',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...commands), { minLength: 4, maxLength: 14 }),
      async (asked) => {
        const study = newStudy(catalog);
        await create(study);
        const { slug } = study;
        const model: { state: LifeState | 'deleted'; versions: number } = { state: 'draft', versions: 1 };
        let rater: Awaited<ReturnType<TestArena['enrol']>> | undefined;
        for (const command of asked) {
          service.clock.pass(1);
          const before = model.state;
          const attempt = { open, edit: (one: string) => edit(one, study), version };
          const outcome =
            command === 'delete'
              ? await refusal(call(arena.deleteDraft, { params: { study: slug } }, service.maintainer))
              : await refusal(
                  command === 'open' || command === 'edit' || command === 'version'
                    ? attempt[command](slug)
                    : move(slug, command),
                );
          expect(outcome, `${command} of ${before}`).toBe(expected(command));
          const { state } = model;
          if (state === 'deleted') return;
          const now: arena.Study = await read(slug);
          expect(now.pausedAt !== null).toBe(state === 'paused');
          expect(now.archivedAt !== null).toBe(state === 'archived');
          expect(now.status).toBe(state === 'paused' ? 'open' : state === 'archived' ? 'closed' : state);
          expect([now.openedAt !== null, now.closedAt !== null]).toEqual([
            state !== 'draft',
            state === 'closed' || state === 'archived',
          ]);
          expect(now.images > 0).toBe(state !== 'draft');
          expect((await listed()).includes(slug)).toBe(state !== 'archived');
          // Raters come in an open study alone, and who came is asked there alone.
          if (state === 'open') rater ??= await service.enrol(slug);
          else
            expect(await refusal(enrol(slug))).toBe(
              state === 'paused' ? '409 study-paused' : '409 study-not-open',
            );
          if (rater && state === 'open') {
            const [ballot] = (await draw(rater, slug)).ballots;
            await cast(rater, ballot?.id ?? '', { choice: 'left' });
          } else if (rater)
            expect(await refusal(draw(rater, slug))).toBe(
              state === 'paused' ? '409 study-paused' : '409 study-not-open',
            );
        }

        /** What comes of a command; moves the state of the model. */
        function expected(command: Command): string {
          const { state } = model;
          if (state === 'deleted') return '404 not-found';
          if (command === 'version') {
            if (state === 'draft' || model.versions > 1) return '409 study-state-conflict';
            model.versions += 1;
            return 'accepted';
          }
          if (command === 'open' || command === 'edit' || command === 'delete') {
            if (state !== 'draft') return '409 study-not-draft';
            if (command === 'open') model.state = 'open';
            if (command === 'delete') model.state = 'deleted';
            return 'accepted';
          }
          const next = moved(slug, state, command);
          if (!('to' in next)) return '409 study-state-conflict';
          model.state = next.to;
          return 'accepted';
        }
      },
    ),
    { numRuns: 25 },
  );
});
