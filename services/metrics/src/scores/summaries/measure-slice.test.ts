import { expect, test } from 'vitest';
import { metricCatalogue } from '../metric-catalogue.ts';
import { measureSlice } from './measure-slice.ts';
import { meanColumns, sliceTable, type ScoredImage } from './slice-table.ts';

const nothing = Object.fromEntries(meanColumns.map((column) => [column, null])) as Record<
  (typeof meanColumns)[number],
  null
>;
const image = (number: number, more: Partial<ScoredImage> = {}): ScoredImage => ({
  ...nothing,
  unit: `image ${number}`,
  label: number % 2 === 0 ? 'generated' : 'real',
  verdict: 'generated',
  probability: null,
  parseStatus: 'ok',
  bleu2Statistics: null,
  ...more,
});

const options = { seed: 1, resamples: 1_000 };

function measure(images: ScoredImage[]) {
  const table = sliceTable();
  for (const each of images) table.add(each);
  const values = measureSlice(table, options);
  return (metric: string) => {
    const signature = metricCatalogue.find((m) => m.metric === metric && m.variant === 'default')?.signature;
    const found = values.find((value) => value.signature === signature);
    if (!found) throw new Error(`there is no ${metric}`);
    return { ...found, width: (found.high ?? NaN) - (found.low ?? NaN) };
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Of a mean of 0 and 1 over n independent images, by the normal approximation. */
const widthOfShare = (share: number, n: number) => 2 * 1.96 * Math.sqrt((share * (1 - share)) / n);

test.each([400, 2_048, 2_049, 20_000])(
  'of %i images the value is exact and the interval as wide as it should be',
  (n) => {
    // A third of the parts of an image each, in no step with its label.
    const images = numbers(n).map((number) =>
      image(number, {
        iouUnion: number % 3 === 0 ? 1 : 0,
        verdict: number % 5 === 0 ? 'real' : 'generated',
        probability: (number * 7_919) % 1_000 === 0 ? 1 : ((number * 7_919) % 1_000) / 1_000,
      }),
    );
    const of = measure(images);
    const share = Math.ceil(n / 3) / n;
    expect(of('iou_union').value).toBeCloseTo(share, 12);
    expect(of('iou_union').n).toBe(n);
    expect(of('iou_union').width / widthOfShare(share, n)).toBeGreaterThan(0.85);
    expect(of('iou_union').width / widthOfShare(share, n)).toBeLessThan(1.15);
    expect(of('coverage')).toMatchObject({ value: 1, low: null, high: null });
    // The probabilities know nothing: a U test's standard error is √((m + n + 1) / 12 m n).
    const half = n / 2;
    const widthOfAuroc = 2 * 1.96 * Math.sqrt((n + 1) / (12 * half * half));
    expect(of('auroc').n).toBe(n);
    expect(of('auroc').width / widthOfAuroc).toBeGreaterThan(0.8);
    expect(of('auroc').width / widthOfAuroc).toBeLessThan(1.2);
  },
);

test('images of one group are drawn as one: copies tell nothing new', () => {
  const alone = numbers(100).map((number) => image(number, { iouUnion: number % 3 === 0 ? 1 : 0 }));
  const copied = alone.flatMap((each) => numbers(25).map(() => each));
  expect(measure(copied)('iou_union')).toMatchObject({
    value: measure(alone)('iou_union').value,
    n: 2_500,
    low: measure(alone)('iou_union').low,
    high: measure(alone)('iou_union').high,
  });
});

test('the order of images does not change values', () => {
  const images = numbers(5_000).map((number) => image(number, { bleu2: (number % 11) / 10 }));
  const [one, other] = [measure(images), measure(images.toReversed())];
  for (const metric of ['acc', 'bleu2', 'parse_ok'])
    expect(one(metric).value).toBeCloseTo(other(metric).value, 12);
  expect(one('bleu2').low).toBeCloseTo(other('bleu2').low ?? NaN, 12);
});
