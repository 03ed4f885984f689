import { join } from 'node:path';
import { metrics } from '@fakexplain/contract';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { jsonLines, distributedSets, writeFiles } from '../harness/distributed-sets.ts';
import { arbiter, expectedValues, guesser, natives } from '../harness/predictions-of-sets.ts';
import { startOwnSite, type OwnSite } from '../harness/own-site.ts';

let site: OwnSite;
let browser: Browser;
let page: Page;
let trouble: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([startOwnSite(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(10_000);
  trouble = watchForTrouble(page, site.address);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

const at = (...path: string[]) => join(site.folder, ...path);

const lines = Object.entries(expectedValues).flatMap(([dataset, models]) =>
  Object.entries(models).flatMap(([model, values]) =>
    Object.entries(values).map(([metric, [sum, n]]) => ({ dataset, model, metric, value: sum / n, n })),
  ),
);

test('each set goes in by its one command, predictions by theirs', async () => {
  for (const { slug, files, command, counts } of distributedSets) {
    await writeFiles(at(slug), files);
    expect(await site.run('import', ...command(at(slug)))).toContain(counts);
  }
  for (const [dataset, rows] of Object.entries(arbiter)) {
    const header = { source: { slug: 'arbiter', name: 'Arbiter', kind: 'model' } };
    await writeFiles(at(dataset), { 'arbiter.jsonl': jsonLines([header, ...rows]) });
    const output = await site.run(
      'import',
      'explanations',
      at(dataset, 'arbiter.jsonl'),
      '--dataset',
      dataset,
    );
    expect(output).toContain(`${rows.length} ok; 0 refused`);
  }
  await writeFiles(at('fakexplained'), { 'guesser.jsonl': jsonLines(guesser) });
  await site.run('import', 'explanations', at('fakexplained/guesser.jsonl'), '--dataset', 'fakexplained');
  for (const [slug, { files, command, name }] of Object.entries(natives)) {
    await writeFiles(at(slug), files);
    const output = await site.run(
      'import',
      'predictions',
      ...command(at(slug)),
      '--source',
      slug,
      '--name',
      name,
    );
    expect(output).toContain('; 0 refused');
  }
  expect(await site.run('score')).toMatch(/runs summed up/);
});

/** The leaderboard as it is shown: by model and dataset, the text of a cell of the metric that is asked for. */
async function readBoard(): Promise<Map<string, Map<string, string>>> {
  const board = page.getByRole('region', { name: 'Models by datasets' });
  const rows = board.getByRole('row');
  const titles = await rows.nth(0).getByRole('columnheader').allInnerTexts();
  const models = new Map<string, Map<string, string>>();
  for (const row of (await rows.all()).slice(2)) {
    const [name = ''] = (await row.getByRole('rowheader').innerText()).split('\n');
    const cells = await row.locator('td.first').allInnerTexts();
    models.set(name.trim(), new Map(titles.map((title, column) => [title, oneLine(cells[column] ?? '')])));
  }
  return models;
}
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

const titleOf = (slug: string) => distributedSets.find((set) => set.slug === slug)?.title ?? '';

/** The table with this name, by the header of each row. */
async function readTable(table: Locator): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  for (const row of await table.getByRole('row').all()) {
    const header = row.getByRole('rowheader');
    if ((await header.count()) === 0) continue;
    const cells = await row.getByRole('cell').allInnerTexts();
    rows.set(oneLine(await header.innerText()), cells.map(oneLine));
  }
  return rows;
}

test.each(['acc', 'recall', 'iou_union', 'rouge_l'])(
  'the leaderboard shows %s as counted by hand',
  async (metric) => {
    await page.goto(`${site.address}/benchmark?metric=${metric}`);
    const board = await readBoard();
    const wanted = lines.filter((line) => line.metric === metric);
    expect(wanted.length).toBeGreaterThan(1);
    for (const { model, dataset, value, n } of wanted) {
      const cell = board.get(model)?.get(titleOf(dataset));
      expect(cell, `${model} on ${dataset}`).toMatch(new RegExp(`^${value.toFixed(3)} .*n = ${n}$`));
    }
  },
);

test('a set of generated images alone has recall, and neither accuracy nor AUROC', async () => {
  await page.goto(`${site.address}/benchmark?metric=auroc`);
  const auroc = await readBoard();
  // Of six pairs of a generated and a real image, the generated one has the greater score in five.
  expect(auroc.get('NPR')?.get('Chameleon')).toMatch(/^0\.833 .*n = 5$/);
  expect(auroc.get('DIRE')?.get('GPT-Image-1')).toMatch(/not defined here$/);
  await page.goto(`${site.address}/benchmark`);
  const acc = await readBoard();
  expect(acc.get('DIRE')?.get('GPT-Image-1')).toMatch(/not defined here$/);
  expect(acc.get('Arbiter')?.get('GPT-Image-1')).toMatch(/not defined here$/);
});

test('published figures stand beside, apart from measured ones', async () => {
  await page.goto(`${site.address}/benchmark`);
  const paper = page.getByRole('row', { name: /^FakeXplainer from papers only/ });
  expect(await paper.locator('td.published').first().innerText()).toBe('0.982');
  expect(await paper.locator('td.first').first().innerText()).toBe('–');
  await page.getByRole('link', { name: 'All published tables' }).click();
  await page.getByRole('heading', { level: 1, name: 'Published figures' }).waitFor();
  const detection = page.locator('section', { hasText: 'Detection and localisation' });
  const [overall] = await detection.getByRole('row', { name: /^Overall/ }).allInnerTexts();
  expect(oneLine((overall ?? '').replaceAll(/note\s\d/g, ''))).toBe(
    'Overall 0.982 0.360 0.954 0.299 0.945 0.289 0.828',
  );
});

const cellsOf = (line: string) =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );

test('downloads hold the same numbers', async () => {
  await page.goto(`${site.address}/benchmark`);
  const download = async (name: string) => {
    const href = await page.getByRole('link', { name }).getAttribute('href');
    return (await page.request.get(new URL(href ?? '', page.url()).href)).text();
  };
  const csv = (await download('measured (CSV)')).split(/\r?\n/).filter((line) => !line.startsWith('#'));
  const columns = cellsOf(csv[0] ?? '');
  const rows = csv.slice(1).map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
  });
  const json = metrics.benchmarkSchema.parse(JSON.parse(await download('all (JSON)')));
  for (const { dataset, model, metric, value, n } of lines) {
    const [row, ...others] = rows.filter(
      (each) => each['dataset'] === dataset && each['source_name'] === model && each['metric'] === metric,
    );
    expect(others, `${model} on ${dataset}: ${metric} in the CSV`).toEqual([]);
    expect([Number(row?.['value']), Number(row?.['n'])]).toEqual([expect.closeTo(value, 12), n]);
    const { signature } =
      json.metrics.find((one) => one.metric === metric && one.variant === 'default') ?? {};
    const inJson = json.rows
      .find(({ run }) => run.dataset.slug === dataset && run.source.name === model)
      ?.values.find((measured) => measured.signature === signature);
    expect(inJson, `${model} on ${dataset}: ${metric} in the JSON`).toMatchObject({
      value: expect.closeTo(value, 12),
      n,
    });
  }
  const latex = await download('this table (LaTeX)');
  expect(latex).toMatch(/^ *FakeVLM & .*0\.500/m);
  expect(latex).toMatch(/^ *Arbiter & 0\.750/m);
  const bibtex = await download('sources (BibTeX)');
  for (const { title } of distributedSets) expect(bibtex).toContain(title);
});

