import { voteVerdicts } from '@fakexplain/database/packed-votes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackedVotes } from '../testing/vote-columns.ts';
import { reliance, type Judgements } from './reliance.ts';
import { reportReliance } from './report-reliance.ts';

type Verdict = (typeof voteVerdicts)[number];
interface Ballot {
  rater: number;
  image: number;
  label: Verdict;
  before: Verdict;
  after: Verdict;
  verdict: Verdict;
}
const code = (verdict: Verdict) => voteVerdicts.indexOf(verdict);
const columns = (ballots: readonly Ballot[]): Judgements => ({
  rater: Int32Array.from(ballots, ({ rater }) => rater),
  image: Int32Array.from(ballots, ({ image }) => image),
  label: Uint8Array.from(ballots, ({ label }) => code(label)),
  before: Uint8Array.from(ballots, ({ before }) => code(before)),
  after: Uint8Array.from(ballots, ({ after }) => code(after)),
  verdict: Uint8Array.from(ballots, ({ verdict }) => code(verdict)),
});

const ballot = (rater: number, image: number, says: [Verdict, Verdict, Verdict, Verdict]): Ballot => {
  const [label, before, verdict, after] = says;
  return { rater, image, label, before, after, verdict };
};

test('by hand: who follows whom, and when', () => {
  const found = reliance(
    columns([
      // The image, the rater before, the explanation, the rater after.
      ballot(0, 0, ['generated', 'generated', 'real', 'real']), // over-reliance
      ballot(0, 1, ['generated', 'generated', 'real', 'generated']), // rightly one's own
      ballot(1, 2, ['real', 'real', 'generated', 'cannot-tell']), // shaken, but did not follow
      ballot(1, 3, ['real', 'generated', 'real', 'real']), // rightly followed
      ballot(2, 4, ['real', 'generated', 'real', 'generated']), // under-reliance
      ballot(2, 5, ['real', 'cannot-tell', 'real', 'cannot-tell']), // under-reliance
      ballot(3, 6, ['real', 'generated', 'generated', 'generated']), // wrong with it: in neither
      ballot(3, 7, ['real', 'real', 'real', 'real']), // right with it: in neither
      ballot(0, 8, ['real', 'real', undefined, 'generated']), // no verdict to follow
    ]),
  );
  expect(found).toMatchObject({
    ballots: 9,
    raters: 4,
    images: 9,
    unreadable: 1,
    before: { n: 9, k: 5, share: 5 / 9 },
    after: { n: 9, k: 3, share: 3 / 9 },
    gain: { n: 9, gain: -2 / 9 },
    overReliance: { n: 3, k: 1, share: 1 / 3 },
    underReliance: { n: 3, k: 2, share: 2 / 3 },
  });
  for (const { interval } of [found.before, found.after, found.gain]) expect(interval.kind).toBe('two-sided');
});

test('nothing is said of nothing', () => {
  expect(reliance(columns([]))).toMatchObject({
    ballots: 0,
    before: { n: 0, share: null, interval: { kind: 'undetermined' } },
    gain: { n: 0, gain: null, interval: { kind: 'undetermined' } },
    overReliance: { n: 0, share: null },
  });
});

const verdict = fc.constantFrom<Verdict>('real', 'generated', 'cannot-tell');
const machine = fc.constantFrom<Verdict>('real', 'generated', undefined);
const label = fc.constantFrom<'real' | 'generated'>('real', 'generated');

test('are the counts that going through ballots one by one gives, for each arm and where both agree', () => {
  const arms = 3;
  const study = fc.record({
    labels: fc.array(label, { minLength: 6, maxLength: 6 }),
    said: fc.array(fc.array(machine, { minLength: arms, maxLength: arms }), { minLength: 6, maxLength: 6 }),
    votes: fc.array(
      fc.record({
        rater: fc.nat(3),
        image: fc.nat(5),
        left: fc.nat(arms - 1),
        step: fc.integer({ min: 1, max: arms - 1 }),
        before: fc.option(verdict, { nil: undefined }),
        after: verdict,
        kind: fc.constantFrom('regular', 'regular', 'repeat', 'check-left' as const),
      }),
      { maxLength: 60 },
    ),
  });
  fc.assert(
    fc.property(study, ({ labels, said, votes }) => {
      const placed = votes
        .map(({ step, ...vote }) => ({ ...vote, right: (vote.left + step) % arms, choice: 'tie' as const }))
        .toSorted((x, y) => x.rater - y.rater);
      const report = reportReliance(
        Array.from({ length: arms }, (_, position) => ({
          position,
          name: `arm ${position}`,
          kind: 'source' as const,
          source: 's',
          demo: false,
        })),
        unpackedVotes(placed.map((vote) => ({ ...vote, kind: vote.kind as 'regular' }))),
        {
          strength: new Uint8Array(placed.length),
          before: Uint8Array.from(placed, ({ before }) => code(before)),
          after: Uint8Array.from(placed, ({ after }) => code(after)),
        },
        {
          labels: labels.map((one, image) => ({ image, label: one })),
          verdicts: said.flatMap((row, image) =>
            row.flatMap((one, arm) =>
              one === 'real' || one === 'generated' ? [{ image, arm, verdict: one }] : [],
            ),
          ),
        },
      );
      for (const [arm, { all, agreeing }] of report.arms.entries())
        for (const [found, isCounted] of [
          [all, () => true],
          [agreeing, (a: Verdict, b: Verdict) => a !== undefined && a === b],
        ] as const) {
          const tally = {
            ballots: 0,
            unreadable: 0,
            before: 0,
            after: 0,
            misled: 0,
            over: 0,
            helped: 0,
            under: 0,
          };
          for (const { image, left, right, before, after, kind } of placed) {
            if (kind !== 'regular' || before === undefined || (left !== arm && right !== arm)) continue;
            if (!isCounted(said[image]?.[left], said[image]?.[right])) continue;
            const [truth, own] = [labels[image], said[image]?.[arm]];
            tally.ballots += 1;
            if (own === undefined) tally.unreadable += 1;
            if (before === truth) tally.before += 1;
            if (after === truth) tally.after += 1;
            if (own !== undefined && own !== truth && before === truth) {
              tally.misled += 1;
              if (after === own) tally.over += 1;
            }
            if (own === truth && before !== truth) {
              tally.helped += 1;
              if (after !== truth) tally.under += 1;
            }
          }
          expect({
            ballots: found.ballots,
            unreadable: found.unreadable,
            before: found.before.k,
            after: found.after.k,
            misled: found.overReliance.n,
            over: found.overReliance.k,
            helped: found.underReliance.n,
            under: found.underReliance.k,
          }).toEqual(tally);
          if (tally.ballots > 0)
            expect(found.gain.gain).toBeCloseTo((tally.after - tally.before) / tally.ballots, 12);
        }
    }),
  );
});
