import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import type { Region } from '@fakexplain/explanation';
import { and, getTableColumns, inArray, sql } from 'drizzle-orm';
import { scoreExplanation, scorerVersion } from '../metrics/registry.ts';
import type { RunState } from './read-run-states.ts';
import { selectUnscored, type HashRange } from './unscored.ts';

const { explanations } = catalogSchema;
const { scores } = metricsSchema;

export interface Batch extends HashRange {
  /** Names what the range is a part of: only one worker at a time scores in it. */
  lock: string;
  limit: number;
}

/**
 * Scores the first explanations in a range that need it, in one transaction: an interrupted batch leaves nothing.
 * @returns how many, and the hash up to which the range is done, null where nothing in it is left; `busy` where another
 *   worker is at it
 */
export async function scoreBatch(
  db: Database,
  run: RunState,
  { lock, limit, ...range }: Batch,
): Promise<'busy' | { scored: number; upTo: string | null }> {
  return db.transaction(async (tx) => {
    // What is to be scored is read in a statement after the lock, so it sees all that others have stored before.
    if (!(await tryLock(tx, lock))) return 'busy';
    const rows = await selectUnscored(tx, run, range, limit);
    const references = await selectReferences(
      tx,
      run,
      rows.map(({ imageSha256 }) => imageSha256),
    );
    const scored = rows.map(({ id, imageSha256, parserVersion, label, width, height, ...explanation }) => {
      const against = references.get(imageSha256) ?? [];
      return {
        explanationId: id,
        runId: run.id,
        scorer: scorerVersion,
        parserVersion,
        referenceKey: referenceKey(run, against),
        entries: scoreExplanation({
          label,
          size: { width, height },
          localisation: run.localisation,
          language: run.language,
          explanation,
          references: against,
        }),
      };
    });
    await store(tx, scored);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { scored: rows.length, upTo: last?.imageSha256 ?? null };
  });
}

/** Takes an advisory lock until the transaction ends; false where another has it. */
export async function tryLock(tx: Transaction, name: string): Promise<boolean> {
  const [row] = await tx.execute<{ taken: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
  );
  return row?.taken ?? false;
}

interface Reference {
  id: string;
  parserVersion: number | null;
  regions: Region[];
  reasoning: string;
}

/** By image; in the order of their ids. */
async function selectReferences(
  tx: Transaction,
  { referenceRuns }: RunState,
  hashes: string[],
): Promise<Map<string, Reference[]>> {
  if (referenceRuns.length === 0 || hashes.length === 0) return new Map();
  const rows = await tx
    .select({
      id: explanations.id,
      parserVersion: explanations.parserVersion,
      image: explanations.imageSha256,
      regions: explanations.regions,
      reasoning: explanations.reasoning,
    })
    .from(explanations)
    .where(and(inArray(explanations.runId, referenceRuns), inArray(explanations.imageSha256, hashes)))
    .orderBy(explanations.id);
  return Map.groupBy(rows, ({ image }) => image);
}

/** As the query of `unscored.ts` has it. */
function referenceKey({ language }: RunState, references: readonly Reference[]): string {
  if (references.length === 0) return '';
  const read = references.map(({ id, parserVersion }) =>
    (parserVersion ?? 1) > 1 ? `${id}:${parserVersion}` : id,
  );
  const hash = createHash('md5').update(read.join(',')).digest('hex');
  return language === null ? hash : `${hash} ${language}`;
}

/** All rows as one parameter: binding that many one by one takes longer than scoring them. */
async function store(tx: Transaction, rows: (typeof scores.$inferInsert)[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(getTableColumns(scores)).filter(([key]) => key !== 'scoredAt');
  const list = (write: (name: string, key: string, type: string) => string) =>
    sql.raw(columns.map(([key, column]) => write(column.name, key, column.getSQLType())).join(', '));
  await tx.execute(sql`
    insert into ${scores} (${list((name) => name)}, scored_at)
    select ${list((_, key) => `"${key}"`)}, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as row(${list((_, key, type) => `"${key}" ${type}`)})
    on conflict (explanation_id) do update
    set ${list((name) => `${name} = excluded.${name}`)}, scored_at = excluded.scored_at`);
}
