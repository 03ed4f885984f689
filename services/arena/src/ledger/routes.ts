import { arena } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { readLedger } from './read-ledger.ts';

/** The ledgers of studies. */
export function ledgerRoutes({ db, sql }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.readLedger, async (c) => {
    const { study: slug } = c.req.valid('param');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    const isTold = arena.mayReadResults(study, readerOf(c)) === 'now';
    return c.json(await readLedger(sql, study.id, { ...c.req.valid('query'), isTold }), 200);
  });
  return app;
}
