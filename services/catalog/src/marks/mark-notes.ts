import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { countMarks } from './count-marks.ts';

type Mark = catalog.FileMarks['marks'][number];

const words: Record<Exclude<Mark['mark'], 'transparent'>, string> = {
  exif: 'EXIF',
  text: 'text chunks or comments',
  xmp: 'XMP',
  c2pa: 'content credentials (C2PA)',
  made: 'something on how the image was made',
};

/** What the files of a dataset tell beside what is seen, by label, a line for each mark that any has. */
export async function markNotes(db: Database, slug: string): Promise<string[]> {
  if (!(await findDataset(db, slug))) return [];
  const { marks, pending } = await countMarks(db, slug);
  const notes = marks
    .filter(({ real, generated }) => real.k + generated.k > 0)
    .map(({ mark, real, generated }) => {
      if (mark !== 'transparent')
        return `Files with ${words[mark]}: ${real.k} of ${real.n} real, ${generated.k} of ${generated.n} generated`;
      const all = real.k + generated.k;
      return `${all} ${all === 1 ? 'image is transparent in places; it is' : 'images are transparent in places; they are'} shown on white`;
    });
  if (pending > 0)
    notes.push(
      `Files not looked at for such marks yet: ${pending}; the catalog service does so after its start`,
    );
  return notes;
}
