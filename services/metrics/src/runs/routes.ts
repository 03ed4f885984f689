import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readBenchmark } from './read-benchmark.ts';
import { readRun } from './read-run.ts';
import { selectRuns } from './select-runs.ts';

export function runRoutes({ db }: Pick<Dependencies, 'db'>): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.readBenchmark, async (c) =>
    c.json(await readBenchmark(db, c.req.valid('query'), readerOf(c)), 200),
  );
  app.openapi(metrics.listRuns, async (c) =>
    c.json({ runs: await selectRuns(db, c.req.valid('query')) }, 200),
  );
  app.openapi(metrics.readRun, async (c) =>
    c.json(
      await readRun(db, c.req.valid('param').run, { ...c.req.valid('query'), reader: readerOf(c) }),
      200,
    ),
  );
  return app;
}
