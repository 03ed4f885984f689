import type { metrics } from '@fakexplain/contract';
import type { Database, DatabaseOrTransaction } from '@fakexplain/database';
import { isPublicImage } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { clusteredShare, shareInterval, type ClusterSums } from '@fakexplain/statistics/clustered-share';
import { clopperPearson, clopperPearsonLow } from '@fakexplain/statistics/binomial';
import { sql } from 'drizzle-orm';
import { iouUnionMetric } from '../metrics/iou-union.ts';
import { signatureString } from '../metrics/signature.ts';
import { faultyVotes, missedBelow, type VoteScope } from './faulty-votes.ts';
import { listArms, type ArmRow, type StudyRow } from './read-study.ts';
import { requireReadable } from './require-readable.ts';

const level = 0.95;
const what = 'How often wrong explanations won the votes';

/**
 * Reports of “convincing but wrong”, kept until the study's next vote, exclusion or new scores. One report of a study is made
 * at a time, however many ask for it.
 */
export function convincingReader(db: Database) {
  const kept = new Map<string, { state: string; report: Promise<metrics.ConvincingReport> }>();
  /** @throws ProblemError as `requireReadable` */
  return async (
    slug: string,
    { withoutExcluded, reader }: { withoutExcluded: boolean; reader: Reader },
  ): Promise<metrics.ConvincingReport> => {
    const study = await requireReadable(db, slug, { reader, what });
    const state = JSON.stringify(await readState(db, study.id));
    const key = `${study.id} ${withoutExcluded}`;
    const known = kept.get(key);
    if (known?.state === state) return known.report;
    const report = makeReport(db, study, withoutExcluded);
    kept.set(key, { state, report });
    report.catch(() => kept.delete(key));
    return report;
  };
}

interface State extends Record<string, unknown> {
  votes: number;
  sequence: number;
  excludedAt: string | null;
  scored: string | null;
}

/** What a report depends on; its cost does not grow with votes. */
async function readState(db: DatabaseOrTransaction, studyId: string): Promise<State> {
  const [state] = await db.execute<State>(sql`
    select s.votes, s.sequence::int as sequence, s.excluded_at::text as "excludedAt", (
      select max(m.made_at)::text from metrics.summaries m
      join catalog.runs r on r.id = m.run_id
      join catalog.sources c on c.id = r.source_id
      where c.slug in (select source from arena.study_arms where study_id = ${studyId})
    ) as scored
    from arena.study_states s where s.study_id = ${studyId}`);
  return state ?? { votes: 0, sequence: 0, excludedAt: null, scored: null };
}

