import { setTimeout as delay } from 'node:timers/promises';
import { arena } from '@fakexplain/contract';
import type { Database, Sql } from '@fakexplain/database';
import { ProblemError, type Logger } from '@fakexplain/service-kit';
import { findRatedStudy } from '../ratings/rated-study.ts';
import type { ReadLeaderboard } from '../ratings/read-leaderboard.ts';
import { moveStudy } from '../studies/move-study.ts';

/** Milliseconds between looks. */
const betweenLooksMs = 60_000;

interface Means {
  db: Database;
  sql: Sql;
  readLeaderboard: ReadLeaderboard;
  clock: () => Date;
  logger: Logger;
}

/** Closes studies that have reached what they were planned to stop at, until the signal is aborted. */
export async function keepStopping(means: Means, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await stopByPlan(means, signal).catch((err: unknown) => {
      if (!signal.aborted) means.logger.error({ err }, 'studies could not be looked at for their plans');
    });
    await delay(betweenLooksMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Looks at each open study that stops by its plan. @returns slugs of those that it closed */
export async function stopByPlan(means: Means, signal: AbortSignal): Promise<string[]> {
  const { sql, db, readLeaderboard, clock, logger } = means;
  const planned = await sql<{ slug: string }[]>`
    select s.slug from arena.study_plans p join arena.studies s on s.id = p.study_id
    where s.status = 'open' and p.reached_at is null and (p.plan ->> 'stops')::boolean`;
  const stopped: string[] = [];
  for (const { slug } of planned) {
    const study = await findRatedStudy(db, slug);
    if (!study) continue;
    const wanted = {
      question: study.questions[0] ?? 'overall',
      slice: { kind: 'all' as const, value: '' },
      withPairs: true,
      withoutExcluded: false,
    };
    const answer = await readLeaderboard(study, wanted, signal);
    const board = arena.leaderboardSchema.parse(JSON.parse(new TextDecoder().decode(answer)));
    if (!board.planned?.reached) continue;
    if (await close(sql, slug, { at: clock(), votes: board.votes })) {
      logger.info({ study: slug, votes: board.votes }, 'the study reached its plan and is closed');
      stopped.push(slug);
    }
  }
  return stopped;
}

/** @returns false where somebody else closed it meanwhile */
async function close(sql: Sql, slug: string, { at, votes }: { at: Date; votes: number }): Promise<boolean> {
  try {
    await sql.begin(async (tx) => {
      await moveStudy(tx, slug, { command: 'close', at, because: { by: 'the plan of the study', votes } });
      await tx`
        update arena.study_plans set reached_at = ${at.toISOString()}, reached_votes = ${votes}
        where study_id = (select id from arena.studies where slug = ${slug})`;
    });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.type === 'study-state-conflict') return false;
    throw error;
  }
}
