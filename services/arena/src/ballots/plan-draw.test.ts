import { describe, expect, test } from 'vitest';
import { uniformSource } from '@fakexplain/statistics/random';
import { placePair } from './place-pair.ts';
import { drawFrom } from './kernels/draw-from.ts';
import { planDraw } from './plan-draw.ts';
import type { DrawingState } from './plan-draw.ts';
import type { PastBallot } from './rater-past.ts';
import type { StudyDesign } from './study-design.ts';

/** Three arms on four images: arm 2 has nothing on image 3, and arms 0 and 1 look alike on image 0. */
const design: StudyDesign = {
  arms: 3,
  images: 4,
  contents: Int32Array.of(1, 1, 2, 1, 2, 3, 1, 2, 3, 1, 2, -1),
  pairs: [
    { a: 0, b: 1, images: 3 },
    { a: 0, b: 2, images: 3 },
    { a: 1, b: 2, images: 3 },
  ],
  askable: [true, true, true, true],
  soundWords: Int32Array.of(1, 2, 3, -1),
};

const ballot = (ordinal: number, changes: Partial<PastBallot> = {}): PastBallot => ({
  id: `ballot ${ordinal}`,
  ordinal,
  kind: 'regular',
  image: 100 + ordinal,
  leftArm: 0,
  rightArm: 1,
  repeatOf: null,
  answered: true,
  open: false,
  ...changes,
});

const state = (changes: Partial<DrawingState> = {}): DrawingState => ({
  design,
  weights: Float64Array.of(0.5, 0.3, 0.2),
  past: [],
  repeatShare: 0,
  checkShare: 0,
  random: uniformSource(3),
  ...changes,
});

