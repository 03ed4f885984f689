import { uniformSource } from '@fakexplain/statistics/random';
import { describe, expect, test } from 'vitest';
import { derange } from '../../studies/load-arms.ts';
import { auditPair as auditTask, type SeenExplanation, type SeenPair } from './audit-pair.ts';

const size = { width: 640, height: 480 };
const words =
  `hand finger shadow letter wheel window edge skin light texture line hair leaf wall sky water face eye ear
  arm wrong bent melted doubled missing blurred odd fused broken`.split(/\s+/);

const auditPair = (pairs: SeenPair[], seed: number) => auditTask({ pairs, seed });

interface Habits {
  /** Planted: what the arm's explanations are changed to. */
  change?: (said: SeenExplanation, random: () => number) => SeenExplanation;
  /** Chance that it says “generated”. */
  generated?: number;
}

/** An explanation of random words, boxes, tags and verdict: every arm draws from the same. */
function say(id: string, random: () => number, { change, generated = 0.5 }: Habits = {}): SeenExplanation {
  const pick = () => words[Math.floor(random() * words.length)] ?? '';
  const text = (least: number) => Array.from({ length: least + Math.floor(random() * 6) }, pick).join(' ');
  const verdict = random() < generated ? 'generated' : 'real';
  const regions = Array.from({ length: verdict === 'real' ? 0 : 1 + Math.floor(random() * 3) }, () => {
    const [x, y] = [Math.floor(random() * 300), Math.floor(random() * 200)];
    const box: [number, number, number, number] = [x, y, x + 20 + Math.floor(random() * 200), y + 30];
    return { box, description: text(2) };
  });
  const tags = random() < 0.5 ? [pick()] : [];
  const said: SeenExplanation = {
    id,
    verdict,
    size,
    shown: { verdict, tags, reasoning: random() < 0.7 ? `${text(4)}.` : '', regions },
  };
  return change ? change(said, random) : said;
}

const pairsOf = (images: number, seed: number, a: Habits = {}, b: Habits = {}): SeenPair[] => {
  const random = uniformSource(seed, 7);
  return Array.from({ length: images }, (_, image) => ({
    a: say(`a${image}`, random, a),
    b: say(`b${image}`, random, b),
  }));
};

const withShown = (said: SeenExplanation, shown: Partial<SeenExplanation['shown']>): SeenExplanation => ({
  ...said,
  shown: { ...said.shown, ...shown },
});
const highOf = ({ interval }: { interval: { kind: string; high?: number } }) => interval.high ?? NaN;
const lowOf = ({ interval }: { interval: { kind: string; low?: number } }) => interval.low ?? NaN;

describe('planted give-aways are found and named', () => {
  test('tags that one arm never has', () => {
    const { byForm: form, giveAways } = auditPair(
      pairsOf(80, 1, { change: (said) => withShown(said, { tags: [] }) }, {}),
      1,
    );
    expect(form.auc).toBeGreaterThan(0.65);
    expect(lowOf(form)).toBeGreaterThan(0.5);
    expect(giveAways[0]).toMatchObject({ kind: 'trait', leaveOut: 'tags', a: 0 });
  });

  test('a word that one arm puts in a third of its texts', () => {
    const change: Habits['change'] = (said, random) =>
      random() < 0.35 ? withShown(said, { reasoning: `${said.shown.reasoning} delve closer` }) : said;
    const { byAll: all, giveAways } = auditPair(pairsOf(200, 2, {}, { change }), 2);
    expect(all.auc).toBeGreaterThan(0.6);
    expect(lowOf(all)).toBeGreaterThan(0.5);
    const phrase = giveAways.find(({ kind }) => kind === 'phrase');
    expect(phrase?.key).toBe('delve closer');
    expect(phrase?.a).toBe(0);
    expect(phrase?.b).toBeGreaterThan(0.25);
  });

  test('a full stop after every text, and a filler sentence on real images', () => {
    const stops: Habits['change'] = (said) =>
      withShown(said, {
        regions: said.shown.regions.map((region) => ({ ...region, description: `${region.description}.` })),
        reasoning: said.shown.regions.length > 0 ? said.shown.reasoning : 'No region looks synthetic.',
      });
    const { byForm: form, giveAways } = auditPair(pairsOf(100, 3, { change: stops }), 3);
    expect(lowOf(form)).toBeGreaterThan(0.8);
    expect(giveAways.map(({ key }) => key)).toContain('full_stop_end');
    expect(giveAways.filter(({ leaveOut }) => leaveOut === 'filler')).toMatchObject([
      { key: 'has_filler', b: 0 },
    ]);
    expect(giveAways.map(({ key }) => key)).toContain('no region looks synthetic');
  });

  test('perfect give-aways have the exact bound, not an interval of no width', () => {
    const shout: Habits['change'] = (said) => withShown(said, { reasoning: 'AS SEEN HERE: CLEARLY!' });
    const silent: Habits['change'] = (said) => withShown(said, { reasoning: '' });
    const { byForm: form } = auditPair(pairsOf(60, 4, { change: shout }, { change: silent }), 4);
    expect(form.auc).toBe(1);
    expect(form.interval.kind).toBe('at-least');
    expect(lowOf(form)).toBeCloseTo(0.05 ** (1 / form.images), 12);
  });
});

