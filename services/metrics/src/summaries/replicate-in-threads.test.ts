import { expect, onTestFinished, test, vi } from 'vitest';
import { keyOf } from '../metrics/metric.ts';
import { explanationMetrics } from '../metrics/registry.ts';
import { startThreads } from '@fakexplain/service-kit/threads';
import { takeResamples, valuesOf, type Resampled } from './resample.ts';
import { replicateInThreads } from './replicate-in-threads.ts';
import { runTable } from './run-table.ts';

/** Starting threads takes its time where many tests run at once. */
vi.setConfig({ testTimeout: 120_000 });

/** A slice of so many images, a quarter of them without probability, less than 3 to a group. */
function sliceOf(images: number, shift: number) {
  const table = runTable();
  for (let number = 0; number < images; number += 1) {
    const value = ((number * 7_919 + shift) % 1_009) / 1_009;
    const means = explanationMetrics.map((metric, index) => [keyOf(metric), value ** (index + 1)]);
    table.add({
      unit: `group ${Math.floor(number / 2)}`,
      label: number % 3 === 0 ? 'real' : 'generated',
      verdict: value > 0.4 ? 'generated' : 'real',
      probability: number % 4 === 0 ? null : value,
      parseStatus: number % 5 === 0 ? 'partial' : 'ok',
      entries: {
        ...Object.fromEntries(means),
        'bleu2.sacrebleu-corpus': [3, 2, 5 + (number % 4), 4 + (number % 4), 5 + (number % 4), 6],
      },
    });
  }
  return table.slice();
}

function resampled(images: number, minus = false): Resampled {
  const slice = sliceOf(images, 0);
  const { metrics } = valuesOf(slice);
  return { slice, minus: minus ? sliceOf(images, 100) : undefined, metrics, seed: 5 };
}

function start(count: number) {
  const threads = startThreads(count);
  onTestFinished(() => threads.close());
  return threads;
}

test.each([
  { what: 'a run', minus: false },
  { what: 'the difference of two', minus: true },
])(
  '$what has the same values in resamples, bit for bit, whatever the number of threads',
  async ({ minus }) => {
    const work = resampled(9_000, minus);
    const here = takeResamples({ ...work, from: 0, to: 500 });
    expect(here.length).toBeGreaterThan(20);
    // 4,500 groups × 500 resamples are more than enough to be shared among three.
    for (const count of [1, 3]) expect(await replicateInThreads(start(count), work, 500)).toEqual(here);
  },
);

test('more slices than threads wait their turn, each with its own answer', async () => {
  const threads = start(2);
  const works = [20, 500, 40, 300, 60].map((images) => resampled(images));
  const answers = await Promise.all(works.map((work) => replicateInThreads(threads, work, 500)));
  expect(answers).toEqual(works.map((work) => takeResamples({ ...work, from: 0, to: 500 })));
});

test('what a thread cannot do is refused, and the next work is done', async () => {
  const threads = start(1);
  const work = resampled(500);
  const broken = { ...work, slice: { ...work.slice, sums: { ...work.slice.sums, units: Infinity } } };
  await expect(replicateInThreads(threads, broken, 300)).rejects.toThrow(/length/);
  expect(await replicateInThreads(threads, work, 300)).toEqual(takeResamples({ ...work, from: 0, to: 300 }));
});