describe('planDraw', () => {
  test('draws pairs as often as their weights say, and says so', () => {
    const drawing = state();
    const times = new Map<string, number>();
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const plan = planDraw(drawing);
      if (plan?.kind !== 'regular') throw new Error('expected a regular ballot');
      const key = `${plan.a}${plan.b} ${plan.probability.toFixed(6)}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    expect([...times.keys()].toSorted()).toEqual(['01 0.500000', '02 0.300000', '12 0.200000']);
    for (const [key, count] of times) {
      const p = Number(key.slice(3));
      expect(Math.abs(count - draws * p)).toBeLessThan(5 * Math.sqrt(draws * p * (1 - p)));
    }
  });

  test('leaves out pairs whose images were all seen; the others share their weight', () => {
    const past = [1, 2, 3].map((image, index) => ballot(index + 1, { image }));
    // Only image 0 is left, where arms 0 and 1 look alike.
    const plans = Array.from({ length: 200 }, () => planDraw(state({ past, random: Math.random })));
    for (const plan of plans) {
      expect(plan).toMatchObject({ kind: 'regular', b: 2 });
      expect(plan?.probability).toBeCloseTo(plan?.kind === 'regular' && plan.a === 0 ? 0.6 : 0.4, 12);
    }
  });

  test('a pair drawn before the past was known leaves the shares of the possible ones as they are', () => {
    const past = [1, 2, 3].map((image, index) => ballot(index + 1, { image }));
    const drawing = state({ past });
    const draws = 20_000;
    const times = new Map<string, { expected: number; count: number }>();
    for (let i = 0; i < draws; i++) {
      const pair = drawFrom(drawing.weights, drawing.random())?.index;
      const plan = planDraw({ ...drawing, pair });
      if (plan?.kind !== 'regular') throw new Error('expected a regular ballot');
      const alone = planDraw({ ...drawing, pair: plan.pair });
      expect(alone?.probability).toBe(plan.probability);
      const key = `${plan.a}${plan.b}`;
      times.set(key, { expected: plan.probability, count: (times.get(key)?.count ?? 0) + 1 });
    }
    expect([...times.values()].reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(1, 12);
    expect([...times.keys()].toSorted()).toEqual(['02', '12']);
    for (const { expected: p, count } of times.values())
      expect(Math.abs(count - draws * p)).toBeLessThan(5 * Math.sqrt(draws * p * (1 - p)));
  });

  test('ends when no pair has an image left, whatever could be repeated or checked', () => {
    const past = [0, 1, 2, 3].map((image, index) => ballot(index + 1, { image }));
    expect(planDraw(state({ past, repeatShare: 0.5, checkShare: 0.5 }))).toBeNull();
  });

  test('repeats what was answered 15 ballots ago or more, once, and never a check', () => {
    const past = [
      ballot(1),
      ballot(2, { kind: 'check' }),
      ballot(3, { answered: false }),
      ballot(4),
      ...Array.from({ length: 14 }, (_, index) => ballot(index + 5)),
      ballot(19, { kind: 'repeat', repeatOf: 'ballot 1' }),
    ];
    // The next is ballot 20: 4 is old enough, and so is 5; 6 is 14 ballots ago.
    const seen = new Map<string, number>();
    for (let i = 0; i < 300; i++) {
      const plan = planDraw(state({ past, repeatShare: 0.5, random: Math.random }));
      if (plan?.kind === 'repeat') seen.set(plan.of.id, plan.probability);
    }
    expect([...seen].toSorted()).toEqual([
      ['ballot 4', 0.25],
      ['ballot 5', 0.25],
    ]);
  });

  test('checks an unseen image against other words, every such check being equally likely', () => {
    const past = [ballot(1, { image: 0 })];
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const plan = planDraw(state({ past, checkShare: 0.5, random: Math.random }));
      if (plan?.kind !== 'check') continue;
      seen.add(`${plan.image} ${plan.otherImage} ${plan.soundSide}`);
      expect(plan.probability).toBeCloseTo(0.5 / 8, 12);
    }
    // Images 1 and 2, each against two others, on two sides.
    expect(seen.size).toBe(8);
  });
});

describe('placePair', () => {
  const draws = new Map([
    [1, { aOnLeft: 1, bOnLeft: 1 }],
    [3, { aOnLeft: 0, bOnLeft: 1 }],
  ]);

  test('prefers images with fewer draws by powers of two', () => {
    const random = uniformSource(5);
    const probability = new Map<string, number>();
    for (let i = 0; i < 500; i++) {
      const placed = placePair(design, { a: 0, b: 1 }, draws, [], random);
      if (placed) probability.set(`${placed.image} ${placed.aOnLeft}`, placed.probability);
    }
    // Image 0 shows the same twice. Image 2 has weight 1, image 3 1/2, image 1 1/4.
    const total = 1 + 1 / 2 + 1 / 4;
    const ofImage = (image: number) =>
      (probability.get(`${image} true`) ?? 0) + (probability.get(`${image} false`) ?? 0);
    expect(ofImage(2)).toBeCloseTo(1 / total, 12);
    expect(ofImage(3)).toBeCloseTo(1 / 2 / total, 12);
    expect(ofImage(1)).toBeCloseTo(1 / 4 / total, 12);
    // On image 3, arm 1 stood on the left before.
    expect(probability.get('3 true')).toBeGreaterThan(probability.get('3 false') ?? 1);
  });

  test('balances sides within the rater over all pairs an arm was in', () => {
    const past = [
      ballot(1, { leftArm: 0, rightArm: 2 }),
      ballot(2, { leftArm: 2, rightArm: 1, kind: 'check' }),
    ];
    const left = placePair(design, { a: 0, b: 1 }, new Map(), past, () => 0.55);
    // Arm 0 stood on the left before this rater, so with 0.3 only it does so again.
    expect(left).toMatchObject({ aOnLeft: false, probability: expect.closeTo(0.7 / 3, 12) });
  });

  test('gives up where the rater has seen every image of the pair', () => {
    const past = [1, 2, 3].map((image, index) => ballot(index + 1, { image }));
    expect(placePair(design, { a: 0, b: 1 }, new Map(), past, Math.random)).toBeNull();
  });
});

test('totals weighted by the inverse of the stored probability estimate the plain totals', () => {
  const random = uniformSource(11);
  const past = [ballot(1, { image: 2, leftArm: 1, rightArm: 0 })];
  const drawing = state({ past, checkShare: 0.2, random });
  const draws = new Map([
    [1, { aOnLeft: 3, bOnLeft: 1 }],
    [3, { aOnLeft: 0, bOnLeft: 1 }],
  ]);
  const times = 60_000;
  const estimates = new Map<string, number>();
  for (let i = 0; i < times; i++) {
    const plan = planDraw(drawing);
    if (plan?.kind !== 'regular') continue;
    const placed = placePair(design, plan, draws, past, random);
    if (!placed) throw new Error('a drawn pair has an image');
    const key = `${plan.a}${plan.b} ${placed.image} ${placed.aOnLeft}`;
    estimates.set(key, (estimates.get(key) ?? 0) + 1 / (plan.probability * placed.probability) / times);
  }
  // Pairs 01, 02, 12 have 2 (images 1, 3), 2 (0, 1) and 2 (0, 1) images that were not seen; two sides each.
  expect(estimates.size).toBe(12);
  for (const estimate of estimates.values()) expect(Math.abs(estimate - 1)).toBeLessThan(0.25);
  const mean = [...estimates.values()].reduce((sum, estimate) => sum + estimate, 0) / 12;
  expect(Math.abs(mean - 1)).toBeLessThan(0.04);
});
