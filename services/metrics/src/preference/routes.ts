import { metrics } from '@fakexplain/contract';
import { readerOf, sendJson } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { agreementReader } from './read-agreement.ts';
import { convincingReader, listConvincingCases } from './read-convincing.ts';

export function preferenceRoutes({ db, reports }: Pick<Dependencies, 'db' | 'reports'>): OpenAPIHono {
  const readAgreement = agreementReader({ db, reports });
  const readConvincing = convincingReader({ db, reports });
  const app = new OpenAPIHono();
  app.openapi(metrics.readPreferenceAgreement, async (c) => {
    const wanted = { reader: readerOf(c), signal: c.req.raw.signal };
    return sendJson(c, await readAgreement(c.req.valid('param').study, wanted));
  });
  app.openapi(metrics.readConvincing, async (c) => {
    const withoutExcluded = c.req.valid('query').exclusions === 'apply';
    const wanted = { withoutExcluded, reader: readerOf(c), signal: c.req.raw.signal };
    return sendJson(c, await readConvincing(c.req.valid('param').study, wanted));
  });
  app.openapi(metrics.listConvincingCases, async (c) => {
    const { arm, fault, exclusions } = c.req.valid('query');
    const withoutExcluded = exclusions === 'apply';
    const wanted = { arm, fault, withoutExcluded, reader: readerOf(c), signal: c.req.raw.signal };
    return c.json(await listConvincingCases({ db, reports }, c.req.valid('param').study, wanted), 200);
  });
  return app;
}
