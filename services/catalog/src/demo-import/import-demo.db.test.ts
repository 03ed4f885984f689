import { expect, test } from 'vitest';
import { listDatasets } from '../datasets/list-datasets.ts';
import { standIns } from '../../../../demo/draw/sources/index.ts';
import { listSources } from '../sources/list-sources.ts';
import { contentOf, useCatalogue } from '../testing/catalogue.ts';
import { importDemo } from './import-demo.ts';

const catalogue = useCatalogue();

test(
  'the demo goes in without a refused row, is marked as demo, and goes in once',
  { timeout: 180_000 },
  async () => {
    const { db, blobs } = catalogue();
    expect(await importDemo({ db, blobs })).toBe(0);
    const [demo] = await listDatasets(db);
    expect(demo).toMatchObject({
      slug: 'demo',
      kind: 'demo',
      images: 200,
      real: 100,
      generated: 100,
      explanations: 200 * (standIns.length + 1),
    });
    const sources = await listSources(db);
    expect(sources.map(({ slug }) => slug)).toEqual(
      ['demo-reference', ...standIns.map(({ slug }) => slug)].toSorted(),
    );
    for (const source of sources) {
      expect(source).toMatchObject({ kind: 'stand-in', demo: true, explanations: 200 });
    }
    const { images } = await contentOf(catalogue(), 'demo');
    expect(new Set(images.map(({ fold }) => fold))).toEqual(new Set([0, 1, 2, 3]));

    const said: string[] = [];
    expect(await importDemo({ db, blobs, say: (line) => said.push(line) })).toBeNull();
    expect(said).toEqual([]);
  },
);
