import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { uniformSource } from '@fakexplain/statistics/random';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { auditThread, type Auditor } from './audit-thread.ts';

let service: TestArena;
beforeAll(async () => {
  service = await startArena({ auditor: auditThread() });
});
afterAll(() => service.close());

const words = 'hand finger shadow letter wheel window edge skin light texture hair leaf wall sky'.split(' ');

/**
 * Both sources draw their words, boxes and tags from the same; the first, like people, never has tags where `planted`. Names
 * are fixed, since they give the hashes that the folds follow: an interval of 95% leaves one half out now and then.
 */
function catalogOf({ images, planted }: { images: number; planted: boolean }) {
  const random = uniformSource(images);
  const pick = () => words[Math.floor(random() * words.length)] ?? '';
  return fillCatalog(service.database.db, {
    name: `audited-${images}`,
    images,
    sources: ['people', 'model'],
    explain: (_, source) => ({
      verdict: random() < 0.5 ? 'real' : 'generated',
      tags: planted && source === 0 ? [] : [pick()],
      reasoning: `${pick()} ${pick()} ${pick()}`,
      regions: [
        {
          box: [Math.floor(random() * 40), 5, 60 + Math.floor(random() * 40), 90],
          description: `${pick()} ${pick()}`,
        },
      ],
    }),
  });
}

const audit = (study: string, as = service.as()) => call(arena.readBlindingAudit, { params: { study } }, as);
const dryRun = (study: string) => call(arena.auditBlinding, { params: { study } }, service.maintainer);
/** The audit once it is there. */
const settled = (study: string, as = service.as()) =>
  vi.waitUntil(
    async () => {
      const found = await audit(study, as);
      return found.state === 'pending' ? null : found;
    },
    { timeout: 30_000 },
  );

