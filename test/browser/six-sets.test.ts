import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { call, metrics } from '@fakexplain/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { writeMiniatureSets, type MiniatureSet } from '../harness/miniature-sets.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';

let site: OwnSite;
let browser: Browser;
let sets: MiniatureSet[];
const printed = new Map<string, string>();

/** Right on all images of a set but the first, with the set's own words where it has some. */
function predictions({ labels, texts }: MiniatureSet): string {
  const rows = Object.entries(labels).map(([image, label], index) => {
    const verdict = (index === 0) === (label === 'real') ? 'generated' : 'real';
    return JSON.stringify({ image, explanation: { verdict, reasoning: texts?.[image] ?? 'Looked at.' } });
  });
  return rows.join('\n');
}

/** Such a set tells recall, and no accuracy. */
const onlyGenerated = (labels: MiniatureSet['labels']) =>
  Object.values(labels).every((label) => label === 'generated');

beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  sets = await writeMiniatureSets(join(site.folder, 'sets'));
  for (const set of sets) {
    printed.set(set.slug, await site.run('import', ...set.command));
    const file = join(site.folder, `${set.slug}.jsonl`);
    await writeFile(file, predictions(set));
    const source = ['--source', 'all-but-one', '--name', 'All but one', '--kind', 'model'];
    await site.run('import', 'explanations', file, '--dataset', set.slug, ...source);
  }
  await site.run('score');
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

test('each goes in by its one command, which says how many of what', () => {
  for (const { slug, counts } of sets) expect(printed.get(slug), slug).toContain(counts);
});

test('predictions are scored against the labels and the words of each set', async () => {
  const { rows, unscored } = await call(
    metrics.readBenchmark,
    { query: {} },
    { baseUrl: site.metrics.address },
  );
  expect(unscored).toBe(0);
  for (const { slug, labels, texts } of sets) {
    const row = rows.find(({ run }) => run.dataset.slug === slug && run.source.slug === 'all-but-one');
    const value = (metric: string) => row?.values.find(({ signature }) => signature.startsWith(`${metric}|`));
    const n = Object.keys(labels).length;
    const usual = onlyGenerated(labels) ? 'recall' : 'acc';
    expect(value(usual), slug).toMatchObject({ value: (n - 1) / n, n });
    if (usual === 'recall') expect([value('acc'), value('auroc')]).toEqual([undefined, undefined]);
    // The same words; where a set has none, there is nothing to compare with.
    if (texts) expect(value('bleu2'), slug).toMatchObject({ value: 1 });
    else if (slug !== 'fakexplained') expect(value('bleu2'), slug).toBeUndefined();
  }
});

test('the leaderboard shows those numbers', async () => {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  const trouble = watchForTrouble(page, site.address);
  await page.goto(`${site.address}/benchmark`);
  await page.getByRole('heading', { level: 1, name: 'Benchmark' }).waitFor();
  const board = page.getByRole('region', { name: 'Models by datasets' });
  const own = board.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'All but one' }) });
  for (const { slug, labels } of sets) {
    const n = Object.keys(labels).length;
    const value = onlyGenerated(labels) ? '–' : ((n - 1) / n).toFixed(3);
    const link = own.getByRole('link', { name: `${value}, run ${slug}.jsonl`, exact: true });
    expect(await link.count(), `${slug} with ${value}`).toBe(1);
  }
  await page.goto(`${site.address}/benchmark?metric=recall`);
  const recall = own.getByRole('link', { name: '0.667, run gpt-image-1.jsonl', exact: true });
  await recall.waitFor();
  expect(trouble).toEqual([]);
  await page.close();
});
