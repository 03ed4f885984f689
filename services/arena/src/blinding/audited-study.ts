import type { Sql } from '@fakexplain/database';
import { lockDraft } from '../studies/drafts.ts';
import type { LeftOut } from '../studies/leave-out.ts';
import { planToOpen } from '../studies/plan-study.ts';
import { unknownStudy } from '../studies/read-study.ts';
import { sampleImages, selectShownPairs, type ShownPair } from './seen-pairs.ts';

/** What an audit needs to know of a study. */
export interface AuditedStudy {
  id: string;
  slug: string;
  title: string;
  status: 'draft' | 'open' | 'closed';
  seed: number;
  leaveOut: LeftOut;
  /** Names of the arms by position. */
  arms: string[];
}

/** @throws ProblemError `not-found` */
export async function findAuditedStudy(sql: Sql, slug: string): Promise<AuditedStudy> {
  const [study] = await sql<AuditedStudy[]>`
    select s.id, s.slug, s.title, s.status, s.seed, s.leave_out as "leaveOut",
      array(select name from arena.arms a where a.study_id = s.id order by position) as arms
    from arena.studies s where s.slug = ${slug}`;
  return study ?? unknownStudy(slug);
}

/** What two arms show on the images of a study. */
export type ListShown = (a: number, b: number) => Promise<ShownPair[]>;

/** Of a study that was opened, as it was fixed then; of a draft, as if it were opened now. @throws ProblemError `study-not-drawable` */
export async function shownBy(sql: Sql, study: AuditedStudy): Promise<ListShown> {
  const { id, slug, seed, status } = study;
  if (status !== 'draft') return (a, b) => selectShownPairs(sql, id, { a, b, seed });
  const { asked } = await sql.begin(async (tx) => planToOpen(tx, await lockDraft(tx, slug)));
  return async (a, b) =>
    sampleImages(
      asked.flatMap(({ image, explanations }): ShownPair[] => {
        const [own, other] = [explanations[a], explanations[b]];
        if (!own || !other || own.contentHash === other.contentHash) return [];
        return [{ sha256: image.sha256, a: own.explanationId, b: other.explanationId }];
      }),
      seed,
    );
}
