import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readAgreement } from './read-agreement.ts';

export function preferenceRoutes({
  db,
  maintainerToken,
}: Pick<Dependencies, 'db' | 'maintainerToken'>): OpenAPIHono {
  const reader = readerOf(maintainerToken);
  const app = new OpenAPIHono();
  app.openapi(metrics.readPreferenceAgreement, async (c) =>
    c.json(await readAgreement(db, c.req.valid('param').study, reader(c)), 200),
  );
  return app;
}
