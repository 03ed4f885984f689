import type { metrics } from '@fakexplain/contract';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { scorerVersion } from '../score-explanation.ts';
import { measureSlice } from './measure-slice.ts';
import { readScored, type ScoredRow } from './read-scored.ts';
import { sliceTable, type SliceTable } from './slice-table.ts';

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
  sql: Sql,
  run: { id: string; datasetId: string },
  { resamples = defaultResamples, signal }: SummariseOptions = {},
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`summarise ${run.id}`}, 0)) as taken`;
    if (!lock?.taken) return false;
    const { slices, explanations, asOf } = await collectSlices(tx, run);
    if (explanations === 0) return true;
    const rows: (metrics.Measured & { slice: string; value_of: string })[] = [];
    for (const { kind, value, table } of slices) {
      if (signal?.aborted) return false;
      const measured = measureSlice(table, { seed, resamples });
      rows.push(...measured.map((each) => ({ ...each, slice: kind, value_of: value })));
      // Lets whatever else the process has to do have its turn.
      await new Promise(setImmediate);
    }
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

interface Slice {
  kind: 'all' | 'label' | 'category' | 'generator' | 'fold';
  value: string;
  table: SliceTable;
}

async function collectSlices(tx: TransactionSql, run: { id: string; datasetId: string }) {
  const slices = new Map<string, Slice>();
  let explanations = 0;
  let asOf = 0;
  for await (const page of readScored(tx, run)) {
    for (const row of page) {
      explanations += 1;
      asOf = Math.max(asOf, row.scoredAt);
      for (const [kind, value] of placesOf(row)) {
        const key = `${kind} ${value}`;
        let slice = slices.get(key);
        if (!slice) slices.set(key, (slice = { kind, value, table: sliceTable() }));
        slice.table.add(row);
      }
    }
  }
  return { slices: [...slices.values()], explanations, asOf };
}

function placesOf({ label, category, generator, fold }: ScoredRow): [Slice['kind'], string][] {
  const places: [Slice['kind'], string | null][] = [
    ['all', ''],
    ['label', label],
    ['category', category],
    ['generator', generator],
    ['fold', fold === null ? null : String(fold)],
  ];
  return places.flatMap(([kind, value]) => (value === null ? [] : [[kind, value]]));
}
