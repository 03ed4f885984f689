import type { metrics } from '@fakexplain/contract';
import {
  packedVotesOf,
  readSnapshot,
  type Database,
  type Read,
  type Sql,
  type TransactionSql,
} from '@fakexplain/database';
import { isPublicImage } from '@fakexplain/database/embargo';
import { ProblemError, sharedAnswers, type Json, type Reader } from '@fakexplain/service-kit';
import type { Reports } from '@fakexplain/service-kit/reports';
import { sql } from 'drizzle-orm';
import { inThreads, type FaultyTask } from './in-thread.ts';
import { faultsOf } from './read-faults.ts';
import { readArms, readState } from './read-study.ts';
import { requireReadable } from './require-readable.ts';

const what = 'How often wrong explanations won the votes';

interface Wanted {
  withoutExcluded: boolean;
  reader: Reader;
  signal: AbortSignal;
}

/** Reports of “convincing but wrong”, kept until the study's next vote, exclusion or new scores. */
export function convincingReader({ db, reports }: { db: Database; reports: Reports<Sql> }) {
  const answers = sharedAnswers<metrics.ConvincingReport>(reports.queue);
  /** @throws ProblemError as `requireReadable` */
  return async (
    slug: string,
    { withoutExcluded, reader, signal }: Wanted,
  ): Promise<Json<metrics.ConvincingReport>> => {
    const study = await requireReadable(db, slug, { reader, what });
    return answers(JSON.stringify([study, withoutExcluded]), signal, async (leaving, kept) => {
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const now = await readState(tx, study.id);
        const state = JSON.stringify(now);
        if (kept?.state === state) return kept;
        const faulty = await readFaulty(tx, run, { studyId: study.id, withoutExcluded });
        const { votes, sequence } = now;
        return {
          state,
          task: { ...faulty, study, arms: await readArms(tx, study.id), votes, sequence, withoutExcluded },
        };
      });
      if ('answer' in read) return read;
      return { state: read.state, answer: await reports.run(inThreads.convincing, read.task, leaving) };
    });
  };
}

async function readFaulty(
  tx: TransactionSql,
  run: Read,
  { studyId, withoutExcluded }: { studyId: string; withoutExcluded: boolean },
): Promise<FaultyTask> {
  const [found] = await run(faultsOf(tx, studyId));
  const votes = await run(
    packedVotesOf(
      tx,
      studyId,
      withoutExcluded
        ? tx`v.rater_id <> all(array(select rater_id from arena.excluded_raters where study_id = ${studyId}))`
        : undefined,
    ),
  );
  return { faults: found?.faults ?? '[]', packed: votes.map(({ packed }) => packed) };
}

/** Most cases of one answer. */
const mostCases = 100;

/**
 * The images behind one number of the report; those under embargo for maintainers alone.
 * @throws ProblemError as `requireReadable`, and `not-found` where the study has no such arm
 */
export async function listConvincingCases(
  { db, reports }: { db: Database; reports: Reports<Sql> },
  slug: string,
  { arm, fault, withoutExcluded, reader, signal }: Wanted & { arm: number; fault: metrics.Fault },
): Promise<metrics.ConvincingCases> {
  const { id, title, demo } = await requireReadable(db, slug, { reader, what });
  const { own, images } = await reports.queue(`cases of ${id}`, signal, async () => {
    const read = await readSnapshot(reports.sql, signal, async (tx, run) => ({
      arms: await readArms(tx, id),
      faulty: await readFaulty(tx, run, { studyId: id, withoutExcluded }),
    }));
    const own = read.arms.find(({ position }) => position === arm);
    if (!own) throw new ProblemError('not-found', { detail: `The study ${slug} has no arm ${arm}.` });
    return { own, images: await reports.run(inThreads.faultyImages, { ...read.faulty, arm, fault }, signal) };
  });
  const isShown = reader === 'public' ? isPublicImage(sql`e.image_sha256`) : sql`true`;
  const rows = await db.execute<CaseRow>(sql`
    select e.image_sha256 as sha256, b.won as k, b.votes as n, ${isShown} as "isShown",
      (count(*) over ())::int as total, (count(*) filter (where not ${isShown}) over ())::int as withheld
    from json_to_recordset(${JSON.stringify(images)}::text::json) as b (image int, won int, votes int)
    join (select distinct image_position, image_sha256 from arena.shown_explanations where study_id = ${id}) e
      on e.image_position = b.image
    order by "isShown" desc, k desc, n, sha256 limit ${mostCases}`);
  return {
    study: { slug, title, demo },
    arm: own.name,
    fault,
    cases: rows.filter((row) => row.isShown).map(({ sha256, k, n }) => ({ sha256, k, n, share: k / n })),
    total: rows[0]?.total ?? 0,
    withheld: rows[0]?.withheld ?? 0,
  };
}

interface CaseRow extends Record<string, unknown> {
  sha256: string;
  k: number;
  n: number;
  isShown: boolean;
  total: number;
  withheld: number;
}
