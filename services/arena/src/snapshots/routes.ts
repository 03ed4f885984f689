import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listSnapshots } from './list-snapshots.ts';
import { editSnapshot, makeSnapshot } from './make-snapshot.ts';

export function snapshotRoutes({ sql, clock }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listSnapshots, async (c) =>
    c.json({ snapshots: await listSnapshots(sql, c.req.valid('param').study) }, 200),
  );
  app.openapi(arena.makeSnapshot, async (c) =>
    c.json(await makeSnapshot(sql, c.req.valid('param').study, c.req.valid('json'), clock()), 201),
  );
  app.openapi(arena.editSnapshot, async (c) =>
    c.json(await editSnapshot(sql, c.req.valid('param'), c.req.valid('json').note), 200),
  );
  return app;
}
