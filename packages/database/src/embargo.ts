import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { DatabaseOrTransaction } from './client.ts';

/** A study that has something withheld while it is open. */
export interface EmbargoingStudy {
  slug: string;
  title: string;
}

/** Condition that the public may see an image. @param sha256 column, or value, with its hash */
export const isPublicImage = (sha256: SQLWrapper): SQL =>
  sql`not exists (select from arena.embargoed_images where embargoed_images.image_sha256 = ${sha256})`;

/** The studies for which the public is shown nothing of an image now; none where it may be seen. */
export const studiesWithholdingImage = (db: DatabaseOrTransaction, sha256: string) =>
  studies(db, sql`from arena.embargoed_images where image_sha256 = ${sha256}`);

/** The studies for which the public is not shown the scores of a run now. */
export const studiesWithholdingRun = (db: DatabaseOrTransaction, run: string) =>
  studies(db, sql`from arena.embargoed_runs where run_id = ${run}`);

/** The studies for which the public may not learn of all images of a study now: itself, or others that ask about one, or its like. */
export const studiesWithholdingImagesOf = (db: DatabaseOrTransaction, studyId: string) =>
  studies(
    db,
    sql`from arena.embargoed_images where image_sha256 in (
      select image_sha256 from arena.study_images where study_id = ${studyId})`,
  );

/** The studies for which the public may not ask a source about images now. @param source its slug */
export const studiesWithholdingSource = (db: DatabaseOrTransaction, source: string) =>
  studies(db, sql`from arena.embargoed_sources where source = ${source}`);

/** The studies for which the public may not learn how a study's arms write: itself, or others that compare the same sources. */
export const studiesWithholdingStyles = (db: DatabaseOrTransaction, studyId: string) =>
  studies(
    db,
    sql`from arena.embargoed_sources where source in (
      select c.slug from arena.arms a join catalog.sources c on c.id = a.source_id where a.study_id = ${studyId})`,
  );

/** The studies for which the public is not shown what the arms of a study score now: itself, or others of the same runs. */
export const studiesWithholdingArms = (db: DatabaseOrTransaction, studyId: string) =>
  studies(
    db,
    sql`from arena.embargoed_runs where run_id in (
      select x.run_id from arena.shown_explanations e join catalog.explanations x on x.id = e.explanation_id
      where e.study_id = ${studyId})`,
  );

/** Runs whose scores the public is not shown now, with the studies for which they are withheld. */
export async function readEmbargoedRuns(
  db: DatabaseOrTransaction,
): Promise<{ run: string; slug: string; title: string }[]> {
  return db.execute<EmbargoingStudy & { run: string } & Record<string, unknown>>(
    sql`select run_id as run, study as slug, title from arena.embargoed_runs order by study, run_id`,
  );
}

/** How many images of a dataset the public is not shown now, and for which studies. @param dataset its slug */
export async function readEmbargoOfDataset(
  db: DatabaseOrTransaction,
  dataset: string,
): Promise<{ count: number; studies: EmbargoingStudy[] }> {
  const rows = await db.execute<{ image: string } & EmbargoingStudy & Record<string, unknown>>(sql`
    select e.image_sha256 as image, e.study as slug, e.title
    from arena.embargoed_images e
    join catalog.dataset_images i on i.image_sha256 = e.image_sha256
    join catalog.datasets d on d.id = i.dataset_id
    where d.slug = ${dataset}
    order by e.study`);
  return {
    count: new Set(rows.map(({ image }) => image)).size,
    studies: [...new Map(rows.map(({ slug, title }) => [slug, { slug, title }])).values()],
  };
}

async function studies(db: DatabaseOrTransaction, from: SQL): Promise<EmbargoingStudy[]> {
  const rows = await db.execute<EmbargoingStudy & Record<string, unknown>>(
    sql`select distinct study as slug, title ${from} order by study`,
  );
  return [...rows];
}
