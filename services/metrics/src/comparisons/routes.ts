import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { compareRuns } from './compare-runs.ts';

type Needed = Pick<Dependencies, 'db' | 'databaseUrl' | 'threads'>;

export function comparisonRoutes({ ...dependencies }: Needed): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.compareRuns, async (c) => {
    const wanted = { ...c.req.valid('param'), reader: readerOf(c), signal: c.req.raw.signal };
    return c.json(await compareRuns(dependencies, wanted), 200);
  });
  return app;
}
