import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { noSuchStudy } from '../ratings/rated-study.ts';
import { covariateReader } from './read-covariates.ts';

export function covariateRoutes({ db }: Dependencies): OpenAPIHono {
  const read = covariateReader({ db });
  const app = new OpenAPIHono();
  app.openapi(arena.readCovariates, async (c) => {
    const { study } = c.req.valid('param');
    const report = await read(study, c.req.valid('query').exclusions === 'apply');
    if (!report) throw noSuchStudy(study);
    return c.json(report, 200);
  });
  return app;
}
