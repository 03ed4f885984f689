import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { afterEach, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { dataset, figure, measured, metric, run } from '#lib/testing/benchmark.ts';
import BenchmarkTable from './BenchmarkTable.svelte';
import { pivotBenchmark } from './pivot.ts';

const generatedOnly = { code: 'generated_only', params: {} } as const;
const partial = { code: 'partial_coverage', params: { explanations: 9, images: 10 } } as const;
const datasets = [dataset('one', { title: 'One' }), dataset('two', { title: 'Two' })] as const;
const beside = [metric('coverage', { title: 'Coverage' }), metric('f1', { title: 'F1 of generated' })];

afterEach(async () => {
  await page.viewport(1280, 800);
  await cdp().send('Emulation.setEmulatedMedia', { media: '' });
});

const show = (of: ReturnType<typeof metric>) => {
  const rows = ['A', 'B', 'C'].flatMap((name) => [
    { run: run(name, datasets[0]), values: [measured(of, 0.5)], warnings: [generatedOnly] },
    { run: run(name, datasets[1]), values: [measured(of, 0.4)], warnings: name === 'B' ? [partial] : [] },
  ]);
  const table = pivotBenchmark(
    {
      rows,
      published: [figure('NPR', 'One', 0.5), figure('NPR', 'Two', 0.5)],
      slice: { kind: 'all', value: '' },
    },
    of,
    beside,
  );
  const view = {
    metric: of.key,
    dataset: '',
    slice: { kind: 'all', value: '' },
    sort: '',
    reverse: false,
  } as const;
  return render(BenchmarkTable, { table, view });
};
const count = (text: string, part: string) => text.split(part).length - 1;

test('what all runs on a dataset are warned of is said once, with the dataset; what one is, by its model', async () => {
  const { container } = await show(metric('recall', { needs: ['generated_images'] }));
  const text = container.textContent;
  expect(count(text, 'generated images only')).toBe(1);
  expect(text).toContain('One: generated images only');
  const row = [...container.querySelectorAll('tbody tr')].find((row) => row.textContent.includes('covers 9'));
  expect(row?.querySelector('th')?.textContent).toMatch(/^\s*B/);
});

test('a warning of verdicts does not stand at a metric of texts', async () => {
  const { container } = await show(metric('rouge_l', { needs: ['reference_texts'] }));
  expect(container.textContent).not.toContain('generated images only');
  expect(container.textContent).toContain('covers 9');
});

test('on paper no column of two datasets is lost', async () => {
  await page.viewport(718, 800);
  await cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
  const { container } = await show(metric('acc', { title: 'Accuracy', publishedAs: 'Acc' }));
  const cells = [...container.querySelectorAll('tbody td')];
  expect(cells.length).toBeGreaterThan(2 * 3 * 3);
  for (const cell of cells) expect(cell.getBoundingClientRect().right).toBeLessThanOrEqual(718);
});
