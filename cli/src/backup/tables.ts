import type { SqlOrTransaction } from '@fakexplain/database';

/** Schemas whose rows are the site's state. What was migrated is not: a restore migrates anew. */
const schemas = ['account', 'arena', 'audit', 'catalog', 'inference', 'limits', 'metrics'];

export interface Table {
  /** `schema.name`, quoted where it has to be. */
  table: string;
  /** Quoted where they have to be; without those that the database computes. */
  columns: string[];
}

/**
 * All tables, each after those that its foreign keys name, so that rows can be added in this order.
 * @throws where foreign keys go in a circle
 */
export async function listTables(sql: SqlOrTransaction): Promise<Table[]> {
  const tables = await sql<(Table & { after: string[] })[]>`
    select format('%I.%I', n.nspname, c.relname) as table,
      array(select quote_ident(attname) from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
      array(select distinct format('%I.%I', rn.nspname, r.relname) from pg_constraint k
        join pg_class r on r.oid = k.confrelid join pg_namespace rn on rn.oid = r.relnamespace
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as after
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${sql(schemas)} and c.relkind = 'r' order by 1`;
  const ordered: Table[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const free = [...waiting].filter(({ after }) => ![...waiting].some(({ table }) => after.includes(table)));
    if (free.length === 0)
      throw new Error(`Foreign keys go in a circle: ${[...waiting].map(({ table }) => table).join(', ')}.`);
    for (const each of free) {
      waiting.delete(each);
      ordered.push({ table: each.table, columns: each.columns });
    }
  }
  return ordered;
}

/** Sequences that gave a number, and the last one given. */
export const listSequences = (sql: SqlOrTransaction) => sql<{ sequence: string; last: string }[]>`
  select format('%I.%I', schemaname, sequencename) as sequence, last_value::text as last
  from pg_sequences where schemaname in ${sql(schemas)} and last_value is not null order by 1`;

/** The head of each study's ledger. */
export const listHeads = (sql: SqlOrTransaction) => sql<{ study: string; position: number; head: string }[]>`
  select s.slug as study, l.position, encode(l.head, 'hex') as head
  from arena.ledgers l join arena.studies s on s.id = l.study_id order by s.slug`;

/** Whether a database has anything of ours. */
export async function hasSchemas(sql: SqlOrTransaction): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from pg_namespace where nspname in ${sql(schemas)} or nspname = 'fakexplain') as found`;
  return row?.found === true;
}

/** The hashes of all blobs that tables name. Each has rows of one column, `sha256`. */
export const namedBlobs = `
  select sha256 from catalog.images
  union select sha256 from catalog.thumbnails
  union select look from arena.pictures
  union select part #>> '{}' from arena.pictures, jsonb_path_query(levels, 'strict $[*][*][*]') part`;
