import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Logger } from '@fakexplain/service-kit';
import { and, eq, inArray, lt, notInArray, or, sql } from 'drizzle-orm';
import type { Uploads } from './uploads.ts';
import { isStale } from './work-on-import.ts';

const { imports } = catalogSchema;
const lookMs = 2_000;
const sweepMs = 3_600_000;
const atWork = ['waiting', 'running', 'stopping'] as const;

interface Follows {
  db: Database;
  uploads: Uploads;
  keptDays: number;
  logger: Logger;
  /** Does an import, elsewhere than in this thread. */
  work: (id: string) => Promise<void>;
}

/** Has imports done that wait, or that were left in the middle, and deletes those with which nothing happened for too long. */
export function followImports(follows: Follows, stopping: AbortSignal): void {
  const here = new Set<string>();
  const { logger } = follows;
  const repeat = (everyMs: number, what: string, act: () => Promise<void>) => {
    const turn = async () => {
      await act().catch((error: unknown) => logger.error({ err: error }, what));
      if (stopping.aborted) return;
      const timer = setTimeout(() => void turn(), everyMs).unref();
      stopping.addEventListener('abort', () => clearTimeout(timer), { once: true });
    };
    void turn();
  };
  repeat(lookMs, 'imports could not be looked for', async () => {
    for (const { id } of await undone(follows.db)) {
      if (here.has(id) || stopping.aborted) continue;
      here.add(id);
      void follows
        .work(id)
        .catch((error: unknown) => {
          if (!stopping.aborted) logger.error({ err: error, import: id }, 'an import ended early');
        })
        .finally(() => here.delete(id));
    }
  });
  repeat(sweepMs, 'old uploads could not be deleted', () => sweepImports(follows));
}

const undone = (db: Database) =>
  db
    .select({ id: imports.id })
    .from(imports)
    .where(or(eq(imports.state, 'waiting'), and(inArray(imports.state, ['running', 'stopping']), isStale)))
    .orderBy(imports.touchedAt);

/** Deletes files and reports that nobody touched for so many days, and files that nothing is known of. */
export async function sweepImports({
  db,
  uploads,
  keptDays,
}: Pick<Follows, 'db' | 'uploads' | 'keptDays'>): Promise<void> {
  const old = sql`now() - make_interval(secs => ${keptDays * 86_400})`;
  await db.delete(imports).where(and(lt(imports.touchedAt, old), notInArray(imports.state, [...atWork])));
  const there = await uploads.ids();
  const known = new Set((await db.select({ id: imports.id }).from(imports)).map(({ id }) => id));
  for (const id of there) if (!known.has(id)) await uploads.remove(id);
}
