import { arena, call } from '@fakexplain/contract';
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

const leaveOut: arena.NewStudy['leaveOut'] = ['tags', 'filler', 'verdict'];

test('raters see nothing of what a study leaves out: in ballots, repeats, checks and practice', async () => {
  const catalog = await fillCatalog(service.database.db, {
    images: 40,
    sources: ['people', 'model'],
    explain: (image, source) =>
      image % 4 === 3
        ? {
            verdict: 'real',
            regions: [],
            reasoning: `Nothing odd was found. It is number ${image}${source}.`,
          }
        : { tags: ['secret tag'] },
  });
  const study = newStudy(catalog, { leaveOut, repeatShare: 0.2, checkShare: 0.2 });
  await service.openStudy(study);
  const params = { study: study.slug };
  const rater = await service.enrol(study.slug);
  const { ballots: practised } = await call(arena.listPractice, { params, query: {} }, rater.as);
  const seen: Pick<arena.Ballot, 'left' | 'right'>[] = [...practised];
  for (;;) {
    const { ballots } = await draw(rater, study.slug);
    const [ballot] = ballots;
    if (!ballot) break;
    seen.push(ballot, await call(arena.readBallot, { params: { ballot: ballot.id } }, rater.as));
    await cast(rater, ballot.id, { choice: 'tie' });
  }
  const kinds = await service.database.sql<{ kind: string }[]>`
    select distinct kind::text as kind from arena.ballots b join arena.studies s on s.id = b.study_id
    where s.slug = ${study.slug} order by 1`;
  expect(kinds.map(({ kind }) => kind)).toEqual(['check', 'regular', 'repeat']);
  expect(practised).toHaveLength(3);
  expect(seen.length).toBeGreaterThan(60);
  for (const { left, right } of seen)
    for (const side of [left, right]) {
      expect(Object.keys(side ?? {})).toEqual(['reasoning', 'regions']);
      expect(JSON.stringify(side)).not.toMatch(/secret tag|Nothing odd/);
    }
});

test('explanations that differ in left out parts alone are never asked for', async () => {
  const catalog = await fillCatalog(service.database.db, {
    images: 6,
    sources: ['people', 'model'],
    explain: (image, source) =>
      image < 3
        ? {}
        : {
            verdict: source === 0 ? 'real' : 'generated',
            tags: source === 0 ? [] : ['a tag'],
            regions: [],
            reasoning: source === 0 ? 'No region looks synthetic.' : '',
          },
  });
  const whole = await service.openStudy(newStudy(catalog));
  const parts = await service.openStudy(newStudy(catalog, { leaveOut }));
  expect([whole.images, parts.images]).toEqual([6, 3]);
  expect(parts.leaveOut).toEqual(leaveOut);
});

test('a check never sets an explanation against one that looks the same without its filler', async () => {
  const fillers = ['No region looks synthetic.', 'Nothing odd was found.', 'No defects are visible.'];
  const catalog = await fillCatalog(service.database.db, {
    images: 12,
    sources: ['people', 'model'],
    explain: (image, source) =>
      source === 0
        ? { verdict: 'real', tags: [], regions: [], reasoning: fillers[image % 3] ?? '' }
        : { reasoning: `says ${image}` },
  });
  const study = newStudy(catalog, { leaveOut, checkShare: 0.5 });
  await service.openStudy(study);
  const rater = await service.enrol(study.slug);
  for (;;) {
    const { ballots } = await draw(rater, study.slug);
    const [ballot] = ballots;
    if (!ballot) break;
    expect(JSON.stringify(ballot.left)).not.toBe(JSON.stringify(ballot.right));
    await cast(rater, ballot.id, { choice: 'tie' });
  }
  const [{ checks } = { checks: -1 }] = await service.database.sql<{ checks: number }[]>`
    select count(*)::int as checks from arena.ballots b join arena.studies s on s.id = b.study_id
    where s.slug = ${study.slug} and b.kind = 'check'`;
  expect(checks).toBe(0);
});
