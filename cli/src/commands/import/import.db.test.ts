import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@fakexplain/database';
import { datasetFolder, lines, row } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage, newImage } from '@fakexplain/fixtures/images';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  ensureDataset,
  lockDataset,
  manifestOfDataset,
} from '@fakexplain/catalog/datasets/ensure-dataset.ts';
import { contentOf, useCatalog } from '@fakexplain/catalog/testing/use-catalog.ts';
import { fakexplain, type Ended } from '../../testing/fakexplain.ts';

const catalog = useCatalog();
// Each runs the command up to twice, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const environment = () => ({ DATABASE_URL: catalog().url, BLOB_DIRECTORY: catalog().blobDirectory });

/** Runs the command as a person does; `watch` may interrupt it. */
function importing(
  args: string[],
  { env, watch }: { env?: Record<string, string>; watch?: Parameters<typeof fakexplain>[2] } = {},
): Promise<Ended> {
  return fakexplain(['import', ...args], { ...environment(), ...env }, watch);
}

test('0 where everything goes in, and again where all of it is there', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  await folder.write('b.png', await newImage());
  const file = await folder.write('rows.jsonl', lines([row('a.png', [1, 2, 3, 4]), row('b.png')]));
  const first = await importing(['fakexplained', file, '--dataset', 'all-good']);
  expect(first).toEqual({
    code: 0,
    stdout: '1 generated, 1 real; 0 refused\n',
    stderr: `Understood: 2 rows of images that are 1 generated, 1 real
  verdicts: 1 generated, 1 real; as the image’s label 2 of 2 times
  regions: 1, 0 with a mask; 0 reached out of their image
  texts: 2 structured
  a.png: generated; [1, 2, 3, 4] odd at 1 2 3 4
  b.png: real; “nothing stands out”
`,
  });
  const second = await importing(['fakexplained', file, '--dataset', 'all-good']);
  expect(second).toEqual({
    code: 0,
    stdout: 'nothing new; 2 were there; 0 refused\n',
    stderr: first.stderr,
  });

  const said = await folder.write(
    'said.jsonl',
    lines([{ image: 'a.png', explanation: { verdict: 'real' } }]),
  );
  const source = ['--source', 'someone', '--kind', 'model', '--name', 'Some One'];
  const third = await importing(['explanations', said, '--dataset', 'all-good', ...source]);
  expect(third).toMatchObject({ code: 0, stdout: '1 ok; 0 refused\n' });
  expect(third.stderr).toContain('verdicts: 1 real; as the image’s label 0 of 1 times\n');
});

test('a dry run tells all of it and leaves nothing behind', async () => {
  const folder = await datasetFolder();
  await folder.write('real/a.png', await drawnImage(11));
  await folder.write('fake/b.png', await drawnImage(12));
  const rows = await folder.write('rows.jsonl', lines([row('real/a.png'), row('fake/b.png', [1, 2, 3, 4])]));
  const scores = await folder.write('scores.csv', 'image,score\nreal/a.png,0.1\nfake/b.png,0.75\n');
  const said = await folder.write(
    'said.jsonl',
    lines([{ image: 'real/a.png', explanation: { verdict: 'real' } }]),
  );
  const whose = ['--dataset', 'tried', '--source', 'trial', '--kind', 'model'];
  const tables = async () => {
    const { sql } = catalog();
    const [counts] = await sql`
      select (select count(*) from catalog.images) as images, (select count(*) from catalog.datasets) as datasets,
        (select count(*) from catalog.sources) as sources, (select count(*) from catalog.runs) as runs,
        (select count(*) from catalog.explanations) as explanations`;
    return { counts, files: await readdir(catalog().blobDirectory, { recursive: true }) };
  };
  for (const args of [
    ['folder', folder.path, '--dataset', 'tried'],
    ['fakexplained', rows, '--dataset', 'tried-too'],
    ['predictions', 'scores', scores, ...whose],
    ['explanations', said, ...whose],
  ]) {
    const before = await tables();
    const tried = await importing([...args, '--dry-run']);
    expect(tried).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Nothing was written: this was a dry run.'),
    });
    expect(await tables()).toEqual(before);
    const done = await importing(args);
    expect(done.stdout).toBe(tried.stdout);
    expect(done.stderr).toBe(tried.stderr.replace('Nothing was written: this was a dry run.\n', ''));
  }
});

