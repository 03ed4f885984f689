import type { catalog } from '@fakexplain/contract';
import { plural } from './numbers.ts';
import { day } from '#lib/words/moments.ts';

/** What tells a source from another one of its name: slug, kind, and for each dataset how much it explained and when. */
export function sourceFacts({
  slug,
  kind,
  datasets,
}: Pick<catalog.Source, 'slug' | 'kind' | 'datasets'>): string {
  const explained = datasets.map(
    (dataset) => `${dataset.slug}: ${plural(dataset.images, 'image')}, ${day(dataset.newestRunAt)}`,
  );
  return [slug, kind, ...(explained.length > 0 ? explained : ['has explained nothing'])].join(' · ');
}
