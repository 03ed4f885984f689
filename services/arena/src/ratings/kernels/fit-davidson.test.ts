import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { fitDavidson } from './fit-davidson.ts';
import { arbitraryCounts, decided } from '../../testing/arbitrary-counts.ts';

test('equal arms: a tie has the probability ν / (2 + ν)', () => {
  const fit = fitDavidson(2, [{ ...decided(0, 1, 10, 10), ties: 5 }]);
  expect(fit).toMatchObject({ status: 'ok', tieParameter: expect.closeTo(0.5, 9) });
});

describe('scipy', () => {
  test.each(golden.davidson)('$name', ({ arms, counts, elo, tieParameter }) => {
    const fit = fitDavidson(arms, counts);
    if (fit.status !== 'ok') throw new Error(fit.reason);
    expect(fit.tieParameter).toBeCloseTo(tieParameter, 8);
    for (const [arm, expected] of elo.entries())
      expect(Math.abs((fit.elo[arm] ?? NaN) - expected)).toBeLessThan(1e-6);
  });
});

test('where the search begins makes no difference', () => {
  fc.assert(
    fc.property(arbitraryCounts(4, 6), (counts) => {
      const dropped = fitBradleyTerry(4, counts, { neutral: { ties: 'drop', neither: 'drop' } });
      fc.pre(dropped.status === 'ok');
      const [fit, same] = [fitDavidson(4, counts), fitDavidson(4, counts, dropped.elo)];
      expect(same.status).toBe(fit.status);
      if (fit.status !== 'ok' || same.status !== 'ok') return;
      for (const [arm, expected] of fit.elo.entries())
        if (!Number.isNaN(expected)) expect(same.elo[arm]).toBeCloseTo(expected, 8);
    }),
  );
});

test('at the maximum, every arm’s expected wins plus half its ties, and all ties, are those observed', () => {
  fc.assert(
    fc.property(arbitraryCounts(4, 6), (counts) => {
      const fit = fitDavidson(4, counts);
      if (fit.status !== 'ok') return;
      const balance = [0, 0, 0, 0];
      let ties = 0;
      for (const count of counts) {
        const strengthA = 10 ** ((fit.elo[count.a] ?? NaN) / 400);
        const strengthB = 10 ** ((fit.elo[count.b] ?? NaN) / 400);
        const oddsTie = fit.tieParameter * Math.sqrt(strengthA * strengthB);
        const n = count.winsA + count.winsB + count.ties;
        const total = strengthA + strengthB + oddsTie;
        balance[count.a] =
          (balance[count.a] ?? 0) + count.winsA + count.ties / 2 - (n * (strengthA + oddsTie / 2)) / total;
        balance[count.b] =
          (balance[count.b] ?? 0) + count.winsB + count.ties / 2 - (n * (strengthB + oddsTie / 2)) / total;
        ties += count.ties - (n * oddsTie) / total;
      }
      for (const entry of [...balance, ties]) expect(entry).toBeCloseTo(0, 6);
    }),
  );
});

test('says why there is no fit', () => {
  const tied = (a: number, b: number, wins: number, ties: number) => ({ ...decided(a, b, wins, 0), ties });
  expect(fitDavidson(4, [tied(0, 1, 1, 1), tied(2, 3, 1, 1)]).status).toBe('disconnected');
  expect(fitDavidson(2, []).status).toBe('disconnected');
  expect(fitDavidson(2, [decided(0, 1, 3, 2)]).status).toBe('no-ties');
  expect(fitDavidson(2, [tied(0, 1, 0, 5)]).status).toBe('no-maximum');
  // Ties link the arms, yet one never won: its odds fall without end while ties grow likelier.
  expect(fitDavidson(2, [tied(0, 1, 5, 5)]).status).toBe('no-maximum');
  expect(fitDavidson(3, [tied(0, 1, 1, 1), tied(1, 2, 3, 0)]).status).toBe('no-maximum');
});

test('with few ties it agrees with Bradley–Terry without them', () => {
  const counts = [{ ...decided(0, 1, 5000, 4000), ties: 1 }];
  const davidson = fitDavidson(2, counts);
  const { elo } = fitBradleyTerry(2, counts, { neutral: { ties: 'drop', neither: 'drop' } });
  if (davidson.status !== 'ok') throw new Error(davidson.reason);
  expect(davidson.elo[0]).toBeCloseTo(elo[0] ?? NaN, 6);
});

test('an arm without votes has no rating and changes no other', () => {
  const count = (a: number, b: number) => ({ ...decided(a, b, 9, 5), ties: 4 });
  const [padded, plain] = [
    fitDavidson(4, [count(0, 2), count(2, 3)]),
    fitDavidson(3, [count(0, 1), count(1, 2)]),
  ];
  if (padded.status !== 'ok' || plain.status !== 'ok') throw new Error('both should have a fit');
  expect(padded.elo[1]).toBeNaN();
  expect([0, 2, 3].map((arm) => padded.elo[arm])).toEqual([...plain.elo]);
});
