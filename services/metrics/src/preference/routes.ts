import { metrics } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readAgreement } from './read-agreement.ts';
import { convincingReader, listConvincingCases } from './read-convincing.ts';

export function preferenceRoutes({
  db,
  maintainerToken,
}: Pick<Dependencies, 'db' | 'maintainerToken'>): OpenAPIHono {
  const reader = readerOf(maintainerToken);
  const readConvincing = convincingReader(db);
  const app = new OpenAPIHono();
  app.openapi(metrics.readPreferenceAgreement, async (c) =>
    c.json(await readAgreement(db, c.req.valid('param').study, reader(c)), 200),
  );
  app.openapi(metrics.readConvincing, async (c) => {
    const withoutExcluded = c.req.valid('query').exclusions === 'apply';
    return c.json(
      await readConvincing(c.req.valid('param').study, { withoutExcluded, reader: reader(c) }),
      200,
    );
  });
  app.openapi(metrics.listConvincingCases, async (c) => {
    const { arm, fault, exclusions } = c.req.valid('query');
    const wanted = { arm, fault, withoutExcluded: exclusions === 'apply', reader: reader(c) };
    return c.json(await listConvincingCases(db, c.req.valid('param').study, wanted), 200);
  });
  return app;
}