describe('arms that are alike', () => {
  test('a format control reads about one half against its own source, whatever its source says', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const audits = seeds.map((seed) => {
      const own = pairsOf(80, seed).map(({ a }, image) =>
        withShown(a, { reasoning: `only of ${image} ${image}` }),
      );
      const order = derange(own.length, uniformSource(seed));
      return auditPair(
        own.map((a, image) => ({ a, b: own[order[image] ?? 0] ?? a })),
        seed,
      );
    });
    for (const { byForm: form, byAll: all, giveAways } of audits) {
      // Both arms say the same things, each once: nothing is left to be learnt.
      expect(all).toEqual({
        images: 80,
        auc: 0.5,
        interval: { kind: 'undetermined', reason: 'nothing that differs between the two arms was found' },
      });
      expect(lowOf(form)).toBeLessThan(0.5);
      expect(highOf(form)).toBeGreaterThan(0.5);
      expect(giveAways).toEqual([]);
    }
    const mean = audits.reduce((sum, { byForm }) => sum + (byForm.auc ?? NaN), 0) / seeds.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });

  test('the interval lies over one half about as often as it says, over many seeds', () => {
    let [covered, told, sum] = [0, 0, 0];
    const seeds = 60;
    for (let seed = 0; seed < seeds; seed++) {
      const { byAll: all, giveAways } = auditPair(pairsOf(40, seed), seed);
      sum += all.auc ?? NaN;
      const { interval } = all;
      if (interval.kind === 'two-sided') covered += Number(interval.low <= 0.5 && interval.high >= 0.5);
      told += Number(giveAways.length > 0);
    }
    // Of 60, fewer than 51 are covered by an interval that covers 93% in one of 100 runs.
    expect(covered).toBeGreaterThanOrEqual(51);
    expect(told).toBeLessThanOrEqual(7);
    expect(sum / seeds).toBeGreaterThan(0.47);
    expect(sum / seeds).toBeLessThan(0.53);
  });

  test('a verdict that is more often wrong is not form', () => {
    const { byForm: form, byAll: all } = auditPair(
      pairsOf(200, 5, { generated: 0.9 }, { generated: 0.2 }),
      5,
    );
    expect(lowOf(all)).toBeGreaterThan(0.7);
    expect(form.interval).toMatchObject({ kind: 'two-sided' });
    expect(lowOf(form)).toBeLessThan(0.5);
    expect(form.images).toBeLessThan(120);
  });

  test('a few images say nothing', () => {
    expect(auditPair(pairsOf(10, 6), 6)).toEqual({
      byForm: {
        images: expect.any(Number),
        auc: null,
        interval: {
          kind: 'undetermined',
          reason: 'fewer than 20 images of which both arms give the same verdict',
        },
      },
      byAll: { images: 10, auc: null, interval: { kind: 'undetermined', reason: 'fewer than 20 images' } },
      giveAways: [],
    });
  });
});

test('the same pairs and seed give the same audit; turned round, it is the same but for the sides', () => {
  const change: Habits['change'] = (said) => withShown(said, { tags: ['always'] });
  const pairs = pairsOf(60, 8, { change });
  const audit = auditPair(pairs, 8);
  expect(auditPair(pairs, 8)).toEqual(audit);
  const turned = auditPair(
    pairs.map(({ a, b }) => ({ a: b, b: a })),
    8,
  );
  expect(turned.byForm.auc).toBeCloseTo(audit.byForm.auc ?? NaN, 9);
  expect(turned.giveAways[0]?.a).toBe(audit.giveAways[0]?.b);
});
