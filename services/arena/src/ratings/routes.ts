import { arena } from '@fakexplain/contract';
import { readerOf, sendJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Dependencies } from '../dependencies.ts';
import type { ReadVotes } from '../reports/kept-votes.ts';
import { delayedLeaderboards } from './delayed-leaderboards.ts';
import { findRatedStudy, noSuchStudy } from './rated-study.ts';
import { leaderboardReader } from './read-leaderboard.ts';
import { qualityReader } from './read-quality.ts';
import { requireResultsOfNow, resultsHidden } from './require-results.ts';
import { tallyFeed } from './tally-feed.ts';

/** Leaderboard, its live tally and the quality report, as far as the study shows them. Streams end when `stopping` is aborted. */
export function ratingsRoutes({
  db,
  sql,
  reports,
  readVotes,
  clock,
  stopping,
  maintainerToken,
}: Dependencies & { readVotes: ReadVotes }): OpenAPIHono {
  const reader = readerOf(maintainerToken);
  const read = leaderboardReader({ reports, readVotes, clock });
  const readDelayed = delayedLeaderboards({ reports, clock });
  const readQuality = qualityReader({ reports, readVotes });
  const feed = tallyFeed(sql);
  const findStudy = async (slug: string) => {
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    return study;
  };
  const app = new OpenAPIHono();

  app.openapi(arena.readLeaderboard, async (c) => {
    const study = await findStudy(c.req.valid('param').study);
    const { slice, value, pairs, exclusions } = c.req.valid('query');
    const wanted = { withPairs: pairs === 'all', withoutExcluded: exclusions === 'apply' };
    const which = arena.mayReadResults(study, reader(c));
    if (which === 'none') throw resultsHidden(study);
    if (which === 'day-before') {
      if (slice !== 'all') throw resultsHidden(study, 'Results by slice are');
      return sendJson(c, await readDelayed(study, wanted, c.req.raw.signal));
    }
    const of = { kind: slice, value: slice === 'all' ? '' : value };
    return sendJson(c, await read(study, { ...wanted, slice: of }, c.req.raw.signal));
  });

  app.openapi(arena.readQuality, async (c) => {
    const study = await findStudy(c.req.valid('param').study);
    requireResultsOfNow(study, reader(c));
    return sendJson(c, await readQuality(study, c.req.raw.signal));
  });

  app.openapi(arena.followLeaderboard, async (c) => {
    const study = await findStudy(c.req.valid('param').study);
    requireResultsOfNow(study, reader(c));
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
