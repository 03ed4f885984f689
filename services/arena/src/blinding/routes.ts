import { arena } from '@fakexplain/contract';
import { requireMaintainer } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findAuditedStudy } from './audited-study.ts';
import { reportAudit } from './report-audit.ts';

/** How long a maintainer's request waits for an audit, so that it is answered before anything in between gives up. */
const waitMs = 3_000;

export function blindingRoutes({ sql, audits, maintainerToken }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.readBlindingAudit, async (c) => {
    const study = await findAuditedStudy(sql, c.req.valid('param').study);
    const withheld = study.status === 'open' && study.embargo !== 'nothing';
    return c.json(reportAudit(study, await audits.read(study), withheld), 200);
  });
  app.openapi({ ...arena.auditBlinding, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const study = await findAuditedStudy(sql, c.req.valid('param').study);
    return c.json(reportAudit(study, await audits.make(study, waitMs), false), 200);
  });
  return app;
}
