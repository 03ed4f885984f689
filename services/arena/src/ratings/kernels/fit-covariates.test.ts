import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/covariates.json' with { type: 'json' };
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { fitCovariates, type CovariateFit } from './fit-covariates.ts';
import { countCells, voteCells } from '../../testing/vote-cells.ts';

interface Row {
  rater: number;
  image: number;
  a: number;
  b: number;
  outcome: number;
  x: number[];
}

function fitted(arms: number, rows: Row[]): CovariateFit {
  const column = (key: Exclude<keyof Row, 'x'>) => rows.map((row) => row[key]);
  const cells = voteCells({
    rater: column('rater'),
    image: column('image'),
    a: column('a'),
    b: column('b'),
    outcome: column('outcome'),
  });
  const columns = (rows[0]?.x ?? []).map((_, index) => Float64Array.from(rows, ({ x }) => x[index] ?? NaN));
  return fitCovariates({ arms, cells, columns });
}

function sound(fit: CovariateFit) {
  if (fit.status !== 'ok') throw new Error(fit.reason);
  return fit;
}

const row = (outcome: number, left: number, index: number): Row => ({
  rater: index % 5,
  image: index % 7,
  a: 0,
  b: 1,
  outcome,
  x: [left],
});

test('equal arms of which the left one wins three times of four: log 3 for the side', () => {
  const rows = Array.from({ length: 80 }, (_, index) => {
    const left = index % 2 === 0 ? 1 : -1;
    return row(Math.floor(index / 2) % 4 === 0 ? (1 - left) / 2 : (1 + left) / 2, left, index);
  });
  const fit = sound(fitted(2, rows));
  expect(fit.coefficients[0]?.estimate).toBeCloseTo(Math.log(3), 9);
  expect(fit.elo[0]?.estimate).toBeCloseTo(0, 9);
  expect(fit).toMatchObject({ votes: 80, raters: 5, images: 7 });
});

describe('statsmodels', () => {
  test.each(golden)('$name', ({ arms, rows, coefficients, elo }) => {
    const fit = sound(fitted(arms, rows));
    for (const [ours, theirs] of [
      [fit.coefficients, coefficients],
      [fit.elo, elo],
    ] as const)
      for (const [index, { estimate, low, high, p }] of theirs.entries()) {
        expect(ours[index]?.estimate).toBeCloseTo(estimate, 6);
        expect(ours[index]?.low).toBeCloseTo(low, 6);
        expect(ours[index]?.high).toBeCloseTo(high, 6);
        expect(ours[index]?.p).toBeCloseTo(p, 8);
      }
  });
});

const votes = fc
  .array(
    fc.record({
      rater: fc.nat({ max: 6 }),
      image: fc.nat({ max: 8 }),
      pair: fc.constantFrom([0, 1], [0, 2], [1, 2]),
      outcome: fc.constantFrom(0, 0.5, 1),
    }),
    { minLength: 20, maxLength: 60 },
  )
  .map((drawn) => drawn.map(({ pair: [a = 0, b = 1], ...rest }) => Object.assign(rest, { a, b, x: [0] })));

test('without a covariate that ever differs, the ratings are those of Bradley–Terry alone', () => {
  fc.assert(
    fc.property(votes, (rows) => {
      const plain = fitBradleyTerry(3, countCells(voteCells(columnsOf(rows))));
      fc.pre(plain.status === 'ok');
      const fit = sound(fitted(3, rows));
      expect(fit.coefficients).toEqual([null]);
      for (const [arm, { estimate }] of fit.elo.entries())
        expect(estimate).toBeCloseTo(plain.elo[arm] ?? NaN, 5);
    }),
  );
});

test('turning every vote around, covariates too, changes nothing', () => {
  fc.assert(
    fc.property(
      votes,
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 60, maxLength: 60 }),
      (drawn, xs) => {
        const rows = drawn.map((vote, index) => Object.assign({}, vote, { x: [(xs[index] ?? 0) / 3] }));
        const turned = rows.map(({ a, b, outcome, x, ...who }) =>
          Object.assign(who, { a: b, b: a, outcome: 1 - outcome, x: x.map((value) => -value) }),
        );
        const [fit, other] = [fitted(3, rows), fitted(3, turned)];
        expect(other.status).toBe(fit.status);
        if (fit.status === 'ok' && other.status === 'ok')
          expect(other.elo[0]?.estimate).toBeCloseTo(fit.elo[0]?.estimate ?? NaN, 6);
      },
    ),
  );
});

test('what cannot be told is said', () => {
  const always = Array.from({ length: 20 }, (_, index) => row(index % 2, index % 2 === 0 ? -1 : 1, index));
  expect(fitted(2, always)).toMatchObject({
    status: 'undetermined',
    reason: expect.stringContaining('infinite'),
  });
  const twins = Array.from({ length: 40 }, (_, index) => {
    const vote = row(index % 3 === 0 ? 1 : 0, index % 2 === 0 ? 1 : -1, index);
    return Object.assign(vote, { x: [vote.x[0] ?? 0, vote.x[0] ?? 0] });
  });
  expect(fitted(2, twins)).toMatchObject({
    status: 'undetermined',
    reason: expect.stringContaining('together'),
  });
});

function columnsOf(rows: Row[]) {
  return {
    rater: rows.map(({ rater }) => rater),
    image: rows.map(({ image }) => image),
    a: rows.map(({ a }) => a),
    b: rows.map(({ b }) => b),
    outcome: rows.map(({ outcome }) => outcome),
  };
}
