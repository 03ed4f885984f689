import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
beforeAll(async () => {
  service = await startArena();
});
afterAll(() => service.close());

test('every vote on an image, superseded ones too, with the arms’ names, for maintainers', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 8, sources: ['one', 'two'] });
  const study = newStudy(catalog, { checkShare: 0.5 });
  await service.openStudy(study);
  const rater = await service.enrol(study.slug);
  for (let count = 0; count < 8; count++) {
    const [ballot] = (await draw(rater, study.slug)).ballots;
    if (!ballot) throw new Error('no ballot');
    await cast(rater, ballot.id, { choice: 'left', reasons: ['text'], comment: 'first', responseMs: 1_200 });
    await cast(rater, ballot.id, { choice: 'right' });
  }
  const read = (sha256: string, as = service.maintainer) =>
    call(arena.listCaseVotes, { params: { study: study.slug, sha256 }, query: {} }, as);
  const kinds = new Set<string>();
  for (const sha256 of catalog.images) {
    const { votes } = await read(sha256);
    expect(votes).toMatchObject([
      { revision: 1, current: true, choice: 'right', reasons: [], comment: null, rater: rater.rater },
      { revision: 0, current: false, choice: 'left', reasons: ['text'], comment: 'first', responseMs: 1_200 },
    ]);
    const [vote] = votes;
    kinds.add(vote?.kind ?? '');
    const names = [vote?.left, vote?.right].toSorted();
    expect(names).toEqual(vote?.kind === 'check' ? ['one', 'one (another image’s)'] : ['one', 'two']);
  }
  expect(kinds).toEqual(new Set(['regular', 'check']));

  await expect(read(catalog.images[0] ?? '', rater.as)).rejects.toThrow(ServiceProblem);
  await expect(read('0'.repeat(64))).rejects.toMatchObject({ slug: 'not-found' });
});

test('votes on an image come 50 a page, each once, newest first', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 1, sources: ['one', 'two'] });
  const study = newStudy(catalog);
  await service.openStudy(study);
  for (let count = 0; count < 53; count++) {
    const rater = await service.enrol(study.slug);
    const [ballot] = (await draw(rater, study.slug)).ballots;
    await cast(rater, ballot?.id ?? '', { choice: 'left' });
  }
  const params = { study: study.slug, sha256: catalog.images[0] ?? '' };
  const [first, second, third] = await Promise.all(
    [1, 2, 3].map((page) => call(arena.listCaseVotes, { params, query: { page } }, service.maintainer)),
  );
  expect([first, second, third].map((page) => page?.votes.length)).toEqual([50, 3, 0]);
  expect(first).toMatchObject({ total: 53, pages: 2 });
  const order = [...(first?.votes ?? []), ...(second?.votes ?? [])].map(({ sequence }) => sequence);
  expect(order).toEqual([...new Set(order)].toSorted((x, y) => y - x));
});

test('the studies that ask about an image, newest first', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 2, sources: ['one', 'two'] });
  const [older, newer, draft] = [newStudy(catalog), newStudy(catalog), newStudy(catalog)];
  await service.openStudy(older);
  service.clock.pass(1);
  await service.openStudy(newer);
  await call(arena.createStudy, { body: draft }, service.maintainer);
  const [sha256 = ''] = catalog.images;
  const { studies } = await call(arena.listCaseStudies, { params: { sha256 } }, service.as());
  expect(studies).toEqual([older, newer].toReversed().map(({ slug, title }) => ({ slug, title })));
});
