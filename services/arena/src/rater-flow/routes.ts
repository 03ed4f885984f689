import { arena } from '@fakexplain/contract';
import { readSnapshot } from '@fakexplain/database';
import { readerOf, sendJson, sharedAnswers, toJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { requireResultsOfNow } from '../ratings/require-results.ts';
import { readRaterFlow } from './read-rater-flow.ts';

/** Milliseconds for which an answer is kept. */
const freshMs = 60_000;

/** How many raters did what, where results are shown. */
export function raterFlowRoutes({ db, reports, clock }: Dependencies): OpenAPIHono {
  const answers = sharedAnswers<arena.RaterFlow>(reports.queue);
  const app = new OpenAPIHono();
  app.openapi(arena.readRaterFlow, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    requireResultsOfNow(study, readerOf(c));
    const answer = await answers(study.id, c.req.raw.signal, async (leaving, kept) => {
      const state = String(Math.floor(clock().getTime() / freshMs));
      if (kept?.state === state) return kept;
      const flow = await readSnapshot(reports.sql, leaving, (tx, run) => readRaterFlow(tx, run, study.id));
      return { state, answer: toJson(flow) };
    });
    return sendJson(c, answer);
  });
  return app;
}
