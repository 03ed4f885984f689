import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readBenchmark } from './benchmark/read-benchmark.ts';
import { compareRuns } from './comparisons/compare-runs.ts';
import { readRun } from './runs/read-run.ts';
import { selectRuns } from './runs/select-runs.ts';

export function scoreRoutes({ db, resampling }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.readBenchmark, async (c) => c.json(await readBenchmark(db, c.req.valid('query')), 200));
  app.openapi(metrics.listRuns, async (c) =>
    c.json({ runs: await selectRuns(db, { dataset: c.req.valid('query').dataset }) }, 200),
  );
  app.openapi(metrics.readRun, async (c) =>
    c.json(await readRun(db, c.req.valid('param').run, c.req.valid('query').worst), 200),
  );
  app.openapi(metrics.compareRuns, async (c) =>
    c.json(await compareRuns({ db, resampling }, c.req.valid('param')), 200),
  );
  return app;
}
