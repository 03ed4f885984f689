import { readFileSync } from 'node:fs';
import type { Verdict } from '@fakexplain/explanation';
import { scorePlaces } from '@fakexplain/statistics/ranking-statistics';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseOkMetric } from '../parse-ok.ts';
import { registry } from '../registry.ts';
import { signatureString } from '../signature.ts';
import { calibration } from './calibration.ts';
import { polaritySuspicions } from './polarity.ts';
import { auroc } from '@fakexplain/statistics/ranking-statistics';
import { averagePrecision, rankScores } from './ranking.ts';
import {
  countsFromCells,
  countVerdicts,
  verdictCell,
  verdictCells,
  type VerdictCounts,
} from './verdict-counts.ts';

function golden<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  const path = new URL(file, import.meta.url);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const numbers = z.array(z.number());
const sklearn = golden(
  '../../../../../packages/fixtures/golden/detection.json',
  z.object({
    rankings: z.array(
      z.object({
        positive: numbers,
        scores: numbers,
        auroc: z.number(),
        ap: z.number(),
        sizes: numbers,
        meanScore: numbers,
        shareGenerated: numbers,
        ece: z.number(),
      }),
    ),
    verdicts: z.array(
      z.object({
        generated: numbers,
        called: numbers,
        acc: z.number(),
        balancedAcc: z.number(),
        precision: z.number(),
        recall: z.number(),
        accReal: z.number(),
        f1: z.number(),
      }),
    ),
  }),
);
const thresholded = golden(
  './golden/cls.json',
  z.array(
    z.object({
      y: numbers,
      s: numbers,
      threshold: z.number(),
      out: z.object({
        acc: z.number(),
        bacc: z.number(),
        precision: z.number(),
        recall: z.number(),
        f1: z.number(),
        cm: z.array(numbers),
        auroc: z.number().optional(),
        ap: z.number(),
      }),
    }),
  ),
);

const word = (generated: boolean): Verdict => (generated ? 'generated' : 'real');
const counted = (generated: number[], called: boolean[]): VerdictCounts =>
  countVerdicts(
    generated.map((flag, index) => ({ label: word(flag === 1), verdict: word(called[index] === true) })),
  );

const verdictMetrics = registry.filter((metric) => metric.kind === 'verdicts');
const rankingMetrics = registry.filter((metric) => metric.kind === 'ranking');
const slugsOf = (metrics: typeof verdictMetrics) => metrics.map(({ signature }) => signature.metric);

function measure(slug: string, counts: VerdictCounts) {
  const metric = verdictMetrics.find(({ signature }) => signature.metric === slug);
  if (!metric) throw new Error(`there is no metric ${slug}`);
  return metric.measure(counts);
}
const valueOf = (slug: string, counts: VerdictCounts) => measure(slug, counts).value;
const rank = (scores: number[], positive: number[]) =>
  rankScores(Float64Array.from(scores), Uint8Array.from(positive));

