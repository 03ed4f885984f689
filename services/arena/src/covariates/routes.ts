import { arena } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { requireResultsOfNow } from '../ratings/require-results.ts';
import { covariateReader } from './read-covariates.ts';

export function covariateRoutes({ db, maintainerToken }: Dependencies): OpenAPIHono {
  const reader = readerOf(maintainerToken);
  const read = covariateReader({ db });
  const app = new OpenAPIHono();
  app.openapi(arena.readCovariates, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    requireResultsOfNow(study, reader(c));
    const report = await read(study, c.req.valid('query').exclusions === 'apply');
    return c.json(report, 200);
  });
  return app;
}
