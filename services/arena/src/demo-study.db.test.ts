import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { catalogSchema, inferenceSchema } from '@fakexplain/database/schema';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureDemoStudy } from './demo-study.ts';
import { fillCatalogue } from './testing/fill-catalogue.ts';
import { draw, startArena } from './testing/start-arena.ts';
import type { TestArena } from './testing/start-arena.ts';

let service: TestArena;
beforeEach(async () => {
  service = await startArena();
});
afterEach(() => service.close());

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

test.each([
  ['finished', true],
  ['running', false],
] as const)('the model that ran here takes part once it has explained all: %s', async (state, takesPart) => {
  const { db, sql } = service.database;
  const sources = ['reference', 'close', 'model'];
  await fillCatalogue(db, { name: 'demo', images: 40, sources });
  const [model] = await db
    .update(catalogSchema.sources)
    .set({ slug: 'fakexplainer-tiny-demo', kind: 'model' })
    .where(eq(catalogSchema.sources.slug, 'demo-model'))
    .returning();
  const [run] = await db
    .update(catalogSchema.runs)
    .set({ origin: 'generation' })
    .where(eq(catalogSchema.runs.sourceId, model?.id ?? ''))
    .returning();
  await db.insert(inferenceSchema.generations).values({
    runId: run?.id ?? '',
    model: 'fakexplainer-tiny-demo',
    task: 'explain',
    manifest: '',
    manifestSha256: '',
    state,
  });
  await ensureDemoStudy({ db, sql, clock: service.clock.now, newId: randomUUID });
  const study = await call(arena.readStudy, { params: { study: 'demo' } }, service.as());
  const name = 'FakeXplainer-tiny, demo (a real model, run here)';
  expect(study.arms.map(({ name }) => name).includes(name)).toBe(takesPart);
  const briefing = await call(arena.readBriefing, { params: { study: 'demo' } }, service.as());
  expect(briefing.consent.includes('small model')).toBe(takesPart);
});