/** Brings a picture into view; fails where it is none. */
async function waitUntilDecoded(picture: Locator): Promise<void> {
  await picture.scrollIntoViewIfNeeded();
  await picture.evaluate((node: { decode(): Promise<void> }) => node.decode());
}

/** From the leaderboard to the run of a model on a dataset. */
async function openRun(model: string, dataset: string): Promise<void> {
  await page.goto(`${site.address}/benchmark?metric=parse_ok&dataset=${dataset}`);
  await page
    .getByRole('row', { name: new RegExp(`^${model} `) })
    .getByRole('link', { name: /, run / })
    .click();
  await page.getByRole('heading', { level: 1, name: `${model} on ${titleOf(dataset)}` }).waitFor();
}

test.each([
  [
    'FakeVLM',
    'fakeclue',
    { ok: '3 of 4', partial: '0 of 4', failed: '1 of 4' },
    'missing_verdict on 1 image',
  ],
  [
    'FakeShield',
    'faceforensics',
    { ok: '3 of 4', partial: '1 of 4', failed: '0 of 4' },
    'missing_mask on 1 image',
  ],
  [
    'LEGION',
    'fakexplained',
    { ok: '3 of 4', partial: '1 of 4', failed: '0 of 4' },
    'missing_mask on 1 image',
  ],
  ['DeFake', 'mmfr', { ok: '2 of 3', partial: '0 of 3', failed: '1 of 3' }, 'missing_verdict on 1 image'],
])(
  'the run of %s on %s tells what failed to parse',
  async (model, dataset, { ok, partial, failed }, problem) => {
    await openRun(model, dataset);
    const parsing = page.getByRole('region', { name: 'Failures to parse' });
    const outputs = await readTable(parsing);
    expect(outputs.get('Parsed fully')?.[0]).toBe(ok);
    expect(outputs.get('Parsed in part')?.[0]).toBe(partial);
    expect(outputs.get('Failed to parse')?.[0]).toBe(failed);
    expect((await parsing.getByRole('listitem').allInnerTexts()).map(oneLine)).toContain(problem);
  },
);