describe('the audit of a study', () => {
  test('finds planted give-aways, says what would hide them, and stands beside the share', async () => {
    const catalog = await catalogOf({ images: 60, planted: true });
    const [people = '', model = ''] = catalog.sources;
    const study = newStudy(catalog, {
      arms: [
        { source: people, name: 'People' },
        { source: model, name: 'Model' },
      ],
      results: 'live',
      embargo: 'nothing',
    });
    await service.openStudy(study);
    const found = await settled(study.slug);
    expect(found).toMatchObject({ state: 'ready', pairsOfArms: 1, withheld: false });
    const [pair] = found.pairs;
    expect(pair).toMatchObject({ a: 0, b: 1, nameA: 'People', nameB: 'Model', isTold: true });
    expect(pair?.byForm.auc).toBeGreaterThan(0.95);
    expect(pair?.giveAways[0]).toMatchObject({ leaveOut: 'tags', a: 0 });
    expect(found.warnings).toEqual([
      expect.stringMatching(/“People” and “Model” can be told apart by form alone.*leaves out tags/),
    ]);

    const rater = await service.enrol(study.slug);
    const { ballots } = await draw(rater, study.slug);
    await cast(rater, ballots[0]?.id ?? '', { choice: 'left' });
    const board = await call(
      arena.readLeaderboard,
      { params: { study: study.slug }, query: {} },
      service.as(),
    );
    expect(board.pairs[0]?.byForm).toEqual(pair?.byForm);
    expect(board.pairs[0]?.byAll).toEqual(pair?.byAll);
  });

  test('reads about one half, its interval over it, where tags are left out or nothing is planted', async () => {
    const planted = await catalogOf({ images: 61, planted: true });
    const plain = await catalogOf({ images: 62, planted: false });
    for (const study of [newStudy(planted, { leaveOut: ['tags'] }), newStudy(plain)]) {
      await service.openStudy(study);
      const { pairs, warnings } = await settled(study.slug, service.maintainer);
      expect(pairs).toHaveLength(1);
      for (const { byForm, isTold, giveAways } of pairs) {
        expect(byForm.interval).toMatchObject({ kind: 'two-sided' });
        const { low, high } = { low: NaN, high: NaN, ...byForm.interval };
        expect(low).toBeLessThan(0.5);
        expect(high).toBeGreaterThan(0.5);
        expect(isTold).toBe(false);
        expect(giveAways.filter(({ kind }) => kind === 'trait')).toEqual([]);
      }
      expect(warnings).toEqual([]);
    }
  });

  test('is the same for a draft, of which nothing is kept, and for the study that it becomes', async () => {
    const catalog = await catalogOf({ images: 63, planted: true });
    const study = newStudy(catalog);
    await call(arena.createStudy, { body: study }, service.maintainer);
    expect(await audit(study.slug)).toMatchObject({ state: 'none', pairs: [], madeAt: null });
    const draft = await vi.waitUntil(
      async () => {
        const found = await dryRun(study.slug);
        return found.state === 'pending' ? null : found;
      },
      { timeout: 30_000 },
    );
    expect(draft.pairs[0]?.isTold).toBe(true);
    const kept = () => service.database.sql`
      select from arena.blinding_audits b join arena.studies s on s.id = b.study_id where s.slug = ${study.slug}`;
    expect(await kept()).toHaveLength(0);
    expect((await audit(study.slug)).state).toBe('none');

    await call(arena.openStudy, { params: { study: study.slug } }, service.maintainer);
    await settled(study.slug);
    expect((await dryRun(study.slug)).pairs).toEqual(draft.pairs);
    const asked = await service.database.sql`
      select from audit.entries where action = 'auditBlinding' and subject = ${study.slug}`;
    expect(asked.length).toBeGreaterThan(0);
    expect(await kept()).toHaveLength(1);
  });

  test('is for maintainers to ask for; the public sees no give-aways under embargo', async () => {
    const catalog = await catalogOf({ images: 64, planted: true });
    const study = newStudy(catalog, { results: 'live', embargo: 'images' });
    await service.openStudy(study);
    const asPublic = await settled(study.slug);
    expect(asPublic.withheld).toBe(true);
    expect(asPublic.pairs.map(({ giveAways }) => giveAways)).toEqual([[]]);
    expect(asPublic.pairs[0]?.byForm.auc).toBeGreaterThan(0.9);
    expect(asPublic.warnings.join(' ')).not.toMatch(/tags/i);

    // Another study of the same sources, which withholds nothing itself, tells no more.
    const other = newStudy(catalog, { results: 'live', embargo: 'nothing' });
    await service.openStudy(other);
    expect(await settled(other.slug)).toMatchObject({ withheld: true, pairs: [{ giveAways: [] }] });
    await call(arena.closeStudy, { params: { study: study.slug } }, service.maintainer);
    expect((await settled(other.slug)).pairs[0]?.giveAways).not.toEqual([]);

    const post = (as = service.as()) => call(arena.auditBlinding, { params: { study: study.slug } }, as);
    await expect(post()).rejects.toThrow(ServiceProblem);
    expect((await post(service.maintainer)).pairs[0]?.giveAways[0]?.leaveOut).toBe('tags');
    await expect(audit('nowhere')).rejects.toThrow('There is no study');
  });

  test('is made anew where it was made by an earlier method', async () => {
    const catalog = await catalogOf({ images: 65, planted: true });
    const study = newStudy(catalog);
    await service.openStudy(study);
    const found = await settled(study.slug);
    await service.database.sql`
      update arena.blinding_audits set method = 'older', by_form = '{"images": 1, "auc": null}'
      where study_id = (select id from arena.studies where slug = ${study.slug})`;
    expect((await audit(study.slug)).state).toBe('pending');
    expect((await settled(study.slug)).pairs).toEqual(found.pairs);
  });
});

test('a failed audit is said to have failed, and is tried again for maintainers alone', async () => {
  let calls = 0;
  const auditor: Auditor = {
    audit: async () => {
      calls += 1;
      throw new Error('no thread');
    },
    close: async () => undefined,
  };
  const broken = await startArena({ auditor });
  try {
    const catalog = await fillCatalog(broken.database.db, { images: 30, sources: ['one', 'two'] });
    const study = newStudy(catalog);
    await broken.openStudy(study);
    const params = { study: study.slug };
    const read = () => call(arena.readBlindingAudit, { params }, broken.as());
    await vi.waitUntil(async () => (await read()).state === 'failed', { timeout: 10_000 });
    await read();
    expect(calls).toBe(1);
    await expect(call(arena.auditBlinding, { params }, broken.maintainer)).rejects.toThrow(ServiceProblem);
    expect(calls).toBe(2);
  } finally {
    await broken.close();
  }
});