test('predictions of another program go in by its own files, and what they lack is told', async () => {
  const folder = await datasetFolder();
  for (const name of ['a.png', 'b.png', 'c.png']) await folder.write(name, await newImage());
  const images = await folder.write(
    'rows.jsonl',
    lines([row('a.png', [1, 2, 3, 4]), row('b.png'), row('c.png')]),
  );
  expect(await importing(['fakexplained', images, '--dataset', 'foreseen'])).toMatchObject({ code: 0 });
  const file = await folder.write(
    'answers.json',
    JSON.stringify([
      { image_path: '/home/author/a.png', output: 'This is a fake image. It melts.' },
      { image_path: '/home/author/b.png', output: 'Who knows.' },
      { image_path: '/home/author/z.png', output: 'This is a real image.' },
    ]),
  );
  const args = [
    'predictions',
    'fakevlm',
    file,
    '--dataset',
    'foreseen',
    '--source',
    'vlm',
    '--root',
    '/home/author',
  ];
  expect(await importing(args)).toEqual({
    code: 4,
    stdout: '1 generated, 1 without a verdict; 1 refused\n',
    stderr: `${file}: [2].image_path: the dataset foreseen has no image z.png
Understood: 2 rows of images that are 1 generated, 1 real
  verdicts: 1 generated, 1 no verdict; as the image’s label 1 of 1 times
  regions: 0, 0 with a mask; 0 reached out of their image
  texts: 2 in the source’s own words
  a.png: generated; “It melts.”
  b.png: no verdict; “Who knows.”
1 × no verdict that can be read: counts as failed
1 image has no prediction
`,
  });
  expect(await importing(args)).toMatchObject({ code: 4, stdout: 'nothing new; 2 were there; 1 refused\n' });
});

test('a dataset in its own layout: how labels are read, what went in, what is elsewhere too', async () => {
  const folder = await datasetFolder();
  const shared = await drawnImage(1);
  await folder.write('test/0_real/a.jpg', shared);
  await folder.write('test/1_fake/b.jpg', await drawnImage(2));
  await folder.write('again/fake/c.jpg', shared);
  const first = await importing(['chameleon', folder.path]);
  expect(first).toEqual({
    code: 0,
    stdout: '1 real, 1 generated; 0 refused\n',
    stderr: `Labels: 0_real/ = real, 1_fake/ = generated, by folder.
Understood: 2 rows of images that are 1 real, 1 generated
  test/0_real/a.jpg: real
  test/1_fake/b.jpg: generated
`,
  });
  const second = await importing(['folder', join(folder.path, 'again'), '--dataset', 'overlapping']);
  expect(second).toMatchObject({ code: 0, stdout: '1 generated; 0 refused\n' });
  expect(second.stderr).toContain('1 of these images is also in chameleon, 1 of them with the other label\n');
  expect(await fakexplain(['dataset', 'hash-images'], environment())).toEqual({
    code: 0,
    stdout: '0 hashed; 0 refused\n',
    stderr: '',
  });
});

test('4 where rows are refused, which are told and reported', async () => {
  const folder = await datasetFolder();
  await folder.write('images/a.png', await newImage());
  const file = await folder.write('rows.jsonl', lines([row('a.png'), row('gone.png'), '{']));
  const manifest = await folder.write(
    'manifest.yaml',
    `dataset: { slug: some-bad, title: T, kind: ood, licence: L, source: S, localisation: whole_image }
images: { a.png: { generator: G }, never.png: { fold: 1 } }`,
  );
  const report = join(folder.path, 'report.jsonl');
  const images = join(folder.path, 'images');
  const ended = await importing([
    'fakexplained',
    file,
    '--manifest',
    manifest,
    '--images',
    images,
    '--report',
    report,
  ]);
  expect(ended).toMatchObject({ code: 4, stdout: '1 real; 2 refused\n' });
  expect(ended.stderr).toContain(
    `${file}:2: images[0]: there is no file gone.png in the folder of the images\n`,
  );
  expect(ended.stderr).toContain('names 1 image that rows.jsonl does not: never.png');
  const written = (await readFile(report, 'utf8'))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(written).toEqual([
    { file, line: 2, field: 'images[0]', reason: 'there is no file gone.png in the folder of the images' },
    { file, line: 3, field: '', reason: expect.stringMatching(/^the line is not JSON/) },
  ]);
});

test.each([
  [2, ['frobnicate'], {}, /unknown command 'frobnicate'/],
  [3, ['fakexplained', '/nowhere/rows.jsonl', '--dataset', 'never'], {}, /There is no file/],
  [1, ['fakexplained', 'r', '--dataset', 'd'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' }, /ECONNREFUSED/],
  [2, ['fakexplained', 'r', '--dataset', 'd'], { BLOB_DIRECTORY: '' }, /BLOB_DIRECTORY/],
])('%i and nothing done with %j', async (code, args, env, reason) => {
  const ended = await importing(args, { env });
  expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(reason) });
  expect(ended.stderr).not.toMatch(/\n\s+at /);
});

