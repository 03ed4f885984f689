import { expect, test, vi } from 'vitest';
import { describedMetrics } from '../metrics/registry.ts';
import { noThreads } from '../testing/no-threads.ts';
import { runTable, type ScoredImage } from './run-table.ts';
import { measureSlice } from './summarise.ts';

/** Thousands of images are resampled thousands of times, beside other tests. */
vi.setConfig({ testTimeout: 60_000 });

const image = (number: number, more: Partial<ScoredImage> = {}): ScoredImage => ({
  unit: `image ${number}`,
  label: number % 2 === 0 ? 'generated' : 'real',
  verdict: 'generated',
  probability: null,
  parseStatus: 'ok',
  entries: {},
  ...more,
});

const options = { threads: noThreads, seed: 1, resamples: 1_000 };

async function measure(images: ScoredImage[], mostUnits?: number) {
  const table = runTable(mostUnits);
  for (const each of images) table.add(each);
  const { values } = await measureSlice(table.slice(), options);
  return (metric: string) => {
    const signature = describedMetrics.find((m) => m.metric === metric && m.variant === 'default')?.signature;
    const found = values.find((value) => value.signature === signature);
    if (!found) throw new Error(`there is no ${metric}`);
    return { ...found, width: (found.high ?? NaN) - (found.low ?? NaN) };
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Of a mean of 0 and 1 over n independent images, by the normal approximation. */
const widthOfShare = (share: number, n: number) => 2 * 1.96 * Math.sqrt((share * (1 - share)) / n);

test.each([
  { n: 400, mostUnits: undefined },
  { n: 3_000, mostUnits: undefined },
  { n: 3_000, mostUnits: 2_000 },
])(
  'of $n images the value is exact and the interval as wide as it should be, also beyond $mostUnits',
  async ({ n, mostUnits }) => {
    // A third of the parts of an image each, in no step with its label.
    const images = numbers(n).map((number) =>
      image(number, {
        entries: { iou_union: number % 3 === 0 ? 1 : 0 },
        verdict: number % 5 === 0 ? 'real' : 'generated',
        probability: (number * 7_919) % 1_000 === 0 ? 1 : ((number * 7_919) % 1_000) / 1_000,
      }),
    );
    const of = await measure(images, mostUnits);
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

test('images of one group are drawn as one: copies tell nothing new', async () => {
  const alone = numbers(100).map((number) =>
    image(number, { entries: { iou_union: number % 3 === 0 ? 1 : 0 } }),
  );
  const copied = alone.flatMap((each) => numbers(25).map(() => each));
  const [ofCopied, ofAlone] = [await measure(copied), await measure(alone)];
  const { value, low, high } = ofAlone('iou_union');
  expect(ofCopied('iou_union')).toMatchObject({ value, n: 2_500, low, high });
});

test('where units are put together, the order of images changes nothing', async () => {
  const images = numbers(1_500).map((number) => image(number, { entries: { bleu2: (number % 11) / 10 } }));
  const [one, other] = [await measure(images, 1_000), await measure(images.toReversed(), 1_000)];
  for (const metric of ['acc', 'bleu2', 'parse_ok'])
    expect(one(metric).value).toBeCloseTo(other(metric).value, 12);
  expect(one('bleu2').width).toBeGreaterThan(0);
});

test.each([3_000, 700])('slices have what their own images have, up to %i units apart', async (mostUnits) => {
  const table = runTable(mostUnits);
  const placed = numbers(2_000).map((number) => ({
    place: `${number % 2} ${number % 5}`,
    // A group has frames in every place.
    image: image(number, {
      unit: number % 10 < 3 ? `video ${number % 30}` : `image ${number}`,
      entries: { iou_union: (number % 7) / 7 },
      probability: (number % 13) / 13,
    }),
  }));
  for (const { image, place } of placed) table.add(image, place);
  const sums = async (slice: ReturnType<typeof table.slice>) =>
    (await measureSlice(slice, { ...options, resamples: 10 })).values.map(({ signature, n, value }) => [
      signature,
      n,
      Number(value.toFixed(9)),
    ]);
  for (const places of [['0 0'], ['0 0', '1 0'], ['1 3', '0 3', '1 1']]) {
    const alone = runTable();
    for (const { image, place } of placed) if (places.includes(place)) alone.add(image);
    expect(await sums(table.slice(new Set(places)))).toEqual(await sums(alone.slice()));
  }
  const all = runTable();
  for (const { image } of placed) all.add(image);
  expect(await sums(table.slice())).toEqual(await sums(all.slice()));
  if (mostUnits === 3_000) {
    const together = table.slice(new Set(['0 0', '1 0']));
    const alone = runTable();
    for (const { image, place } of placed) if (place.endsWith(' 0')) alone.add(image);
    expect(together).toEqual(alone.slice());
  }
});
