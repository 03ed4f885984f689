import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 40, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );
const create = (study: arena.NewStudy, as = service.maintainer) =>
  call(arena.createStudy, { body: study }, as);
const open = (slug: string, as = service.maintainer) =>
  call(arena.openStudy, { params: { study: slug } }, as);
const remove = (slug: string, as = service.maintainer) =>
  call(arena.deleteDraft, { params: { study: slug } }, as);
const close = (slug: string, as = service.maintainer) =>
  call(arena.closeStudy, { params: { study: slug } }, as);

interface Frozen {
  image: number;
  arm: number;
  shownOn: string;
  writtenAbout: string;
  verdict: string | null;
  run: string;
  hash: string;
}
const frozen = (slug: string) => service.database.sql<Frozen[]>`
  select x.image_position as image, x.arm_position as arm, i.image_sha256 as "shownOn", e.image_sha256 as "writtenAbout",
    e.verdict, r.title as run, x.content_hash as hash
  from arena.study_explanations x
  join arena.studies s on s.id = x.study_id
  join arena.study_images i on i.study_id = s.id and i.position = x.image_position
  join catalog.explanations e on e.id = x.explanation_id
  join catalog.runs r on r.id = e.run_id
  where s.slug = ${slug} order by 1, 2`;

describe('a study', () => {
  test('is a draft, then open, then closed', async () => {
    const study = newStudy(catalog, { title: ' Pilot ', ballotsPerRater: 9 });
    const draft = await create(study);
    expect(draft).toMatchObject({ status: 'draft', title: 'Pilot', images: 0, votes: 0, openedAt: null });
    expect(draft.arms.map(({ source, name, position }) => [source, name, position])).toEqual(
      catalog.sources.map((source, position) => [source, ['one', 'two', 'three'][position], position]),
    );
    service.clock.pass(5);
    const opened = await open(study.slug);
    // Three of the forty images are kept for practice.
    expect(opened).toMatchObject({ status: 'open', images: 37, openedAt: service.clock.now().toISOString() });
    const closed = await close(study.slug);
    expect(closed).toMatchObject({ status: 'closed', closedAt: service.clock.now().toISOString() });
    expect(await call(arena.readStudy, { params: { study: study.slug } }, service.as())).toEqual(closed);
    const { studies } = await call(arena.listStudies, { query: {} }, service.as());
    expect(studies).toContainEqual(closed);
  });

  test('is briefed about without a word of its arms', async () => {
    const study = newStudy(catalog, { question: 'Which one?' });
    await service.openStudy(study);
    const briefing = await call(
      arena.readBriefing,
      { params: { study: study.slug }, query: {} },
      service.as(),
    );
    expect(briefing).toEqual({
      slug: study.slug,
      language: 'en',
      title: 'A study',
      question: 'Which one?',
      questions: ['overall'],
      strength: false,
      reliance: false,
      agreement: {
        version: expect.stringMatching(/^[0-9a-f]{64}$/),
        sections: expect.arrayContaining([{ title: 'What you agree to', paragraphs: ['I agree.'] }]),
      },
      withdrawUntil: null,
      placesLeft: null,
      contact: null,
      demo: false,
      status: 'open',
      pausedAt: null,
      results: 'live',
      ballotsPerRater: null,
      ballotsAsked: null,
      ballotMs: 20_000,
      correctionWindowS: 600,
      practiceBallots: 3,
      requiredPractice: 0,
    });
  });

  test('is managed by maintainers only', async () => {
    const study = newStudy(catalog);
    for (const as of [service.as(), service.as('someone'), service.as('maintainers-of-the-testz')]) {
      expect(await refusal(create(study, as))).toBe('401 unauthenticated');
      expect(await refusal(open('x', as))).toBe('401 unauthenticated');
      expect(await refusal(close('x', as))).toBe('401 unauthenticated');
      expect(await refusal(remove('x', as))).toBe('401 unauthenticated');
    }
  });

  test('is refused where something is unknown, taken or ambiguous', async () => {
    const study = newStudy(catalog);
    const [one = '', two = ''] = catalog.sources;
    expect(await refusal(create({ ...study, datasets: ['nothing'] }))).toBe('404 not-found');
    expect(await refusal(create({ ...study, arms: [{ source: one }, { source: 'nobody' }] }))).toBe(
      '404 not-found',
    );
    const run = '00000000-0000-4000-8000-000000000000';
    expect(await refusal(create({ ...study, arms: [{ source: one }, { source: two, run }] }))).toBe(
      '404 not-found',
    );
    const twice = { ...study, arms: [{ source: one }, { source: one }] };
    expect(await refusal(create(twice))).toBe('422 invalid-request');
    expect(await refusal(create({ ...study, soundSource: 'nobody' }))).toBe('422 invalid-request');
    await create(study);
    expect(await refusal(create(study))).toBe('409 slug-taken');
    expect(await refusal(open('nothing'))).toBe('404 not-found');
    expect(await refusal(close(study.slug))).toBe('409 study-state-conflict');
    await open(study.slug);
    expect(await refusal(open(study.slug))).toBe('409 study-not-draft');
    const params = { study: 'nothing' };
    expect(await refusal(call(arena.readStudy, { params }, service.as()))).toBe('404 not-found');
    expect(await refusal(call(arena.readBriefing, { params, query: {} }, service.as()))).toBe(
      '404 not-found',
    );
    expect(await refusal(close('nothing'))).toBe('404 not-found');
  });

  test('can be deleted as a draft, which frees its slug, and not later', async () => {
    const study = newStudy(catalog);
    const draft = await create(study);
    expect(await remove(study.slug)).toEqual(draft);
    expect(await refusal(open(study.slug))).toBe('404 not-found');
    expect(await refusal(remove(study.slug))).toBe('404 not-found');
    const left = await service.database.sql`
      select study_id from arena.arms where study_id = ${draft.id}
      union all select study_id from arena.study_datasets where study_id = ${draft.id}`;
    expect(left).toEqual([]);

    await create(study);
    await open(study.slug);
    expect(await refusal(remove(study.slug))).toBe('409 study-not-draft');
    await close(study.slug);
    expect(await refusal(remove(study.slug))).toBe('409 study-not-draft');
  });

  test('opened and deleted at once is one or the other, whole', async () => {
    for (let round = 0; round < 5; round += 1) {
      const study = newStudy(catalog);
      await create(study);
      const [opened, removed] = await Promise.all([refusal(open(study.slug)), refusal(remove(study.slug))]);
      expect([
        ['accepted', '409 study-not-draft'],
        ['404 not-found', 'accepted'],
      ]).toContainEqual([opened, removed]);
    }
  });

  test('opened by many at once is opened once', async () => {
    const study = newStudy(catalog);
    await create(study);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => refusal(open(study.slug))));
    expect(outcomes.toSorted()).toEqual([...Array<string>(5).fill('409 study-not-draft'), 'accepted']);
  });
});