test('a file of another kind is named, with the command that reads it', async () => {
  const folder = await datasetFolder();
  await folder.write('a.png', await newImage());
  const value = { x: 25, y: 50, width: 50, height: 50, rotation: 0, rectanglelabels: ['six fingers'] };
  const task = { data: { image: 'a.png' }, annotations: [{ result: [{ type: 'rectanglelabels', value }] }] };
  const file = await folder.write('export.json', JSON.stringify([task], null, 2));
  const list = await folder.write('list.csv', 'path,label\na.png,fake\n');
  expect(await importing(['manifest', list, '--dataset', 'annotated'])).toMatchObject({ code: 0 });
  const reads = `explanations ${file} --format label-studio`;
  for (const args of [
    ['fakexplained', file],
    ['manifest', file],
  ]) {
    expect(await importing([...args, '--dataset', 'annotated'])).toEqual({
      code: 3,
      stdout: '',
      stderr: `${file} looks like a Label Studio export; use: npm run fakexplain -- import ${reads} --dataset DATASET --source SOURCE --reference.\n`,
    });
  }
  const whose = ['--dataset', 'annotated', '--source', 'people', '--kind', 'human', '--reference'];
  const read = await importing(['explanations', file, ...whose]);
  expect(read).toMatchObject({ code: 0, stdout: '1 ok; 0 refused\n' });
  expect(read.stderr).toContain('a.png: generated; [10, 15, 30, 30] six fingers');
});

test('130 where it is interrupted; the same command goes on from there', async () => {
  const folder = await datasetFolder();
  const rows: unknown[] = [];
  for (let n = 0; n < 100; n += 1) {
    await folder.write(`${n}.png`, await newImage());
    rows.push(row(`${n}.png`));
    // Something to be told early, which the test answers with Ctrl-C.
    if (n === 3) rows.push('not JSON');
  }
  const { db } = catalog();
  const { dataset } = await manifestOfDataset(db, 'stopped');
  const datasetId = await ensureDataset(db, dataset);
  const args = ['fakexplained', await folder.write('rows.jsonl', lines(rows)), '--dataset', 'stopped'];

  // The first batch waits for this lock, so that the end cannot come before the interrupt.
  const first = await db.transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const { promise: stopped, resolve: isStopping } = Promise.withResolvers<void>();
    let asked = false;
    const ended = importing(args, {
      watch: (stderr, stop) => {
        if (!asked && stderr.includes('not JSON')) stop();
        asked ||= stderr.includes('not JSON');
        if (stderr.includes('Finishing the rows in hand')) isStopping();
      },
    });
    await Promise.race([stopped, ended]);
    return { ended };
  });
  const { code, stdout, stderr } = await first.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('the same command again goes on from there');
  const there = (await contentOf(catalog(), 'stopped')).images.length;
  expect(there).toBeGreaterThan(0);
  expect(there).toBeLessThan(100);
  expect(stdout).toBe(`${there} real; 1 refused\n`);
  expect(await importing(args)).toMatchObject({
    code: 4,
    stdout: `${100 - there} real; ${there} were there; 1 refused\n`,
  });
});

test('1 where the database fails on the way; the same command goes on from there', async () => {
  const folder = await datasetFolder();
  const rows: unknown[] = [];
  for (let n = 0; n < 70; n += 1) {
    await folder.write(`${n}.png`, await newImage());
    rows.push(row(`${n}.png`));
  }
  const { db, url } = catalog();
  const { dataset } = await manifestOfDataset(db, 'cut-off');
  const datasetId = await ensureDataset(db, dataset);
  const args = ['fakexplained', await folder.write('rows.jsonl', lines(rows)), '--dataset', 'cut-off'];
  const admin = connect(url);
  onTestFinished(() => admin.close());

  // The first batch waits for this lock, and its session is ended while it waits.
  const { ended } = await db.transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const ended = importing(args);
    let cut = 0;
    while (cut === 0) {
      const sessions = await admin.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'fakexplain import' and wait_event = 'advisory'`;
      cut = sessions.length;
    }
    return { ended };
  });
  const first = await ended;
  expect(first).toMatchObject({ code: 1, stdout: '' });
  expect(first.stderr).toMatch(/^The import failed: .+\nWhat went in stays; the same command again goes on/);
  expect(first.stderr).not.toMatch(/\n\s+at /);
  expect(await importing(args)).toMatchObject({ code: 0, stdout: '70 real; 0 refused\n' });
});
