import { arena } from '@fakexplain/contract';
import { ProblemError, readerOf, sendJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { requireResultsOfNow } from '../ratings/require-results.ts';
import type { ReadVotes } from '../reports/kept-votes.ts';
import { relianceReader } from './read-reliance.ts';

export function relianceRoutes({
  db,
  reports,
  readVotes,
}: Dependencies & { readVotes: ReadVotes }): OpenAPIHono {
  const read = relianceReader({ reports, readVotes });
  const app = new OpenAPIHono();
  app.openapi(arena.readReliance, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    requireResultsOfNow(study, readerOf(c));
    if (!study.reliance)
      throw new ProblemError('not-found', {
        detail: `“${study.title}” does not ask for raters’ own verdicts.`,
      });
    const withoutExcluded = c.req.valid('query').exclusions === 'apply';
    return sendJson(c, await read(study, withoutExcluded, c.req.raw.signal));
  });
  return app;
}
