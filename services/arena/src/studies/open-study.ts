import { liftTimeLimits, recordChange, type Sql } from '@fakexplain/database';
import { PictureRefused, type Pictures } from '../pictures/pictures.ts';
import { refuseOpening } from '../pictures/refuse-opening.ts';
import { selectMissing } from '../pictures/store-picture.ts';
import { lockDraft } from './drafts.ts';
import { imagesOf, planToOpen } from './plan-study.ts';
import { insertFrozenImages, insertPractice } from './store-frozen.ts';

interface Dependencies {
  sql: Sql;
  pictures: Pictures;
}

/** Pictures for raters of the images that a draft would ask about. */
interface Prepared {
  total: number;
  /** Those that are there. */
  made: number;
}

/**
 * Fixes a draft's images and what each arm shows on each, makes the practice ballots, and opens it; all or nothing. Pictures
 * for raters that are missing are made first, and stay where opening fails, so that the next attempt goes on from there.
 * @throws ProblemError `not-found`, `study-not-draft`, `study-not-drawable`, `image-not-shown`
 */
export async function openStudy({ sql, pictures }: Dependencies, slug: string, now: Date): Promise<void> {
  const open = () =>
    sql.begin(async (tx) => {
      await liftTimeLimits(tx);
      const study = await lockDraft(tx, slug);
      const { asked, practice } = await planToOpen(tx, study);
      const missing = await selectMissing(tx, imagesOf({ asked, practice }));
      if (missing.length > 0) return missing;
      await insertFrozenImages(tx, study.id, asked);
      await insertPractice(tx, study.id, practice);
      await tx`update arena.studies set status = 'open', opened_at = ${now.toISOString()} where id = ${study.id}`;
      await recordChange(tx, {
        action: 'openStudy',
        subject: { kind: 'study', name: slug },
        before: { status: 'draft' },
        after: { status: 'open', images: asked.length, practice: practice.length },
      });
      return [];
    });
  // A dataset may have grown while pictures were made.
  for (let missing = await open(); missing.length > 0; missing = await open())
    await makePictures({ sql, pictures }, missing);
}

/**
 * Makes pictures for raters that opening a draft needs, two of them at least.
 * @param ms how long others are begun
 * @throws ProblemError `not-found`, `study-not-draft`, `study-not-drawable`, `image-not-shown`
 */
export async function prepareStudy(
  { sql, pictures }: Dependencies,
  slug: string,
  ms: number,
): Promise<Prepared> {
  const images = await sql.begin(async (tx) => {
    await liftTimeLimits(tx);
    return imagesOf(await planToOpen(tx, await lockDraft(tx, slug)));
  });
  const lacking = await selectMissing(sql, images);
  await makePictures({ sql, pictures }, lacking, AbortSignal.timeout(ms));
  const missing = await selectMissing(sql, images);
  // One entry, though it takes many requests.
  if (missing.length === 0 && lacking.length > 0)
    await sql.begin((tx) =>
      recordChange(tx, {
        action: 'prepareStudy',
        subject: { kind: 'study', name: slug },
        after: { pictures: images.length },
      }),
    );
  return { total: images.length, made: images.length - missing.length };
}

async function makePictures(
  { sql, pictures }: Dependencies,
  images: string[],
  signal?: AbortSignal,
): Promise<void> {
  await pictures
    .make(images, signal)
    .catch((error: unknown) =>
      error instanceof PictureRefused ? refuseOpening(sql, error) : Promise.reject(error),
    );
}
