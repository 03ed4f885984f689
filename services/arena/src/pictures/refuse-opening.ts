import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { PictureRefused } from './pictures.ts';

/** Tells a maintainer which image cannot be shown to raters, and why. @throws ProblemError `image-not-shown` */
export async function refuseOpening(sql: Sql, { image, message }: PictureRefused): Promise<never> {
  const places = await sql<{ dataset: string; path: string }[]>`
    select d.slug as dataset, di.path
    from catalog.dataset_images di join catalog.datasets d on d.id = di.dataset_id
    where di.image_sha256 = ${image} order by d.slug`;
  const named = places.map(({ dataset, path }) => `${path} (dataset ${dataset})`).join(', ');
  throw new ProblemError('image-not-shown', {
    detail: `The image ${named || image} cannot be shown to raters: ${message}. Import its dataset again, which puts the file back, then open the study.`,
  });
}
