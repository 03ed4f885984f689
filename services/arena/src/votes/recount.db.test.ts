import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveBackExpired } from '../ballots/give-back-expired.ts';
import {
  countedDraws,
  countedVotes,
  recountedCurrent,
  recountedDraws,
  recountedVotes,
  unpackedCurrent,
} from '../testing/recount.ts';
import { countedRaters, recountedRaters } from '../testing/recount-raters.ts';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, {
    images: 40,
    sources: ['one', 'two', 'three', 'four'],
    describe: (image) => ({ category: `c${image % 3}`, label: image % 2 ? 'real' : 'generated' }),
  });
});
afterAll(() => service.close());

const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      act: fc.constant('vote'),
      rater: fc.nat(2),
      choice: fc.constantFrom(...arena.choiceSchema.options),
      looks: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('revise'),
      rater: fc.nat(2),
      choice: fc.constantFrom(...arena.choiceSchema.options),
      of: fc.nat(50),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('withdraw'), rater: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 60 }) }) },
) as fc.Arbitrary<Step>;
type Step =
  | { act: 'vote'; rater: number; choice: arena.Choice; looks: boolean }
  | { act: 'revise'; rater: number; choice: arena.Choice; of: number }
  | { act: 'withdraw'; rater: number }
  | { act: 'wait'; seconds: number };

async function idOf(slug: string): Promise<string> {
  const [study] = await service.database.sql<
    { id: string }[]
  >`select id from arena.studies where slug = ${slug}`;
  return study?.id ?? '';
}

test('whatever is voted, revised and withdrawn, the counts of pairs are those of the current regular votes, those of raters of their answers, and the packed votes the current ones', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const study = newStudy(catalog, { correctionWindowS: 60, repeatShare: 0.3, checkShare: 0.2 });
      await service.openStudy(study);
      const raters = await Promise.all([0, 1, 2].map(() => service.enrol(study.slug)));
      // The model: what each ballot last said, and until when it may say something else.
      const model = new Map<string, { rater: number; choice: arena.Choice; until: number }>();
      const withdrawn = new Set<number>();
      for (const step of steps) {
        if (step.act === 'wait') {
          service.clock.pass(step.seconds);
          continue;
        }
        const rater = raters[step.rater];
        if (!rater) throw new Error('no rater');
        if (withdrawn.has(step.rater)) continue;
        if (step.act === 'withdraw') {
          await call(arena.withdrawRater, { params: { study: study.slug } }, rater.as);
          withdrawn.add(step.rater);
          continue;
        }
        if (step.act === 'vote') {
          const { ballots } = await draw(rater, study.slug);
          const [ballot] = ballots;
          if (!ballot) continue;
          if (step.looks) {
            await send(arena.readBallotImage, { params: { ballot: ballot.id } }, rater.as);
            service.clock.pass(1);
          }
          const { vote } = await cast(rater, ballot.id, { choice: step.choice });
          model.set(ballot.id, {
            rater: step.rater,
            choice: step.choice,
            until: Date.parse(vote.correctableUntil),
          });
        } else {
          const mine = [...model].filter(([, said]) => said.rater === step.rater);
          const [id, said] = mine[step.of % Math.max(1, mine.length)] ?? [];
          if (!id || !said) continue;
          const allowed = said.choice === step.choice || service.clock.now().getTime() < said.until;
          const outcome = await cast(rater, id, { choice: step.choice }).then(
            () => 'accepted',
            (error: unknown) => error instanceof ServiceProblem && error.slug,
          );
          expect(outcome).toBe(allowed ? 'accepted' : 'correction-window-closed');
          if (allowed) model.set(id, { ...said, choice: step.choice });
        }
      }
      const { sql } = service.database;
      expect(await countedVotes(sql, study.slug)).toEqual(await recountedVotes(sql, study.slug));
      expect(await unpackedCurrent(sql, study.slug)).toEqual(await recountedCurrent(sql, study.slug));
      const now = service.clock.now();
      await giveBackExpired(sql, await idOf(study.slug), now);
      expect(await countedDraws(sql, study.slug)).toEqual(await recountedDraws(sql, study.slug, now));
      expect(await countedRaters(sql, study.slug)).toEqual(await recountedRaters(sql, study.slug));
      for (const [id, { rater, choice }] of model) {
        const as = raters[rater]?.as ?? service.as();
        const ballot = await call(arena.readBallot, { params: { ballot: id } }, as);
        expect(ballot.vote?.choice).toBe(withdrawn.has(rater) ? undefined : choice);
      }
    }),
    { numRuns: 12 },
  );
  // Opening a study makes its pictures, twelve times here.
}, 120_000);
