import type { metrics } from '@fakexplain/contract';
import type { Database, Sql, TransactionSql } from '@fakexplain/database';
import { sql as query } from 'drizzle-orm';
import { mapInOrder } from '@fakexplain/service-kit';
import type { VerdictCounts } from '../metrics/detection/verdict-counts.ts';
import { scorerVersion } from '../metrics/registry.ts';
import type { Threads } from '@fakexplain/service-kit/threads';
import { summariseReplicates } from '@fakexplain/statistics/bootstrap';
import { valuesOf } from './resample.ts';
import { replicateInThreads } from './replicate-in-threads.ts';
import { runTable, type RunTable, type ScoredImage, type Slice } from './run-table.ts';

/** Fixed, so that the same scores give the same intervals. */
const seed = 1;
const defaultResamples = 1_000;

/** Coverage of all intervals. */
export const level = 0.95;

export interface IntervalOptions {
  /** As in `BootstrapOptions`. */
  seed: number;
  resamples: number;
  threads: Threads;
  /** Gives up; what threads do of it ends. */
  signal?: AbortSignal | undefined;
}

/** Every metric that is defined on a slice, with percentile bootstrap intervals over its units, and its verdicts. */
export async function measureSlice(
  slice: Slice,
  { threads, seed, resamples, signal }: IntervalOptions,
): Promise<{ values: metrics.Measured[]; verdicts: VerdictCounts }> {
  const { values, metrics, verdicts } = valuesOf(slice);
  const replicates = await replicateInThreads(threads, { slice, metrics, seed }, resamples, signal);
  const found = summariseReplicates(
    values.map(({ value }) => value),
    replicates,
    slice.sums.units,
    level,
  );
  const measured = values.map((each, index) => {
    const interval = found[index]?.interval ?? null;
    return { ...each, low: interval?.low ?? null, high: interval?.high ?? null };
  });
  return { values: measured, verdicts };
}

