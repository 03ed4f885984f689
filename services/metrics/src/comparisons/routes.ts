import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { compareRuns } from './compare-runs.ts';

export function comparisonRoutes({ db, resampling }: Pick<Dependencies, 'db' | 'resampling'>): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.compareRuns, async (c) =>
    c.json(await compareRuns({ db, resampling }, c.req.valid('param')), 200),
  );
  return app;
}
