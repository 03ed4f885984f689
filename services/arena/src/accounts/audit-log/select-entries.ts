import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { z } from 'zod';

const rowSchema = z
  .object({
    id: z.coerce.number(),
    at: z.string().transform((at) => new Date(at).toISOString()),
    personId: z.string().nullable(),
    personName: z.string().nullable(),
    key: z.string().nullable(),
    process: z.string(),
    requestId: z.string().nullable(),
    action: z.string(),
    kind: z.string(),
    subject: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .transform(({ personId, personName, kind, subject, ...entry }) => ({
    ...entry,
    person: personId === null ? null : { id: personId, name: personName ?? '' },
    subject: { kind, name: subject },
  }));

const columns = (sql: Sql) => sql`
  id, at, person_id as "personId", person_name as "personName", key_name as key, process, request_id as "requestId",
  action, subject_kind as kind, subject, before, after`;

const matching = (sql: Sql, { person, action, kind, subject }: arena.AuditFilter) => sql`
  (${person ?? null}::uuid is null or person_id = ${person ?? null})
  and (${action ?? null}::text is null or action = ${action ?? null})
  and (${kind ?? null}::text is null or subject_kind = ${kind ?? null})
  and (${subject ?? null}::text is null or subject = ${subject ?? null})`;

/** A page of the audit log, newest first. @param before only entries before the one of this number */
export async function listEntries(
  sql: Sql,
  { before, limit, ...filter }: arena.AuditFilter & { before?: number | undefined; limit: number },
) {
  const rows = await sql`
    select ${columns(sql)} from audit.entries
    where ${matching(sql, filter)} and (${before ?? null}::bigint is null or id < ${before ?? null})
    order by id desc limit ${limit + 1}`;
  const entries = rows.slice(0, limit).map((row) => rowSchema.parse(row));
  // One step down the index for each action, not one for each entry.
  const actions = await sql<{ action: string }[]>`
    with recursive found(action) as (
      (select action from audit.entries order by action limit 1)
      union all
      select (select e.action from audit.entries e where e.action > found.action order by e.action limit 1)
      from found where found.action is not null
    ) select action from found where action is not null`;
  return {
    entries,
    next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null,
    actions: actions.map(({ action }) => action),
  };
}

const rowsAtOnce = 1_000;

/** The whole log, oldest first, some at a time. */
export async function* streamEntries(sql: Sql, filter: arena.AuditFilter) {
  const query = sql`select ${columns(sql)} from audit.entries where ${matching(sql, filter)} order by id`;
  for await (const rows of query.cursor(rowsAtOnce)) yield rows.map((row) => rowSchema.parse(row));
}
