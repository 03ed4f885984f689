import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { compareRuns } from './compare-runs.ts';

export function comparisonRoutes({
  db,
  resampling,
  maintainerToken,
}: Pick<Dependencies, 'db' | 'resampling' | 'maintainerToken'>): OpenAPIHono {
  const reader = readerOf(maintainerToken);
  const app = new OpenAPIHono();
  app.openapi(metrics.compareRuns, async (c) =>
    c.json(await compareRuns({ db, resampling }, c.req.valid('param'), reader(c)), 200),
  );
  return app;
}
