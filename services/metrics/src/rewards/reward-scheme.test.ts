import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paperLinear, rewardRange, rewardScheme, totalReward } from './reward-scheme.ts';
import type { Judgement, RewardPreset } from './reward-scheme.ts';

const presets: RewardPreset[] = ['paper_linear', 'stage_1', 'stage_2', 'stage_3'];
const total = (preset: RewardPreset, judgement: Judgement, progress = { t: 1, of: 2 }) => {
  const scheme = rewardScheme(preset, progress);
  return totalReward(scheme, scheme.terms(judgement));
};
const good = { iou: 0.5, verdictRight: true, formatHolds: true };
const bad = { iou: 0, verdictRight: false, formatHolds: false };

describe('worked examples', () => {
  test.each([
    // Half way w_G = 0.75, and 0.75 · min(1, 0.55) + 1 + 1.
    ['paper_linear', good, 2.4125],
    ['paper_linear', { ...good, iou: 0.95 }, 2.75],
    ['paper_linear', bad, 0],
    // 0.5^1.1 = 0.466516…
    ['stage_1', good, 0.4665164957684037 + 1 + 2],
    ['stage_1', bad, -1 - 1],
    ['stage_2', good, -0.5 + 1.5 * 0.4665164957684037 + 2 + 1],
    ['stage_2', bad, -0.5 - 2 - 1.5],
    ['stage_3', good, -1 + 2 * 0.4665164957684037 + 0.5 + 0.5],
    ['stage_3', bad, -1 - 1 - 1],
  ] as const)('%s of %o is %d', (preset, judgement, reward) => {
    expect(total(preset, judgement)).toBeCloseTo(reward, 12);
  });

  test('the weight of grounding grows from a half to one', () => {
    const weight = (t: number, of: number) => paperLinear({ t, of }).weights.grounding;
    expect([weight(0, 9), weight(3, 4), weight(9, 9)]).toEqual([0.5, 0.875, 1]);
    expect(paperLinear().weights.grounding).toBe(1);
  });
});

const judgements = fc.record({
  iou: fc.double({ min: 0, max: 1, noNaN: true }),
  verdictRight: fc.boolean(),
  formatHolds: fc.boolean(),
});
const progresses = fc
  .integer({ min: 1, max: 10_000 })
  .chain((of) => fc.record({ t: fc.integer({ min: 0, max: of }), of: fc.constant(of) }));

test('a reward lies in its range, grows with the IoU, and right verdicts and formats are worth something', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...presets),
      judgements,
      fc.double({ min: 0, max: 1, noNaN: true }),
      progresses,
      (preset, judgement, iou, progress) => {
        const reward = (changes: Partial<Judgement>) => total(preset, { ...judgement, ...changes }, progress);
        const { least, greatest } = rewardRange(rewardScheme(preset, progress));
        expect(reward({})).toBeGreaterThanOrEqual(least - 1e-12);
        expect(reward({})).toBeLessThanOrEqual(greatest + 1e-12);
        const [low, high] = [Math.min(judgement.iou, iou), Math.max(judgement.iou, iou)];
        expect(reward({ iou: high })).toBeGreaterThanOrEqual(reward({ iou: low }));
        expect(reward({ verdictRight: true })).toBeGreaterThan(reward({ verdictRight: false }));
        expect(reward({ formatHolds: true })).toBeGreaterThan(reward({ formatHolds: false }));
      },
    ),
  );
});
