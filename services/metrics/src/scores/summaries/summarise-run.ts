import type { metrics } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { mapInOrder } from '@fakexplain/service-kit';
import { scorerVersion } from '../score-explanation.ts';
import { measureSlice } from './measure-slice.ts';
import { readScored, type ScoredRow } from './read-scored.ts';
import type { Resampling } from './resampling-threads.ts';
import { runTable, type RunTable } from './run-table.ts';

/** Fixed, so that the same scores give the same intervals. */
const seed = 1;
const defaultResamples = 1_000;

export interface SummariseOptions {
  /** Bootstrap resamples, 1,000 if not said. */
  resamples?: number | undefined;
  /** Gives up between slices; what was there stays. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes a run's scores over all its slices anew, in one transaction.
 * @returns false where another worker is at it, or it was given up
 */
export async function summariseRun(
  { sql, resampling }: { sql: Sql; resampling: Resampling },
  run: { id: string; datasetId: string },
  { resamples = defaultResamples, signal }: SummariseOptions = {},
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`summarise ${run.id}`}, 0)) as taken`;
    if (!lock?.taken) return false;
    const { table, slices, explanations, asOf } = await collectRun(tx, run);
    if (explanations === 0) return true;
    const rows: (metrics.Measured & { slice: string; value_of: string })[] = [];
    const measure = async ({ kind, value, places }: SliceName) => {
      const measured = await measureSlice(table.slice(places), { resampling, seed, resamples });
      return measured.map((each) => ({ ...each, slice: kind, value_of: value }));
    };
    for await (const measured of mapInOrder(inTurn(slices), resampling.threads, measure, signal)) {
      rows.push(...measured);
    }
    if (signal?.aborted) return false;
    await tx`delete from metrics.run_scores where run_id = ${run.id}`;
    await tx`
      insert into metrics.run_scores (run_id, slice, value, signature, n, score, low, high)
      select ${run.id}, slice, value_of, signature, n, value, low, high
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as measured (
        slice metrics.score_slice, value_of text, signature text, n int, value float8, low float8, high float8)`;
    await tx`
      insert into metrics.summaries (run_id, scorer, explanations, as_of, seed, resamples, made_at)
      values (${run.id}, ${scorerVersion}, ${explanations},
        timestamptz 'epoch' + ${asOf}::float8 * interval '1 microsecond', ${seed}, ${resamples}, now())
      on conflict (run_id) do update set scorer = excluded.scorer, explanations = excluded.explanations,
        as_of = excluded.as_of, seed = excluded.seed, resamples = excluded.resamples, made_at = excluded.made_at`;
    return true;
  });
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

/** One by one; between them, whatever else the thread has to do has its turn. */
async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise(setImmediate);
    yield item;
  }
}
