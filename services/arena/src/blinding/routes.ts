import { arena } from '@fakexplain/contract';
import { recordChange } from '@fakexplain/database';
import { studiesWithholdingStyles } from '@fakexplain/database/embargo';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { resultsHidden } from '../ratings/require-results.ts';
import { findAuditedStudy } from './audited-study.ts';
import { reportAudit } from './report-audit.ts';

/** How long a maintainer's request waits for an audit, so that it is answered before anything in between gives up. */
const waitMs = 3_000;

export function blindingRoutes({ db, sql, audits }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.readBlindingAudit, async (c) => {
    const { study: slug } = c.req.valid('param');
    const rated = await findRatedStudy(db, slug);
    if (!rated) throw noSuchStudy(slug);
    const reader = readerOf(c);
    // What a study shows does not change by votes: who sees its results late may see this.
    if (arena.mayReadResults(rated, reader) === 'none') throw resultsHidden(rated);
    const study = await findAuditedStudy(sql, slug);
    // Give-aways say what arms write, which programs could go by, in other studies of the same sources too.
    const withheld = reader === 'public' && (await studiesWithholdingStyles(db, rated.id)).length > 0;
    return c.json(reportAudit(study, await audits.read(study), withheld), 200);
  });
  app.openapi(arena.auditBlinding, async (c) => {
    const study = await findAuditedStudy(sql, c.req.valid('param').study);
    const audit = await audits.make(study, waitMs);
    if (audit.state === 'ready') {
      const subject = { kind: 'study', name: study.slug } as const;
      await sql.begin((tx) => recordChange(tx, { action: 'auditBlinding', subject }));
    }
    return c.json(reportAudit(study, audit, false), 200);
  });
  return app;
}
