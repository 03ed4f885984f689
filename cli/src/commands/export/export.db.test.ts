import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { useCatalog } from '@fakexplain/catalog/testing/use-catalog.ts';
import { temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, test, vi } from 'vitest';
import { fakexplain } from '../../testing/fakexplain.ts';

const catalog = useCatalog();
// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const run = (...args: string[]) =>
  fakexplain(args, { DATABASE_URL: catalog().url, BLOB_DIRECTORY: catalog().blobDirectory });

test('what was imported goes out again, with the same bytes', async () => {
  const folder = await temporaryFolder();
  try {
    const [photo, drawn] = [await drawnImage(1), await drawnImage(2)];
    await folder.write('one/real/a.jpg', photo);
    await folder.write('one/fake/b.jpg', drawn);
    await run('import', 'folder', join(folder.path, 'one'), '--dataset', 'one');
    const out = join(folder.path, 'out', 'one');
    expect(await run('export', 'dataset', 'one', '--out', out)).toMatchObject({
      code: 0,
      stdout: `${out}: 2 images, 0 explanations, 0 regions, 0 scores\n`,
    });
    expect((await readdir(out)).toSorted()).toEqual(['README.md', 'croissant.json', 'data']);
    const file = await asyncBufferFromFile(join(out, 'data/images-00000.parquet'));
    const rows = await parquetReadObjects({ file, utf8: false });
    expect(rows.map(({ image, label }) => [label, image]).toSorted()).toEqual([
      ['generated', { bytes: new Uint8Array(drawn), path: 'fake/b.jpg' }],
      ['real', { bytes: new Uint8Array(photo), path: 'real/a.jpg' }],
    ]);

    expect(await run('export', 'dataset', 'one', '--out', out)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('is there already'),
    });
    expect(await run('export', 'study', 'none', '--out', join(folder.path, 'none'))).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no study “none” that can be exported.\n',
    });
    expect(await run('export', 'pairs', 'none', '--out', join(folder.path, 'none'))).toEqual({
      code: 3,
      stdout: '',
      stderr: 'There is no study “none” with votes.\n',
    });
  } finally {
    await folder.remove();
  }
});
