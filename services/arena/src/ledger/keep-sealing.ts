import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import { sealLedger } from './seal-ledger.ts';

/** Milliseconds between looks. */
const betweenLooksMs = 3_000;

/** Keeps the ledgers of all studies up to date, until the signal is aborted. */
export async function keepSealing(
  { sql, clock, logger }: { sql: Sql; clock: () => Date; logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const id of await findUnsealed(sql))
        if (!signal.aborted) await sealLedger(sql, id, clock(), signal);
    } catch (err) {
      if (!signal.aborted) logger.error({ err }, 'ledgers could not be sealed');
    }
    await delay(betweenLooksMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/**
 * Studies in which something may have happened since their ledger was sealed. What was under way then is seen by a look a minute
 * later.
 */
async function findUnsealed(sql: Sql): Promise<string[]> {
  const studies = await sql<{ id: string }[]>`
    select s.id from arena.studies s
    left join arena.ledgers l on l.study_id = s.id
    left join lateral (
      select v.sequence, v.cast_at from arena.votes v where v.study_id = s.id order by v.sequence desc limit 1
    ) v on true
    where s.status <> 'draft' and (
      v.sequence > coalesce(l.newest, 0) or v.cast_at > l.sealed_at - interval '1 minute'
      or exists (select from arena.exclusions x where x.study_id = s.id
        and greatest(x.excluded_at, x.withdrawn_at) > l.sealed_at - interval '1 minute')
      or exists (select from arena.withdrawals w where w.study_id = s.id
        and w.withdrawn_at > l.sealed_at - interval '1 minute'))`;
  return studies.map(({ id }) => id);
}
