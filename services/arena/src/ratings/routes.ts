import { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { findRatedStudy, noSuchStudy } from './rated-study.ts';
import { leaderboardReader } from './read-leaderboard.ts';
import { readQuality } from './read-quality.ts';
import { tallyFeed } from './tally-feed.ts';

/** Leaderboard, its live tally and the quality report. Streams end when `stopping` is aborted. */
export function ratingsRoutes({
  db,
  clock,
  stopping,
}: {
  db: Database;
  clock: () => Date;
  stopping: AbortSignal;
}): OpenAPIHono {
  const read = leaderboardReader({ db, clock });
  const feed = tallyFeed(db);
  const app = new OpenAPIHono();

  app.openapi(arena.readLeaderboard, async (c) => {
    const { study } = c.req.valid('param');
    const { slice, value, pairs, exclusions } = c.req.valid('query');
    const answer = await read(study, {
      slice: { kind: slice, value: slice === 'all' ? '' : value },
      withPairs: pairs === 'all',
      withoutExcluded: exclusions === 'apply',
    });
    if (!answer) throw noSuchStudy(study);
    return c.json(answer, 200);
  });

  app.openapi(arena.readQuality, async (c) => {
    const { study } = c.req.valid('param');
    const answer = await readQuality(db, study);
    if (!answer) throw noSuchStudy(study);
    return c.json(answer, 200);
  });

  app.openapi(arena.followLeaderboard, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    return streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      for await (const tally of feed.follow(study.id, AbortSignal.any([stopping, left.signal]))) {
        await stream.writeSSE({ event: 'tally', data: JSON.stringify(tally) });
      }
    });
  });

  return app;
}
