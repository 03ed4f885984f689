import { join } from 'node:path';
import { metrics } from '@fakexplain/contract';
import type { Region, Verdict } from '@fakexplain/explanation';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, watchForTrouble } from '../harness/browser.ts';
import { drawMask } from '../harness/draw-picture.ts';
import { jsonLines, distributedSets, writeFiles } from '../harness/distributed-sets.ts';
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

const said = (image: string, verdict: Verdict, ...regions: Region[]) => ({
  image,
  explanation: { verdict, regions },
});
const ff = {
  real: 'original_sequences/youtube/c23/frames',
  fake: 'manipulated_sequences/Deepfakes/c23/frames/071_054',
};

/** In our own form: what one model says of each set. */
const arbiter: Record<string, object[]> = {
  fakexplained: [
    said('images/r1.png', 'real'),
    said('images/r2.png', 'generated', { box: [0, 0, 32, 24], description: 'odd' }),
    // Half of the square, with a word too many: IoU 3,200 / 6,400; ROUGE-L of 4 words of 5 and 4 of 4.
    said('images/g1.png', 'generated', { box: [40, 40, 120, 80], description: 'the square is very dark' }),
    // Around both squares, which cover 17,500 of its 22,500 pixels; 2 words of 2 and 2 of 4.
    said('images/g2.png', 'generated', { box: [0, 0, 150, 150], description: 'bent corner' }),
  ],
  chameleon: [
    said('test/0_real/1.png', 'real'),
    said('test/0_real/2.png', 'real'),
    said('test/1_fake/3.png', 'generated'),
    said('test/1_fake/4.png', 'real'),
    said('test/1_fake/5.png', 'generated'),
  ],
  faceforensics: [
    said(`${ff.real}/071/10.png`, 'real'),
    said(`${ff.real}/054/20.png`, 'real'),
    said(`${ff.fake}/30.png`, 'generated', { box: [40, 40, 120, 120], description: 'a face of another' }),
    said(`${ff.fake}/40.png`, 'real'),
  ],
  fakeclue: [
    said('test/chameleon/fake/1.png', 'generated'),
    said('test/chameleon/real/2.png', 'generated'),
    said('test/doc/real/3.png', 'real'),
    said('test/doc/fake/4.png', 'real'),
  ],
  'gpt-image-1': [said('00001.png', 'generated'), said('00002.png', 'real'), said('00003.png', 'real')],
  mmfr: [
    said('evaluation_sets/flux/0_real/a.png', 'real'),
    said('evaluation_sets/flux/1_fake/b.png', 'generated'),
    said('evaluation_sets/flux/1_fake/c.png', 'generated'),
  ],
};

/** Another model's raw text, one of which cannot be read. */
const guesser = [
  { source: { slug: 'guesser', name: 'Guesser', kind: 'model' }, grammar: 'qwen2.5-vl', space: 'original' },
  { image: 'images/r1.png', text: '<verdict>generated</verdict>' },
  { image: 'images/r2.png', text: '<verdict>real</verdict>' },
  { image: 'images/g1.png', text: 'I would rather not say.' },
  said(
    'images/g2.png',
    'generated',
    {
      box: [0, 0, 100, 100],
      description: 'bent edge',
    },
    { box: [50, 50, 150, 150], description: 'blurred corner' },
  ),
];

const answers = [
  ['test/chameleon/fake/1.png', 'This is a fake image. The petals repeat.'],
  ['test/chameleon/real/2.png', 'This is a real image. The grain is even.'],
  ['test/doc/real/3.png', 'A page of a book.'],
  ['test/doc/fake/4.png', 'This is a real image. The letters are sharp.'],
];
const not = 'The picture has not been tampered with.';
const has = 'The picture has been tampered with. The jaw is blurred.';