describe('as scikit-learn', () => {
  test('the accuracy family', () => {
    for (const { generated, called, ...expected } of sklearn.verdicts) {
      const counts = counted(
        generated,
        called.map((flag) => flag === 1),
      );
      expect(valueOf('acc', counts)).toBeCloseTo(expected.acc, 12);
      expect(valueOf('acc_parsed', counts)).toBeCloseTo(expected.acc, 12);
      expect(valueOf('balanced_acc', counts)).toBeCloseTo(expected.balancedAcc, 12);
      expect(valueOf('precision', counts)).toBeCloseTo(expected.precision, 12);
      expect(valueOf('recall', counts)).toBeCloseTo(expected.recall, 12);
      expect(valueOf('acc_fake', counts)).toBeCloseTo(expected.recall, 12);
      expect(valueOf('acc_real', counts)).toBeCloseTo(expected.accReal, 12);
      expect(valueOf('f1', counts)).toBeCloseTo(expected.f1, 12);
      expect(valueOf('coverage', counts)).toBe(1);
    }
  });

  test('verdicts at a threshold, AUROC and AP of 120 sets, with ties and with one class alone', () => {
    for (const { y, s, threshold, out } of thresholded) {
      const counts = counted(
        y,
        s.map((score) => score >= threshold),
      );
      const [[trueReal, falseGenerated] = [], [falseReal, trueGenerated] = []] = out.cm;
      expect(counts).toEqual({
        realAsReal: trueReal,
        realAsGenerated: falseGenerated,
        realUnparsed: 0,
        generatedAsReal: falseReal,
        generatedAsGenerated: trueGenerated,
        generatedUnparsed: 0,
      });
      const ranking = rank(s, y);
      if (out.auroc === undefined) {
        for (const metric of rankingMetrics) {
          expect(metric.measure(ranking)).toEqual({
            value: null,
            n: y.length,
            reason: expect.stringMatching(/^all images are (real|generated)/),
          });
        }
        for (const slug of ['acc', 'balanced_acc', 'precision', 'f1'])
          expect(valueOf(slug, counts)).toBeNull();
        if (y.includes(1)) expect(valueOf('recall', counts)).toBeCloseTo(out.recall, 12);
        continue;
      }
      expect(auroc(ranking)).toBeCloseTo(out.auroc, 9);
      expect(averagePrecision(ranking)).toBeCloseTo(out.ap, 9);
      expect(valueOf('acc', counts)).toBeCloseTo(out.acc, 12);
      expect(valueOf('balanced_acc', counts)).toBeCloseTo(out.bacc, 12);
      // Where nothing was called generated scikit-learn gives 0; here there is no value.
      expect(valueOf('precision', counts) ?? 0).toBeCloseTo(out.precision, 12);
      expect(valueOf('recall', counts)).toBeCloseTo(out.recall, 12);
      expect(valueOf('f1', counts)).toBeCloseTo(out.f1, 12);
    }
  });

  test('AUROC, AP and calibration of sets large and small', () => {
    for (const { positive, scores, sizes, ...expected } of sklearn.rankings) {
      const ranking = rank(scores, positive);
      expect(auroc(ranking)).toBeCloseTo(expected.auroc, 9);
      expect(averagePrecision(ranking)).toBeCloseTo(expected.ap, 9);
      const { bins, ece } = calibration(scores, positive);
      const filled = bins.filter(({ n }) => n > 0);
      expect(bins.map(({ n }) => n)).toEqual(sizes);
      for (const [index, bin] of filled.entries()) {
        expect(bin.meanProbability).toBeCloseTo(expected.meanScore[index] ?? NaN, 12);
        expect(bin.shareGenerated).toBeCloseTo(expected.shareGenerated[index] ?? NaN, 12);
      }
      expect(ece).toBeCloseTo(expected.ece, 12);
    }
  });
});

/** 10 images: 4 real (2 right, 1 wrong, 1 silent), 6 generated (3 right, 1 wrong, 2 silent). */
const example: VerdictCounts = {
  realAsReal: 2,
  realAsGenerated: 1,
  realUnparsed: 1,
  generatedAsReal: 1,
  generatedAsGenerated: 3,
  generatedUnparsed: 2,
};

