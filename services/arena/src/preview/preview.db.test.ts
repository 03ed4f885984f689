import { createHash } from 'node:crypto';
import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 60, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

async function draft(changes: Partial<arena.NewStudy> = {}): Promise<string> {
  const study = newStudy(catalog, changes);
  await call(arena.createStudy, { body: study }, service.maintainer);
  return study.slug;
}
const preview = (study: string, query: { ballots?: number; seed?: number } = {}, as = service.maintainer) =>
  call(arena.previewStudy, { params: { study }, query }, as);

/** All that is kept of studies. */
async function kept(): Promise<string> {
  const { sql } = service.database;
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'arena' and table_type = 'BASE TABLE' order by 1`;
  const rows = await Promise.all(
    tables.map(
      ({ name }) => sql`select ${name} as name, to_jsonb(t) as row from arena.${sql(name)} t order by 2`,
    ),
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

describe('the preview of a draft', () => {
  test('stores nothing, and is the same for the same seed', async () => {
    const slug = await draft({ checkShare: 0.3 });
    const before = await kept();
    const first = await preview(slug, { ballots: 12 });
    const ids = ({ ballots, ...rest }: arena.Preview) => ({
      ...rest,
      ballots: ballots.map(({ id: _id, ...ballot }) => ballot),
    });
    expect(ids(await preview(slug, { ballots: 12 }))).toEqual(ids(first));
    expect(ids(await preview(slug, { ballots: 12, seed: 2 }))).not.toEqual(ids(first));
    expect(await kept()).toBe(before);
    expect(first.ballots).toHaveLength(12);
    expect(new Set(first.ballots.map(({ sha256 }) => sha256)).size).toBe(12);
  });

  test('shows what opening then fixes: the practice, and on each image what its arms show', async () => {
    const slug = await draft({ leaveOut: ['tags'] });
    const { briefing, practice, ballots } = await preview(slug, { ballots: 20 });
    await call(arena.openStudy, { params: { study: slug } }, service.maintainer);
    const { sql } = service.database;
    const stored = await sql<{ sha256: string; position: number; left: { reasoning: string } }[]>`
      select p.image_sha256 as sha256, p.position, p.left from arena.practice_ballots p
      join arena.studies s on s.id = p.study_id where s.slug = ${slug} order by position`;
    expect(practice.map(({ sha256, position, left }) => [sha256, position, left.reasoning])).toEqual(
      stored.map(({ sha256, position, left }) => [sha256, position, left.reasoning]),
    );
    expect(briefing).toMatchObject({ status: 'draft', practiceBallots: practice.length });
    expect(practice.length).toBeGreaterThan(0);
    const said = await sql<{ sha256: string; reasoning: string }[]>`
      select i.image_sha256 as sha256, e.reasoning from arena.study_explanations x
      join arena.study_images i on i.study_id = x.study_id and i.position = x.image_position
      join arena.studies s on s.id = x.study_id
      join catalog.explanations e on e.id = x.explanation_id where s.slug = ${slug}`;
    for (const { sha256, left, right } of ballots) {
      const shown = said.filter((one) => one.sha256 === sha256).map(({ reasoning }) => reasoning);
      expect(shown).toContain(left.reasoning);
      expect(shown).toContain(right.reasoning);
      expect(left).not.toEqual(right);
      expect(left).not.toHaveProperty('tags');
    }
    expect(await refusal(preview(slug))).toBe('409 study-not-draft');
  });

  test('of nothing that can be asked is empty', async () => {
    const mute = await fillCatalog(service.database.db, {
      images: 3,
      sources: ['a', 'b'],
      explain: () => null,
    });
    const study = newStudy(mute);
    await call(arena.createStudy, { body: study }, service.maintainer);
    expect(await preview(study.slug)).toMatchObject({ practice: [], ballots: [] });
  });

  test('has its images, those of the draft alone, for maintainers alone', async () => {
    const slug = await draft();
    const { ballots } = await preview(slug);
    const sha256 = ballots[0]?.sha256 ?? '';
    const image = (study: string, hash: string, as = service.maintainer) =>
      send(arena.readPreviewImage, { params: { study, sha256: hash } }, as);
    const response = await image(slug, sha256);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
    const tile = { params: { study: slug, sha256, level: 9, column: 0, row: 0 } };
    expect(await refusal(send(arena.readPreviewTile, tile, service.maintainer))).toBe('404 not-found');
    expect(await refusal(image(slug, 'f'.repeat(64)))).toBe('404 not-found');
    expect(await refusal(image('nothing', sha256))).toBe('404 not-found');
    for (const as of [service.as(), service.as('someone')]) {
      expect(await refusal(image(slug, sha256, as))).toBe('401 unauthenticated');
      expect(await refusal(send(arena.readPreviewTile, tile, as))).toBe('401 unauthenticated');
      expect(await refusal(preview(slug, {}, as))).toBe('401 unauthenticated');
    }
    await call(arena.openStudy, { params: { study: slug } }, service.maintainer);
    expect(await refusal(image(slug, sha256))).toBe('409 study-not-draft');
  });
});
