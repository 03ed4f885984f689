import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDemoStudy } from './demo-study.ts';
import { fillCatalogue } from './testing/fill-catalogue.ts';
import { draw, startArena } from './testing/start-arena.ts';
import type { TestArena } from './testing/start-arena.ts';

let service: TestArena;
beforeAll(async () => {
  service = await startArena();
});
afterAll(() => service.close());

test('the demo study is made of the demo’s sources, once, and can be voted on', async () => {
  const { db, sql } = service.database;
  const ensure = () => ensureDemoStudy({ db, sql, clock: service.clock.now, newId: randomUUID });
  await expect(ensure()).rejects.toMatchObject({ type: 'study-not-drawable' });
  await fillCatalogue(db, {
    name: 'demo',
    images: 40,
    sources: ['vague', 'close', 'reference', 'unrelated'],
  });
  expect((await Promise.all([ensure(), ensure(), ensure()])).toSorted()).toEqual([false, false, true]);
  expect(await ensure()).toBe(false);
  const study = await call(arena.readStudy, { params: { study: 'demo' } }, service.as());
  expect(study).toMatchObject({ status: 'open', demo: true, images: 37 });
  expect(study.arms.map(({ source }) => source)).toEqual(['demo-reference', 'demo-close', 'demo-vague']);
  const rater = await service.enrol('demo');
  expect((await draw(rater, 'demo', 2)).ballots).toHaveLength(2);
});
