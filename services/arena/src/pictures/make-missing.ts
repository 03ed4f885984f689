import type { Sql } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import { PictureRefused, type Pictures } from './pictures.ts';
import { selectMissingOfOpenStudies } from './store-picture.ts';

/**
 * Makes the pictures that open studies lack: of those opened before there were any, or before they were cut as they are
 * now. Raters may go on meanwhile, since what they ask for is made at once.
 * @returns how many were made
 */
export async function makeMissing(
  { sql, pictures, logger }: { sql: Sql; pictures: Pictures; logger: Logger },
  signal: AbortSignal,
): Promise<number> {
  let made = 0;
  for (const image of await selectMissingOfOpenStudies(sql)) {
    if (signal.aborted) break;
    try {
      await pictures.make([image]);
      made += 1;
    } catch (error) {
      if (!(error instanceof PictureRefused)) throw error;
      logger.error({ image, reason: error.message }, 'an image of an open study cannot be shown to raters');
    }
  }
  return made;
}
