import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { PictureRefused, type PicturePart, type Pictures } from '../pictures/pictures.ts';
import { refuseOpening } from '../pictures/refuse-opening.ts';
import { refuseOpened } from '../studies/drafts.ts';
import { unknownStudy } from '../studies/read-study.ts';

/**
 * A part of the picture that raters would be shown of an image of a draft. It is made where it is not there, as opening would.
 * @throws ProblemError `not-found`, `study-not-draft`, `image-not-shown`
 */
export async function readPreviewPart(
  { sql, pictures }: { sql: Sql; pictures: Pictures },
  slug: string,
  sha256: string,
  part: PicturePart,
): Promise<Uint8Array> {
  const [study] = await sql<{ status: string; has: boolean }[]>`
    select s.status, exists (select from arena.study_datasets d
      join catalog.dataset_images i on i.dataset_id = d.dataset_id
      where d.study_id = s.id and i.image_sha256 = ${sha256}) as has
    from arena.studies s where s.slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  if (study.status !== 'draft') return refuseOpened(slug, study.status);
  if (!study.has) throw new ProblemError('not-found', { detail: `"${slug}" has no image ${sha256}.` });
  const bytes = await pictures
    .read(sha256, part)
    .catch((error: unknown) =>
      error instanceof PictureRefused ? refuseOpening(sql, error) : Promise.reject(error),
    );
  if (!bytes) throw new ProblemError('not-found', { detail: 'The image has no such tile.' });
  return bytes;
}