describe('a worked example', () => {
  test('an output without a verdict is wrong, and calls nothing generated', () => {
    const expected: [slug: string, value: number, n: number][] = [
      ['acc', 5 / 10, 10],
      ['acc_parsed', 5 / 7, 7],
      ['coverage', 7 / 10, 10],
      ['acc_real', 2 / 4, 4],
      ['acc_fake', 3 / 6, 6],
      ['balanced_acc', 1 / 2, 10],
      ['precision', 3 / 4, 4],
      ['recall', 3 / 6, 6],
      ['f1', 3 / 5, 10],
    ];
    expect(slugsOf(verdictMetrics)).toEqual(expected.map(([slug]) => slug));
    for (const [slug, value, n] of expected)
      expect(measure(slug, example)).toEqual({ value, n, reason: null });
  });

  test('hard verdicts as scores: AUROC is the balanced accuracy, AP that of one step', () => {
    // 10 generated of which 8 are called so, 10 real of which 3 are.
    const positive = [...Array<number>(10).fill(1), ...Array<number>(10).fill(0)];
    const scores = positive.map((flag, index) => Number(flag === 1 ? index < 8 : index < 13));
    expect(auroc(rank(scores, positive))).toBeCloseTo(0.75, 12);
    expect(averagePrecision(rank(scores, positive))).toBeCloseTo(0.8 * (8 / 11) + 0.2 * 0.5, 12);
  });

  test('calibration', () => {
    const { bins, ece } = calibration([0.1, 0.1, 0.5, 0.9, 1], [0, 0, 1, 1, 0], 2);
    expect(bins).toEqual([
      { from: 0, to: 0.5, n: 3, meanProbability: (0.1 + 0.1 + 0.5) / 3, shareGenerated: 1 / 3 },
      { from: 0.5, to: 1, n: 2, meanProbability: 0.95, shareGenerated: 0.5 },
    ]);
    expect(ece).toBeCloseTo((0.3 + 0.9) / 5, 12);
    expect(calibration([], [], 1)).toEqual({
      bins: [{ from: 0, to: 1, n: 0, meanProbability: null, shareGenerated: null }],
      ece: null,
    });
  });

  test('the share that parses', () => {
    expect(parseOkMetric.measure({ ok: 6, outputs: 10 })).toEqual({ value: 0.6, n: 10, reason: null });
    expect(parseOkMetric.measure({ ok: 0, outputs: 0 }).reason).toBe('there are no outputs');
  });

  test('every metric has its own signature', () => {
    const signatures = [...verdictMetrics, ...rankingMetrics].map(({ signature }) =>
      signatureString(signature),
    );
    expect(signatures).toContain('acc|unparsed:wrong|avg:micro|v:1');
    expect(signatures).toContain('auroc|positive:generated|ties:grouped|noprob:left-out|avg:micro|v:1');
    expect(new Set([...signatures, signatureString(parseOkMetric.signature)]).size).toBe(12);
  });
});

describe('what cannot be told is said', () => {
  const none = countVerdicts([]);
  const onlyGenerated = { ...none, generatedAsGenerated: 8, generatedAsReal: 1, generatedUnparsed: 1 };
  const onlyReal = { ...none, realAsReal: 3, realAsGenerated: 1 };

  test('of a set of generated images: recall only', () => {
    const told = verdictMetrics.filter(({ measure }) => measure(onlyGenerated).value !== null);
    expect(slugsOf(told)).toEqual(['coverage', 'acc_fake', 'recall']);
    expect(measure('recall', onlyGenerated)).toEqual({ value: 0.8, n: 10, reason: null });
    expect(measure('acc', onlyGenerated).reason).toBe('all images are generated: only recall can be told');
    expect(measure('acc_real', onlyGenerated).reason).toBe('there are no real images');
  });

  test('of a set of real images, of no images, of nothing called generated', () => {
    const told = verdictMetrics.filter(({ measure }) => measure(onlyReal).value !== null);
    expect(slugsOf(told)).toEqual(['coverage', 'acc_real']);
    for (const { measure } of verdictMetrics) {
      expect(measure(none)).toEqual({ value: null, n: 0, reason: 'there are no images' });
    }
    const silent = { ...none, realAsReal: 1, generatedAsReal: 1 };
    expect(measure('precision', silent)).toEqual({ value: null, n: 0, reason: 'no image counts' });
    expect(valueOf('f1', silent)).toBe(0);
    expect(valueOf('acc_parsed', { ...none, realUnparsed: 1, generatedUnparsed: 1 })).toBeNull();
  });

  test('scores that cannot be ranked or are no probabilities', () => {
    expect(() => rank([0.1, NaN], [0, 1])).toThrow(/score 2 is NaN/);
    expect(() => rank([0.1], [0, 1])).toThrow(/1 scores for 2 labels/);
    expect(() => calibration([1.2], [1])).toThrow(/probability 1 is 1.2/);
    expect(() => calibration([1], [])).toThrow(/1 probabilities for 0 labels/);
  });
});

