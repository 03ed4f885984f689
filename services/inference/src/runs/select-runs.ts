import type { inference } from '@fakexplain/contract';
import type { Database, DatabaseOrTransaction } from '@fakexplain/database';
import { sql, type SQL } from 'drizzle-orm';

/** Seconds of work that the speed is taken over. */
const window = 60;

interface Row extends Record<string, unknown> {
  id: string;
  title: string;
  model: string;
  modelName: string;
  task: inference.Task;
  demo: boolean;
  dataset: string;
  datasetTitle: string;
  state: inference.RunState;
  reason: string | null;
  waiting: number;
  taken: number;
  explained: number;
  failed: number;
  unparsed: number;
  partial: number;
  workers: number;
  done: number;
  seconds: number | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Runs that a model generates, with how far they are, newest first. */
export async function selectRuns(
  db: DatabaseOrTransaction,
  where: SQL = sql`true`,
): Promise<inference.Run[]> {
  const iso = (moment: SQL) => sql`to_char(${moment}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const rows = await db.execute<Row>(sql`
    select g.run_id as id, r.title, g.model, s.name as "modelName", g.task, s.demo,
      d.slug as dataset, d.title as "datasetTitle", g.state, g.reason,
      c.waiting, c.taken, c.explained, c.failed, c.unparsed, c.partial, c.workers, c.done,
      extract(epoch from w.until - w.since)::float8 as seconds,
      ${iso(sql`g.created_at`)} as "createdAt",
      ${iso(sql`g.started_at`)} as "startedAt",
      ${iso(sql`g.finished_at`)} as "finishedAt"
    from inference.generations g
    join catalog.runs r on r.id = g.run_id
    join catalog.sources s on s.id = r.source_id
    join catalog.datasets d on d.id = r.dataset_id
    cross join lateral (select case when g.state = 'running' then now() else g.state_at end as until) u
    cross join lateral (
      select u.until, greatest(u.until - make_interval(secs => ${window}), g.started_at,
        case when g.state = 'running' then g.state_at end) as since) w
    cross join lateral (
      select
        count(*) filter (where t.state = 'waiting')::int as waiting,
        count(*) filter (where t.state = 'taken')::int as taken,
        count(*) filter (where t.state = 'explained')::int as explained,
        count(*) filter (where t.state = 'failed')::int as failed,
        count(*) filter (where t.parse_status = 'failed')::int as unparsed,
        count(*) filter (where t.parse_status = 'partial')::int as partial,
        count(distinct t.worker)::int as workers,
        count(*) filter (where t.state in ('explained', 'failed')
          and t.changed_at between w.since and w.until)::int as done
      from inference.tasks t where t.run_id = g.run_id) c
    where ${where}
    order by g.created_at desc, g.run_id`);
  return rows.map(asRun);
}

/** Runs that generate explanations, newest first; of a model, on a dataset, or all. */
export const listRuns = (
  db: Database,
  { model, dataset }: { model?: string | undefined; dataset?: string | undefined },
): Promise<inference.Run[]> =>
  selectRuns(
    db,
    sql`(${model ?? null}::text is null or g.model = ${model ?? null})
      and (${dataset ?? null}::text is null or d.slug = ${dataset ?? null})`,
  );

function asRun(row: Row): inference.Run {
  const { waiting, taken, explained, failed } = row;
  const known = row.startedAt !== null && row.done > 0 && row.seconds !== null && row.seconds > 0;
  const imagesPerSecond = known ? row.done / (row.seconds ?? 1) : null;
  const left = waiting + taken;
  return {
    id: row.id,
    title: row.title,
    model: { slug: row.model, name: row.modelName, task: row.task, demo: row.demo },
    dataset: { slug: row.dataset, title: row.datasetTitle },
    state: row.state,
    reason: row.reason,
    images: left + explained + failed,
    counts: { waiting, taken, explained, failed },
    parsing: { failed: row.unparsed, partial: row.partial },
    imagesPerSecond,
    secondsLeft: row.state === 'running' && imagesPerSecond !== null ? left / imagesPerSecond : null,
    workers: row.workers,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}
