import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import type { Verdict } from '@fakexplain/explanation';
import { ProblemError } from '@fakexplain/service-kit';
import { sql } from 'drizzle-orm';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { fileMarks } from './find-marks.ts';

interface Row extends Record<string, unknown> {
  label: Verdict;
  /** Null: of all files, looked at or not. */
  mark: string | null;
  images: number;
  looked: number;
}

/** How many files of a dataset have each mark, by label. @throws ProblemError `not-found` */
export async function countMarks(db: Database, slug: string): Promise<catalog.FileMarks> {
  const dataset = await findDataset(db, slug);
  if (!dataset) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  const rows = [
    ...(await db.execute<Row>(sql`
      with files as (
        select place.label, image.marks from catalog.dataset_images place
        join catalog.images image on image.sha256 = place.image_sha256
        where place.dataset_id = ${dataset.id}
      )
      select label, null as mark, count(*)::int as images, count(marks)::int as looked from files group by label
      union all
      select label, mark, count(*)::int, count(*)::int from files, unnest(marks) as mark group by label, mark`)),
  ];
  const find = (label: Verdict, mark: string | null) =>
    rows.find((row) => row.label === label && row.mark === mark) ?? { images: 0, looked: 0 };
  const counted = (label: Verdict, mark: string) => {
    const [k, n] = [find(label, mark).images, find(label, null).looked];
    return { k, n, share: n === 0 ? null : k / n };
  };
  const pending = (label: Verdict) => find(label, null).images - find(label, null).looked;
  return {
    marks: fileMarks.map((mark) => ({
      mark,
      real: counted('real', mark),
      generated: counted('generated', mark),
    })),
    pending: pending('real') + pending('generated'),
  };
}