describe('polarity', () => {
  test('a published accuracy of 0.172 on a set that is 63.8% generated is suspect', () => {
    const counts = {
      ...countVerdicts([]),
      realAsReal: 62,
      realAsGenerated: 300,
      generatedAsReal: 528,
      generatedAsGenerated: 110,
    };
    expect(polaritySuspicions(counts, null)).toEqual([
      { code: 'accuracy_below_constant', params: { accuracy: 172 / 1000, constant: 362 / 1000 } },
    ]);
  });

  test('an AUROC below one half is; silence, one class and chance are not', () => {
    expect(polaritySuspicions(example, 0.49)).toEqual([
      { code: 'auroc_below_half', params: { auroc: 0.49 } },
    ]);
    const silent = { ...example, realUnparsed: 1000, generatedUnparsed: 1000 };
    const oneClass = { ...countVerdicts([]), generatedAsReal: 9 };
    const chance = {
      ...countVerdicts([]),
      realAsReal: 1,
      realAsGenerated: 1,
      generatedAsReal: 1,
      generatedAsGenerated: 1,
    };
    for (const counts of [silent, oneClass, chance, countVerdicts([])]) {
      expect(polaritySuspicions(counts, 0.5)).toEqual([]);
    }
  });
});

const scored = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat({ max: 1 })), { maxLength: 40 });

describe('against naive twins', () => {
  test('AUROC is the share of pairs won, ties half', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const ranking = rank(
          rows.map(([score]) => score / 4),
          rows.map(([, flag]) => flag),
        );
        const [positives, negatives] = [1, 0].map((flag) => rows.filter((row) => row[1] === flag));
        if (!positives?.length || !negatives?.length) {
          expect(auroc(ranking)).toBeNull();
          expect(averagePrecision(ranking)).toBeNull();
          return;
        }
        let won = 0;
        for (const [p] of positives) for (const [n] of negatives) won += p > n ? 1 : p === n ? 0.5 : 0;
        expect(auroc(ranking)).toBeCloseTo(won / (positives.length * negatives.length), 12);
        // Precision where each positive stands, over the positives.
        const precisionAt = (score: number) =>
          positives.filter(([p]) => p >= score).length / rows.filter(([s]) => s >= score).length;
        const mean = positives.reduce((sum, [score]) => sum + precisionAt(score), 0) / positives.length;
        expect(averagePrecision(ranking)).toBeCloseTo(mean, 12);
      }),
    );
  });

  test('the order of rows does not matter, and turned scores turn the AUROC', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const of = (list: typeof rows, sign: number) =>
          rank(
            list.map(([score]) => sign * score),
            list.map(([, flag]) => flag),
          );
        expect(of(rows.toReversed(), 1)).toEqual(of(rows, 1));
        const value = auroc(of(rows, 1));
        if (value !== null) expect(auroc(of(rows, -1))).toBeCloseTo(1 - value, 12);
      }),
    );
  });

  test('places of scores give the same ranking', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const scores = Float64Array.from(rows, ([score]) => score);
        const { places, distinct } = scorePlaces(scores);
        const tallies = [0, 1].map(() => new Uint32Array(distinct));
        for (const [index, [, flag]] of rows.entries()) {
          const [tally, place] = [tallies[flag], places[index] ?? -1];
          if (tally) tally[place] = (tally[place] ?? 0) + 1;
        }
        const ranking = rankScores(
          scores,
          Uint8Array.from(rows, ([, flag]) => flag),
        );
        expect(ranking).toEqual({ negatives: tallies[0], positives: tallies[1] });
      }),
    );
  });

  test('counts add up over images', () => {
    const verdict = fc.constantFrom<Verdict | null>('real', 'generated', null);
    const images = fc.array(fc.record({ label: fc.constantFrom<Verdict>('real', 'generated'), verdict }));
    fc.assert(
      fc.property(images, (a) => {
        const sums = new Float64Array(verdictCells);
        for (const { label, verdict } of a) {
          const cell = verdictCell(label, verdict);
          sums[cell] = (sums[cell] ?? 0) + 1;
        }
        expect(countsFromCells(sums)).toEqual(countVerdicts(a));
        const right = a.filter(({ label, verdict }) => label === verdict).length;
        const labels = new Set(a.map(({ label }) => label));
        expect(valueOf('acc', countVerdicts(a))).toBe(labels.size === 2 ? right / a.length : null);
      }),
    );
  });
});
