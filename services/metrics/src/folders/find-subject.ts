import type { Sql } from '@fakexplain/database';

/** What a folder is made of: a dataset with all that is said of it, or the images of a study with what its arms show. */
export interface FolderSubject {
  kind: 'dataset' | 'study';
  id: string;
  slug: string;
  title: string;
  /** Datasets that its images are of. */
  datasets: { slug: string; title: string; licence: string; origin: string; language: string | null }[];
  /** Images that the public is not shown now. */
  withheld: number;
  /** Studies for which they are, by their titles. */
  withheldFor: string[];
  /** Whether it is a study whose own images are withheld, so that nothing may say which arm wrote what. */
  blinded: boolean;
}

type Wanted = Pick<FolderSubject, 'kind' | 'slug'>;

/** @returns null where there is none, or it is a study that was never opened */
export async function findSubject(sql: Sql, wanted: Wanted): Promise<FolderSubject | null> {
  const { kind, slug } = wanted;
  const [found] =
    kind === 'dataset'
      ? await sql<
          { id: string; title: string }[]
        >`select id, title from catalog.datasets where slug = ${slug}`
      : await sql<{ id: string; title: string }[]>`
          select id, title from arena.study_summaries where slug = ${slug} and status <> 'draft'`;
  if (!found) return null;
  const { id, title } = found;
  const images = imagesOf(sql, { kind, id });
  const datasets = await sql<FolderSubject['datasets']>`
    select slug, title, licence, origin, language from catalog.datasets
    where id in (select dataset_id from (${images}) i) order by slug`;
  const withheld = await sql<{ image: string; id: string; title: string }[]>`
    select e.image_sha256 as image, e.study_id as id, e.title
    from arena.embargoed_images e where e.image_sha256 in (select image_sha256 from (${images}) i)
    order by e.title`;
  return {
    kind,
    id,
    slug,
    title,
    datasets: [...datasets],
    withheld: new Set(withheld.map(({ image }) => image)).size,
    withheldFor: [...new Set(withheld.map(({ title }) => title))],
    blinded: withheld.some((study) => study.id === id),
  };
}

/** The places of its images in their datasets, an image once. */
export const imagesOf = (sql: Sql, { kind, id }: Pick<FolderSubject, 'kind' | 'id'>) =>
  kind === 'dataset'
    ? sql`select i.* from catalog.dataset_images i where i.dataset_id = ${id}`
    : sql`
        select distinct on (i.image_sha256) i.*
        from (${saidOf(sql, { kind, id })}) said
        join catalog.explanations e on e.id = said.explanation_id
        join catalog.runs r on r.id = e.run_id
        join catalog.dataset_images i on i.dataset_id = r.dataset_id and i.image_sha256 = e.image_sha256
        order by i.image_sha256, i.dataset_id`;

/** The ids of what is said of its images. Format controls show what is said of another image, and are left out. */
export const saidOf = (sql: Sql, { kind, id }: Pick<FolderSubject, 'kind' | 'id'>) =>
  kind === 'dataset'
    ? sql`
        select e.id as explanation_id from catalog.explanations e
        join catalog.runs r on r.id = e.run_id where r.dataset_id = ${id}`
    : sql`
        select distinct s.explanation_id from arena.shown_explanations s
        join arena.study_arms a on a.study_id = s.study_id and a.position = s.arm_position
        where s.study_id = ${id} and a.kind = 'source'`;
