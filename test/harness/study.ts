import type { Database } from '@fakexplain/database';
import { addDataset, addPictures, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { openStudy } from './arena.ts';

/** A dataset of the same name and an open study on it: every source explains every image, each in words of its own. */
export async function makeStudy(
  { db, baseUrl }: { db: Database; baseUrl: string },
  {
    slug,
    sources,
    images,
    correctionWindowS = 600,
  }: { slug: string; sources: string[]; images: number; correctionWindowS?: number },
): Promise<void> {
  const names = Array.from({ length: images }, (_, i) => `${slug}-${i}`);
  const places = names.map((name, i): [string, DatasetImage] => [
    name,
    { width: 640, height: 480, label: i % 2 ? 'real' : 'generated', generator: `generator-${i % 3}` },
  ]);
  const datasetId = await addDataset(db, slug, Object.fromEntries(places));
  for (const [at, source] of sources.entries()) {
    const says = names.map((name, i): [string, Said] => [
      name,
      {
        verdict: 'generated',
        regions: [{ box: [10, 10, 200, 150], description: `Remark ${at} on picture ${i}.` }],
      },
    ]);
    await addRun(db, { source, datasetId }, Object.fromEntries(says));
  }
  await addPictures(db);
  await openStudy(baseUrl, newStudy({ dataset: slug, sources }, { slug, title: slug, correctionWindowS }));
}
