import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readAgreement } from './read-agreement.ts';

export function preferenceRoutes({ db }: Pick<Dependencies, 'db'>): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.readPreferenceAgreement, async (c) =>
    c.json(await readAgreement(db, c.req.valid('param').study), 200),
  );
  return app;
}