/** As the programs of others write it: the files, and what follows `npm run import -- predictions`. */
const natives = {
  legion: {
    files: {
      ...Object.fromEntries(
        ['r1', 'r2', 'g1', 'g2'].map((name) => [
          `out/${name}.png/explanation.json`,
          JSON.stringify({ [`/data/${name}.png`]: `<p> The square </p> [SEG] of ${name}.` }),
        ]),
      ),
      'out/r1.png/mask.png': drawMask(),
      'out/r2.png/mask.png': drawMask(),
      'out/g1.png/mask.png': drawMask([40, 40, 120, 120]),
      'verdicts.csv': 'image,verdict\nr1.png,real\nr2.png,real\ng1.png,fake\ng2.png,fake\n',
    },
    command: () => [
      'legion',
      at('legion/out'),
      '--dataset',
      'fakexplained',
      '--verdicts',
      at('legion/verdicts.csv'),
    ],
    name: 'LEGION',
  },
  npr: {
    files: {
      'scores.csv':
        'image,score\ntest/0_real/1.png,0.2\ntest/0_real/2.png,0.6\ntest/1_fake/3.png,0.9\ntest/1_fake/4.png,0.4\ntest/1_fake/5.png,0.7\n',
    },
    command: () => ['scores', at('npr/scores.csv'), '--dataset', 'chameleon'],
    name: 'NPR',
  },
  fakeshield: {
    files: {
      'DTE-FDM_output.jsonl': jsonLines([
        { image: `${ff.real}/071/10.png`, outputs: not },
        { image: `${ff.real}/054/20.png`, outputs: has },
        { image: `${ff.fake}/30.png`, outputs: has },
        { image: `${ff.fake}/40.png`, outputs: has },
      ]),
      'masks/10.png': drawMask(),
      'masks/20.png': drawMask(),
      'masks/30.png': drawMask([40, 40, 120, 80]),
    },
    command: () => [
      'fakeshield',
      at('fakeshield/DTE-FDM_output.jsonl'),
      '--dataset',
      'faceforensics',
      '--masks',
      at('fakeshield/masks'),
    ],
    name: 'FakeShield',
  },
  fakevlm: {
    files: { 'output.json': JSON.stringify(answers.map(([image_path, output]) => ({ image_path, output }))) },
    command: () => ['fakevlm', at('fakevlm/output.json'), '--dataset', 'fakeclue'],
    name: 'FakeVLM',
  },
  dire: {
    files: {
      'scores.jsonl': jsonLines([
        { image: '00001.png', score: 0.1 },
        { image: '00002.png', score: 0.3 },
        { image: '00003.png', score: 0.8 },
      ]),
    },
    command: () => ['scores', at('dire/scores.jsonl'), '--dataset', 'gpt-image-1', '--positive', 'real'],
    name: 'DIRE',
  },
  defake: {
    files: {
      'flux.csv':
        'path,label,pred\nevaluation_sets/flux/0_real/a.png,1,1\nevaluation_sets/flux/1_fake/b.png,0,0\nevaluation_sets/flux/1_fake/c.png,0,-1\n',
    },
    command: () => ['mllm-defake', at('defake/flux.csv'), '--dataset', 'mmfr'],
    name: 'DeFake',
  },
};

/** `[right or summed, images]` by dataset, model and metric, as counted by hand from what stands above. */
const expected: Record<string, Record<string, Record<string, [sum: number, n: number]>>> = {
  fakexplained: {
    Arbiter: { acc: [3, 4], iou_union: [1 / 2 + 7 / 9, 2], rouge_l: [8 / 9 + 2 / 3, 2], parse_ok: [4, 4] },
    Guesser: { acc: [2, 4], iou_union: [0 + 1, 2], rouge_l: [0 + 1, 2], coverage: [3, 4] },
    LEGION: { acc: [4, 4], iou_union: [1 + 0, 2], parse_ok: [3, 4] },
  },
  chameleon: {
    Arbiter: { acc: [4, 5], recall: [2, 3] },
    NPR: { acc: [3, 5], recall: [2, 3] },
  },
  faceforensics: {
    Arbiter: { acc: [3, 4], iou_union: [1 + 0, 2] },
    FakeShield: { acc: [3, 4], iou_union: [1 / 2 + 0, 2], parse_ok: [3, 4] },
  },
  fakeclue: {
    Arbiter: { acc: [2, 4] },
    FakeVLM: { acc: [2, 4], coverage: [3, 4], rouge_l: [1 + 1 + 0 + 4 / 7, 4] },
  },
  'gpt-image-1': { Arbiter: { recall: [1, 3] }, DIRE: { recall: [2, 3] } },
  mmfr: { Arbiter: { acc: [3, 3] }, DeFake: { acc: [2, 3], coverage: [2, 3] } },
};
const lines = Object.entries(expected).flatMap(([dataset, models]) =>
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
    const output = await site.run('import', 'predictions', ...command(), '--source', slug, '--name', name);
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
    expect(outputs.get('Failed: no verdict')?.[0]).toBe(failed);
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
