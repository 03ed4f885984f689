import { inference } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Dependencies } from '../dependencies.ts';
import { cancelRun, pauseRun, resumeRun, retryRun } from './change-run.ts';
import { listFailures } from './list-failures.ts';
import { findRun, readRun } from './read-run.ts';
import { runFeed } from './run-feed.ts';
import { listRuns } from './select-runs.ts';
import { startRun } from './start-run.ts';

/** Runs and what is done to them. Streams end when `stopping` is aborted. */
export function runRoutes({ db, registry, clock, stopping }: Dependencies): OpenAPIHono {
  const feed = runFeed(db);
  const app = new OpenAPIHono();

  app.openapi(inference.listRuns, async (c) =>
    c.json({ runs: await listRuns(db, c.req.valid('query')) }, 200),
  );
  app.openapi(inference.readRun, async (c) => c.json(await readRun(db, c.req.valid('param').run), 200));
  app.openapi(inference.listFailures, async (c) => {
    const query = { ...c.req.valid('query'), reader: readerOf(c) };
    return c.json(await listFailures(db, c.req.valid('param').run, query), 200);
  });

  app.openapi(inference.followRun, async (c) => {
    const { run: id } = c.req.valid('param');
    // Refused before the stream begins, where there is no such run.
    const first = await findRun(db, id);
    return streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      for await (const run of feed.follow(first, AbortSignal.any([stopping, left.signal])))
        await stream.writeSSE({ event: 'run', data: JSON.stringify(run) });
    });
  });

  app.openapi(inference.startRun, async (c) => {
    const id = await startRun({ db, registry, clock }, c.req.valid('json'));
    return c.json(await readRun(db, id), 201);
  });

  for (const [operation, make] of [
    [inference.pauseRun, pauseRun],
    [inference.resumeRun, resumeRun],
    [inference.cancelRun, cancelRun],
    [inference.retryRun, retryRun],
  ] as const) {
    app.openapi(operation, async (c) => {
      const { run } = c.req.valid('param');
      await make(db, run);
      return c.json(await readRun(db, run), 200);
    });
  }
  return app;
}