export interface SummariseOptions {
  /** Bootstrap resamples, 1,000 if not said. */
  resamples?: number | undefined;
  /** Gives up between slices; what was there stays. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes a run's scores over all its slices again, in one transaction.
 * @returns false where another worker is at it, or it was given up
 */
export async function summariseRun(
  { sql, threads }: { sql: Sql; threads: Threads },
  run: { id: string; datasetId: string },
  { resamples = defaultResamples, signal }: SummariseOptions = {},
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`summarise ${run.id}`}, 0)) as taken`;
    if (!lock?.taken) return false;
    const { table, slices, explanations, asOf } = await collectRun(tx, run);
    if (explanations === 0) return true;
    const measure = async ({ kind, value, places }: SliceName) => ({
      kind,
      value,
      ...(await measureSlice(table.slice(places), { threads, seed, resamples })),
    });
    const measured: MeasuredSlice[] = [];
    for await (const each of mapInOrder(inTurn(slices), threads.count, measure, signal)) {
      measured.push(each);
    }
    if (signal?.aborted) return false;
    await storeSlices(tx, run.id, measured);
    await tx`
      insert into metrics.summaries (run_id, scorer, explanations, as_of, seed, resamples, made_at)
      values (${run.id}, ${scorerVersion}, ${explanations},
        timestamptz 'epoch' + ${asOf}::float8 * interval '1 microsecond', ${seed}, ${resamples}, now())
      on conflict (run_id) do update set scorer = excluded.scorer, explanations = excluded.explanations,
        as_of = excluded.as_of, seed = excluded.seed, resamples = excluded.resamples, made_at = excluded.made_at`;
    return true;
  });
}

interface MeasuredSlice {
  kind: SliceName['kind'];
  value: string;
  values: metrics.Measured[];
  verdicts: VerdictCounts;
}

async function storeSlices(
  tx: TransactionSql,
  runId: string,
  slices: readonly MeasuredSlice[],
): Promise<void> {
  const scores = slices.flatMap(({ kind, value: slice, values }) =>
    values.map((each) => ({ ...each, kind, slice })),
  );
  const verdicts = slices.map(({ kind, value: slice, verdicts }) => ({ ...verdicts, kind, slice }));
  await tx`delete from metrics.run_scores where run_id = ${runId}`;
  await tx`
    insert into metrics.run_scores (run_id, slice_kind, slice_value, signature, n, value, low, high)
    select ${runId}, kind, slice, signature, n, value, low, high
    from jsonb_to_recordset(${JSON.stringify(scores)}::text::jsonb) as measured (
      kind metrics.score_slice, slice text, signature text, n int, value float8, low float8, high float8)`;
  await tx`delete from metrics.run_verdicts where run_id = ${runId}`;
  await tx`
    insert into metrics.run_verdicts (run_id, slice_kind, slice_value, real_as_real, real_as_generated,
      real_unparsed, generated_as_real, generated_as_generated, generated_unparsed)
    select ${runId}, kind, slice, "realAsReal", "realAsGenerated", "realUnparsed", "generatedAsReal",
      "generatedAsGenerated", "generatedUnparsed"
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::text::jsonb) as counted (
      kind metrics.score_slice, slice text, "realAsReal" int, "realAsGenerated" int, "realUnparsed" int,
      "generatedAsReal" int, "generatedAsGenerated" int, "generatedUnparsed" int)`;
}

interface SliceName {
  kind: 'all' | 'label' | 'category' | 'generator' | 'fold';
  value: string;
  /** The places of its images in the table. */
  places: Set<string>;
}

async function collectRun(
  tx: TransactionSql,
  run: { id: string; datasetId: string },
): Promise<{ table: RunTable; slices: SliceName[]; explanations: number; asOf: number }> {
  const table = runTable();
  const slices = new Map<string, SliceName>();
  const seen = new Set<string>();
  let explanations = 0;
  let asOf = 0;
  for await (const page of readScored(tx, run)) {
    for (const row of page) {
      explanations += 1;
      asOf = Math.max(asOf, row.scoredAt);
      const place = JSON.stringify([row.label, row.category, row.generator, row.fold]);
      table.add(row, place);
      if (seen.has(place)) continue;
      seen.add(place);
      for (const [kind, value] of slicesOf(row)) {
        const key = `${kind} ${value}`;
        let slice = slices.get(key);
        if (!slice) slices.set(key, (slice = { kind, value, places: new Set() }));
        slice.places.add(place);
      }
    }
  }
  return { table, slices: [...slices.values()], explanations, asOf };
}

interface ScoredRow extends ScoredImage {
  category: string | null;
  generator: string | null;
  fold: number | null;
  /** Microseconds since 1970. */
  scoredAt: number;
}

/** The scored explanations of a run by the hash of their image, page by page. */
const readScored = (tx: TransactionSql, run: { id: string; datasetId: string }) =>
  tx<ScoredRow[]>`
    select coalesce(i.group_key, e.image_sha256) as unit, i.label, i.category, i.generator, i.fold,
      e.verdict, e.probability, e.parse_status as "parseStatus", s.entries,
      (extract(epoch from s.scored_at) * 1000000)::float8 as "scoredAt"
    from catalog.explanations e
    join metrics.scores s on s.explanation_id = e.id
    join catalog.dataset_images i on i.dataset_id = ${run.datasetId} and i.image_sha256 = e.image_sha256
    where e.run_id = ${run.id}
    order by e.image_sha256`.cursor(1_000);

function slicesOf({ label, category, generator, fold }: ScoredRow): [SliceName['kind'], string][] {
  const slices: [SliceName['kind'], string | null][] = [
    ['all', ''],
    ['label', label],
    ['category', category],
    ['generator', generator],
    ['fold', fold === null ? null : String(fold)],
  ];
  return slices.flatMap(([kind, value]) => (value === null ? [] : [[kind, value]]));
}

/** One by one, so that other work of the thread gets its turn in between. */
async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise(setImmediate);
    yield item;
  }
}

/**
 * Whether a run's summary is missing, or made from other scores than there are, or under another version, or before its
 * images got their categories, generators and folds (an import deals folds last). False where nothing is scored.
 */
export async function isSummaryOutdated(
  db: Database,
  run: { id: string; datasetId: string },
): Promise<boolean> {
  const [row] = await db.execute<{ outdated: boolean }>(query`
    with stored as (
      select count(*) as explanations, max(s.scored_at) as as_of, count(i.category) as category,
        count(i.generator) as generator, count(i.fold) as fold
      from catalog.explanations e
      join metrics.scores s on s.explanation_id = e.id
      join catalog.dataset_images i on i.dataset_id = ${run.datasetId} and i.image_sha256 = e.image_sha256
      where e.run_id = ${run.id}
    ), summed as (
      select coalesce(sum(n) filter (where slice_kind = 'category'), 0) as category,
        coalesce(sum(n) filter (where slice_kind = 'generator'), 0) as generator,
        coalesce(sum(n) filter (where slice_kind = 'fold'), 0) as fold
      from (
        select slice_kind, real_as_real + real_as_generated + real_unparsed + generated_as_real
          + generated_as_generated + generated_unparsed as n
        from metrics.run_verdicts where run_id = ${run.id}
      ) sliced
    )
    select stored.explanations > 0 and (
      summary.run_id is null
      or (summary.scorer, summary.explanations, summary.as_of)
        is distinct from (${scorerVersion}::int, stored.explanations::int, stored.as_of)
      or (summed.category, summed.generator, summed.fold)
        is distinct from (stored.category, stored.generator, stored.fold)) as outdated
    from stored
    cross join summed
    left join metrics.summaries summary on summary.run_id = ${run.id}`);
  return row?.outdated ?? false;
}
