import type { Database } from '@fakexplain/database';
import type { Region } from '@fakexplain/explanation';
import { openStudy } from './arena.ts';
import { seedCatalog } from './catalog.ts';

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
  const region = (description: string): Region => ({ box: [10, 10, 200, 150], description });
  await seedCatalog(db, {
    dataset: slug,
    images: Array.from({ length: images }, (_, i) => ({
      name: `${slug}-${i}`,
      label: i % 2 ? 'real' : 'generated',
      generator: `generator-${i % 3}`,
      explanations: Object.fromEntries(
        sources.map((source, at) => [
          source,
          { verdict: 'generated', regions: [region(`Remark ${at} on picture ${i}.`)] },
        ]),
      ),
    })),
  });
  await openStudy(baseUrl, {
    slug,
    title: slug,
    consent: 'Made for a test.',
    datasets: [slug],
    arms: sources.map((source) => ({ source })),
    correctionWindowS,
    repeatShare: 0,
    checkShare: 0,
  });
}
