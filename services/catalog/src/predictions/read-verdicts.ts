import { verdictSchema, type Verdict } from '@fakexplain/explanation';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import type { CatalogImage, ImageFinder, ImageMatcher } from './match-images.ts';
import { imageColumn, imageOf, readTable, type TableRow } from './producers/read-table.ts';

export interface Verdicts {
  verdictOf: (image: CatalogImage) => Verdict | null;
  notes: string[];
}

/**
 * Verdicts by image from a table with the columns image and verdict: `real`, or `generated` (`fake`). Words only, since
 * 1 means real to some and fake to others.
 * @throws ImportRefused where a row is not as it should be; rows of other images are counted
 */
export async function readVerdicts(file: string, matcher: ImageMatcher): Promise<Verdicts> {
  const verdicts = new Map<string, Verdict>();
  let unmatched = 0;
  const table = await readTable(file, [imageColumn, ['verdict']], (row) => ({
    ...imageOf(row),
    verdict: wordOf(row),
  }));
  const rows = [];
  for await (const { place, prepare } of table.rows) {
    const row = await prepare().catch((error: unknown) => {
      if (!(error instanceof RowRefused)) throw error;
      throw new ImportRefused(`${file}:${place.line}: ${error.message}`);
    });
    rows.push({ ...row, line: place.line });
  }
  const finder = matcher.among(rows);
  for (const { image, field, verdict, line } of rows) {
    const found = tryFind(finder, image, field);
    const before = found && verdicts.get(found.sha256);
    if (!found) unmatched += 1;
    else if (before !== undefined && before !== verdict) {
      throw new ImportRefused(`${file}:${line}: ${found.path} is said to be ${before} above.`);
    } else verdicts.set(found.sha256, verdict);
  }
  return {
    verdictOf: ({ sha256 }) => verdicts.get(sha256) ?? null,
    notes:
      unmatched > 0 ? [`${unmatched} × a row of ${file} that names no image of the dataset, or several`] : [],
  };
}

function tryFind(finder: ImageFinder, image: string, field: string): CatalogImage | undefined {
  try {
    return finder.find({ image }, field);
  } catch (error) {
    if (error instanceof RowRefused) return undefined;
    throw error;
  }
}

function wordOf(row: TableRow): Verdict {
  const word = String(row['verdict'] ?? '')
    .trim()
    .toLowerCase();
  const parsed = verdictSchema.safeParse(word === 'fake' ? 'generated' : word);
  if (parsed.success) return parsed.data;
  throw new RowRefused('verdict', `the verdict is "${word}"; write real or generated (fake), in words`);
}