describe('opening', () => {
  test('is refused, naming the arms, where nothing can be asked', async () => {
    const alike = await fillCatalog(service.database.db, {
      images: 3,
      sources: ['left', 'right', 'mute'],
      explain: (_, source) => (source === 2 ? null : { reasoning: 'same', regions: [] }),
    });
    const study = newStudy(alike);
    await create(study);
    const error = await open(study.slug).catch((error: unknown) => error);
    expect(error).toMatchObject({ slug: 'study-not-drawable' });
    expect(String(error)).toMatch(/"left" explains 3 of the 3 images.*"right" explains 3.*"mute" explains 0/);
    const { status } = await call(arena.readStudy, { params: { study: study.slug } }, service.as());
    expect(status).toBe('draft');
  });

  test('keeps what could not be parsed, with no verdict', async () => {
    const partly = await fillCatalog(service.database.db, {
      images: 6,
      sources: ['one', 'two'],
      explain: (image, source) =>
        source === 1 && image === 2 ? { verdict: null, regions: [], tags: [] } : {},
    });
    const study = newStudy(partly);
    await service.openStudy(study);
    const rows = await frozen(study.slug);
    expect(rows).toHaveLength(12);
    expect(rows.filter(({ verdict }) => verdict === null)).toMatchObject([{ arm: 1, image: 2 }]);
  });

  test('takes a source’s newest run, or the one that the arm names; later ones change nothing', async () => {
    const { db } = service.database;
    const set = await fillCatalog(db, { images: 4, sources: ['one', 'two'] });
    const [first] = await service.database.sql<{ id: string }[]>`
      select r.id from catalog.runs r join catalog.sources s on s.id = r.source_id where s.slug = ${set.sources[1] ?? ''}`;
    const rerun = (title: string) => service.database.sql`
      with run as (
        insert into catalog.runs (source_id, dataset_id, origin, title, created_at)
        select source_id, dataset_id, origin, ${title}, created_at + interval '1 day' from catalog.runs
        where id = ${first?.id ?? ''} returning id
      )
      insert into catalog.explanations (run_id, image_sha256, verdict, tags, reasoning, regions, parse_status,
        parse_problems, content_hash)
      select run.id, e.image_sha256, e.verdict, e.tags, ${title}, e.regions, e.parse_status, e.parse_problems,
        e.content_hash
      from run, catalog.explanations e where e.run_id = ${first?.id ?? ''}`;
    await rerun('second');
    const newest = newStudy(set);
    const named = newStudy(set, {
      arms: [{ source: set.sources[0] ?? '' }, { source: set.sources[1] ?? '', run: first?.id }],
    });
    await service.openStudy(newest);
    await service.openStudy(named);
    await rerun('third');
    const runs = async (slug: string) => new Set((await frozen(slug)).map(({ arm, run }) => `${arm} ${run}`));
    expect(await runs(newest.slug)).toEqual(new Set(['0 one', '1 second']));
    expect(await runs(named.slug)).toEqual(new Set(['0 one', '1 two']));
  });

  test('gives a format control another image’s explanation each time, the same for the same seed', async () => {
    const [one = '', two = ''] = catalog.sources;
    const arms: arena.NewStudy['arms'] = [
      { source: one },
      { source: two },
      { source: two, kind: 'format_control' },
    ];
    const studies = [
      newStudy(catalog, { arms }),
      newStudy(catalog, { arms }),
      newStudy(catalog, { arms, seed: 2 }),
    ];
    const controls = [];
    for (const study of studies) {
      const opened = await service.openStudy(study);
      expect(opened.arms[2]).toMatchObject({ name: 'two (format control)', kind: 'format_control' });
      controls.push((await frozen(study.slug)).filter(({ arm }) => arm === 2));
    }
    for (const { shownOn, writtenAbout } of controls.flat()) expect(writtenAbout).not.toBe(shownOn);
    expect(controls[0]).toEqual(controls[1]);
    expect(controls[2]?.map(({ writtenAbout }) => writtenAbout)).not.toEqual(
      controls[0]?.map(({ writtenAbout }) => writtenAbout),
    );
    const rater = await service.enrol(studies[0]?.slug ?? '');
    for (const { image, left, right } of (await draw(rater, studies[0]?.slug ?? '', 3)).ballots)
      for (const { box } of [left, right].flatMap((side) => side?.regions ?? [])) {
        expect(box[2]).toBeLessThanOrEqual(image.width);
        expect(box[3]).toBeLessThanOrEqual(image.height);
      }
  });
});
