import { join } from 'node:path';
import { useCatalog } from '@fakexplain/catalog/testing/use-catalog.ts';
import { temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test, vi } from 'vitest';
import { fakexplain } from '../../testing/fakexplain.ts';

const catalog = useCatalog();
// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const run = (...args: string[]) =>
  fakexplain(args, { DATABASE_URL: catalog().url, BLOB_DIRECTORY: catalog().blobDirectory });

beforeAll(async () => {
  const folder = await temporaryFolder();
  const shared = await drawnImage(1);
  await folder.write('one/real/a.png', shared);
  await folder.write('one/fake/b.png', await drawnImage(2));
  await folder.write('two/fake/c.png', shared);
  expect(await run('import', 'folder', join(folder.path, 'one'), '--dataset', 'one')).toMatchObject({
    code: 0,
  });
  const two = ['--dataset', 'two', '--kind', 'ood', '--title', 'Second'];
  expect(await run('import', 'folder', join(folder.path, 'two'), ...two)).toMatchObject({ code: 0 });
  await folder.remove();
});

test('datasets are listed with what is in them', async () => {
  expect(await run('dataset', 'list')).toEqual({
    code: 0,
    stdout:
      'one: other, 2 images (1 real, 1 generated), 0 explanations — one\n' +
      'two: ood, 1 images (0 real, 1 generated), 0 explanations — Second\n',
    stderr: '',
  });
});

test('pictures that are elsewhere too are counted; a dataset that is not there is refused', async () => {
  const found = await run('dataset', 'duplicates', 'one');
  expect(found).toMatchObject({ code: 0, stderr: '' });
  expect(found.stdout).toContain('1 of these images is also in two, 1 of them with the other label\n');
  expect(await run('dataset', 'duplicates', 'none')).toEqual({
    code: 3,
    stdout: '',
    stderr: 'There is no dataset none; `dataset list` shows them all.\n',
  });
});

test('images without a fold get one, the others keep theirs', async () => {
  const { db } = catalog();
  const folds = () =>
    db.execute(sql`select path, fold from catalog.dataset_images where path like '%/_.png' order by path`);
  const before = [...(await folds())];
  await db.execute(sql`update catalog.dataset_images set fold = null where path = 'fake/b.png'`);
  expect(await run('dataset', 'assign-folds', 'one')).toEqual({
    code: 0,
    stdout: 'Every image of one has a fold.\n',
    stderr: '',
  });
  expect(before.every(({ fold }) => typeof fold === 'number')).toBe(true);
  const after = [...(await folds())];
  expect(after.filter(({ path }) => path !== 'fake/b.png')).toEqual(
    before.filter(({ path }) => path !== 'fake/b.png'),
  );
  expect(after.every(({ fold }) => typeof fold === 'number')).toBe(true);
});