function makeReport(
  db: Database,
  study: StudyRow,
  withoutExcluded: boolean,
): Promise<metrics.ConvincingReport> {
  return db.transaction(
    async (tx) => {
      const arms = await listArms(tx, study.id);
      const { votes, sequence } = await readState(tx, study.id);
      const counts = await countFaulty(tx, { studyId: study.id, withoutExcluded });
      return {
        study: { slug: study.slug, title: study.title, demo: study.demo },
        rows: counts.flatMap((row) => faultyShare(row, arms)),
        threshold: missedBelow,
        signature: signatureString(iouUnionMetric.signature),
        votes,
        sequence,
        exclusions: withoutExcluded ? 'apply' : 'ignore',
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

interface FaultyCount extends Record<string, unknown> {
  arm: number;
  fault: metrics.Fault;
  won: number;
  votes: number;
  byRater: ClusterSums;
  byImage: ClusterSums;
  byCell: ClusterSums;
}

/** For each arm and fault the sums that the clustered interval needs: a few numbers, whatever the votes. */
async function countFaulty(db: DatabaseOrTransaction, scope: VoteScope): Promise<FaultyCount[]> {
  const sums = sql`jsonb_build_object('clusters', count(*), 'kk', sum(won::float8 * won), 'kn', sum(won::float8 * votes),
    'nn', sum(votes::float8 * votes))`;
  return db.execute<FaultyCount>(sql`
    ${faultyVotes(scope)}, by_rater as (
      select arm, fault, ${sums} as sums
      from (select arm, fault, sum(won)::int as won, sum(votes)::int as votes from cells group by arm, fault, rater_id) r
      group by arm, fault
    ), by_image as (
      select arm, fault, ${sums} as sums
      from (select arm, fault, sum(won)::int as won, sum(votes)::int as votes from cells group by arm, fault, image) i
      group by arm, fault
    ), by_cell as (
      select arm, fault, sum(won)::int as won, sum(votes)::int as votes, ${sums} as sums from cells group by arm, fault
    )
    select c.arm, c.fault, c.won, c.votes, r.sums as "byRater", i.sums as "byImage", c.sums as "byCell"
    from by_cell c join by_rater r using (arm, fault) join by_image i using (arm, fault)
    order by c.arm, c.fault desc`);
}

function faultyShare(count: FaultyCount, arms: readonly ArmRow[]): metrics.FaultyShare[] {
  const { fault, won: k, votes: n, byRater, byImage } = count;
  const arm = arms.find(({ position }) => position === count.arm);
  if (!arm) return [];
  return [
    {
      position: arm.position,
      name: arm.name,
      source: arm.source,
      fault,
      k,
      n,
      share: k / n,
      raters: byRater.clusters,
      images: byImage.clusters,
      clustered: shareInterval(clusteredShare(count), level),
      exact: exactInterval(k, n),
    },
  ];
}

function exactInterval(k: number, n: number): metrics.FaultyShare['exact'] {
  if (k === n) return { kind: 'at-least', low: clopperPearsonLow(n, n, level) };
  if (k === 0) return { kind: 'at-most', high: 1 - clopperPearsonLow(n, n, level) };
  return { kind: 'two-sided', ...clopperPearson(k, n, level) };
}

/** Most cases of one answer. */
const mostCases = 100;

/**
 * The images behind one number of the report; those under embargo for maintainers alone.
 * @throws ProblemError as `requireReadable`, and `not-found` where the study has no such arm
 */
export async function listConvincingCases(
  db: Database,
  slug: string,
  { arm, fault, withoutExcluded, reader }: WantedCases,
): Promise<metrics.ConvincingCases> {
  return db.transaction(
    async (tx) => {
      const { id, title, demo } = await requireReadable(tx, slug, { reader, what });
      const own = (await listArms(tx, id)).find(({ position }) => position === arm);
      if (!own) throw new ProblemError('not-found', { detail: `The study ${slug} has no arm ${arm}.` });
      const isShown = reader === 'public' ? isPublicImage(sql`e.image_sha256`) : sql`true`;
      const rows = await tx.execute<CaseRow>(sql`
        ${faultyVotes({ studyId: id, withoutExcluded })}, by_image as (
          select image, sum(won)::int as k, sum(votes)::int as n from cells
          where arm = ${arm} and fault = ${fault} group by image
        ), found as (
          select e.image_sha256 as sha256, b.k, b.n, ${isShown} as "isShown"
          from by_image b
          join (select distinct image_position, image_sha256 from arena.shown_explanations where study_id = ${id}) e
            on e.image_position = b.image
        )
        select *, (count(*) over ())::int as total, (count(*) filter (where not "isShown") over ())::int as withheld
        from found order by "isShown" desc, k desc, n, sha256 limit ${mostCases}`);
      return {
        study: { slug, title, demo },
        arm: own.name,
        fault,
        cases: rows.filter((row) => row.isShown).map(({ sha256, k, n }) => ({ sha256, k, n, share: k / n })),
        total: rows[0]?.total ?? 0,
        withheld: rows[0]?.withheld ?? 0,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

interface WantedCases {
  arm: number;
  fault: metrics.Fault;
  withoutExcluded: boolean;
  reader: Reader;
}

interface CaseRow extends Record<string, unknown> {
  sha256: string;
  k: number;
  n: number;
  isShown: boolean;
  total: number;
  withheld: number;
}