test('a run shows its verdicts by label, its slices, and its worst cases first', async () => {
  await openRun('FakeVLM', 'fakeclue');
  const confusion = await readTable(page.getByRole('region', { name: 'Confusion matrix' }));
  expect(confusion.get('real')).toEqual(['1 50.0%', '0 0.0%', '1 50.0%', '2']);
  expect(confusion.get('generated')).toEqual(['1 50.0%', '1 50.0%', '0 0.0%', '2']);
  await openRun('Arbiter', 'fakexplained');
  const table = page.getByRole('region', { name: 'Values by category' });
  const [, ...titles] = await table.getByRole('columnheader').allInnerTexts();
  const slices = await readTable(table);
  const iou = titles.map(oneLine).indexOf('IoU (union)');
  expect(slices.get('Diffusion')?.[iou]).toBe('0.500 no interval n = 1');
  expect(slices.get('GAN')?.[iou]).toBe('0.778 no interval n = 1');
  const worst = page.getByRole('region', { name: 'Worst cases' });
  expect((await worst.getByRole('list').last().getByRole('listitem').allInnerTexts()).map(oneLine)).toEqual([
    'g1.png 0.500 is generated, says generated',
    'g2.png 0.778 is generated, says generated',
  ]);
  for (const picture of await worst.getByRole('img').all()) await waitUntilDecoded(picture);
});

test('the leaderboard is filtered and sorted in its address', async () => {
  await page.goto(`${site.address}/benchmark`);
  await page.getByLabel('Metric').selectOption('iou_union');
  await page.getByLabel('Images').selectOption('category:GAN');
  await page.getByLabel('Datasets', { exact: true }).selectOption('fakexplained');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/metric=iou_union.*slice=category%3AGAN.*dataset=fakexplained/);
  const measured = async () =>
    [...(await readBoard())].flatMap(([model, cells]) => {
      const [value = ''] = (cells.get('FakeXplained') ?? '').split(' ');
      return /^\d/.test(value) ? [[model, value]] : [];
    });
  const best = [
    ['Guesser', '1.000'],
    ['Arbiter', '0.778'],
    ['LEGION', '0.000'],
  ];
  expect(await measured()).toEqual(best);
  await page
    .getByRole('region', { name: 'Models by datasets' })
    .getByRole('link', { name: 'IoU (union)' })
    .click();
  await page.waitForURL(/order=reverse/);
  expect(await measured()).toEqual(best.toReversed());
});

test('what is chosen before the page comes alive stays chosen', async () => {
  const fresh = await browser.newPage();
  const scripts = Promise.withResolvers<void>();
  await fresh.route('**/*.js', async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await fresh.goto(`${site.address}/benchmark`, { waitUntil: 'commit' });
  const metric = fresh.getByLabel('Metric', { exact: true });
  await metric.selectOption('iou_union');
  scripts.resolve();
  await fresh.waitForLoadState('networkidle');
  expect(await metric.inputValue()).toBe('iou_union');
  await fresh.close();
});

test('two runs compared differ as counted by hand', async () => {
  await openRun('Arbiter', 'fakexplained');
  await page.getByLabel('Compare with').selectOption({ label: 'Guesser: guesser.jsonl' });
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('heading', { level: 1, name: 'Arbiter − Guesser' }).waitFor();
  const differences = await readTable(page.getByRole('region', { name: 'Table of differences' }));
  expect(differences.get('Accuracy')?.slice(0, 3)).toEqual(['0.750', '0.500', '+0.250']);
  expect(differences.get('IoU (union)')?.slice(0, 3)).toEqual(['0.639', '0.500', '+0.139']);
  expect(differences.get('ROUGE-L')?.slice(0, 3)).toEqual(['0.778', '0.500', '+0.278']);
  const test = oneLine(await page.getByRole('region', { name: /McNemar/ }).innerText());
  expect(test).toContain('Right in Arbiter only: 2. Right in Guesser only: 1. p = 1.000');
  const disagreements = page.getByRole('region', { name: 'Where they disagree' });
  expect(oneLine(await disagreements.innerText())).toContain('Guesser: no verdict, IoU 0.000');
  const shown = await disagreements.getByRole('img').all();
  expect(shown).toHaveLength(4);
  for (const picture of shown) await waitUntilDecoded(picture);
});

test('nothing went wrong in the browser', () => expect(trouble).toEqual([]));
