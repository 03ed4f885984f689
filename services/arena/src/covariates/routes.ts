import { arena } from '@fakexplain/contract';
import { readerOf, sendJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { requireResultsOfNow } from '../ratings/require-results.ts';
import { covariateReader } from './read-covariates.ts';

export function covariateRoutes({ db, reports, readVotes }: Dependencies): OpenAPIHono {
  const read = covariateReader({ reports, readVotes });
  const app = new OpenAPIHono();
  app.openapi(arena.readCovariates, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    requireResultsOfNow(study, readerOf(c));
    const withoutExcluded = c.req.valid('query').exclusions === 'apply';
    return sendJson(c, await read(study, withoutExcluded, c.req.raw.signal));
  });
  return app;
}
