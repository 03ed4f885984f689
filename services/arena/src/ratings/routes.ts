import { arena } from '@fakexplain/contract';
import { ProblemError, readerOf, sendJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Dependencies } from '../dependencies.ts';
import { pastLeaderboards } from './past-leaderboards.ts';
import { findRatedStudy, noSuchStudy } from './rated-study.ts';
import { qualityReader } from './read-quality.ts';
import { requireResultsOfNow, resultsHidden } from './require-results.ts';
import { sequenceOf } from '../snapshots/list-snapshots.ts';
import { tallyFeed } from './tally-feed.ts';

/** Leaderboard, its live tally and the quality report, as far as the study shows them. Streams end when `stopping` is aborted. */
export function ratingsRoutes({
  db,
  sql,
  reports,
  readVotes,
  readLeaderboard,
  clock,
  stopping,
}: Dependencies): OpenAPIHono {
  const past = pastLeaderboards({ reports, clock });
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
    const {
      slice,
      value,
      pairs,
      exclusions,
      question = study.questions[0] ?? 'overall',
      at,
    } = c.req.valid('query');
    const wanted = { question, withPairs: pairs === 'all', withoutExcluded: exclusions === 'apply' };
    const which = arena.mayReadResults(study, readerOf(c));
    if (which === 'none') throw resultsHidden(study);
    if (!study.questions.includes(question))
      throw new ProblemError('not-found', {
        detail: `“${study.title}” does not ask the question “${question}”, but ${study.questions.join(', ')}.`,
      });
    if (which === 'day-before') {
      if (slice !== 'all') throw resultsHidden(study, 'Results by slice are');
      if (at !== undefined) throw resultsHidden(study, 'Results as of a vote are');
      return sendJson(c, await past.atEndOfYesterday(study, wanted, c.req.raw.signal));
    }
    const of = { kind: slice, value: slice === 'all' ? '' : value };
    if (at !== undefined) {
      const sequence = typeof at === 'number' ? at : await sequenceOf(sql, study, at);
      return sendJson(c, await past.afterVote(study, { ...wanted, slice: of }, sequence, c.req.raw.signal));
    }
    return sendJson(c, await readLeaderboard(study, { ...wanted, slice: of }, c.req.raw.signal));
  });

  app.openapi(arena.readQuality, async (c) => {
    const study = await findStudy(c.req.valid('param').study);
    requireResultsOfNow(study, readerOf(c));
    return sendJson(c, await readQuality(study, c.req.raw.signal));
  });

  app.openapi(arena.followLeaderboard, async (c) => {
    const study = await findStudy(c.req.valid('param').study);
    requireResultsOfNow(study, readerOf(c));
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
