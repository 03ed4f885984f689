import { arena } from '@fakexplain/contract';
import { requireMaintainer } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findAuditedStudy } from '../blinding/audited-study.ts';
import { closeStudy } from './close-study.ts';
import { createStudy } from './create-study.ts';
import { deleteDraft } from './drafts.ts';
import { openStudy, prepareStudy } from './open-study.ts';
import { readBriefing, readStudy } from './read-study.ts';
import { selectStudies } from './select-studies.ts';

/** How long one request makes pictures, so that it is answered before anything in between gives up. */
const preparingMs = 3_000;

export function studyRoutes(dependencies: Dependencies): OpenAPIHono {
  const { db, sql, pictures, audits, clock, newId, maintainerToken } = dependencies;
  const app = new OpenAPIHono();
  app.openapi(arena.listStudies, async (c) => c.json({ studies: await selectStudies(sql) }, 200));
  app.openapi(arena.readStudy, async (c) => c.json(await readStudy(sql, c.req.valid('param').study), 200));
  app.openapi(arena.readBriefing, async (c) =>
    c.json(await readBriefing(sql, c.req.valid('param').study), 200),
  );

  app.openapi({ ...arena.createStudy, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const study = c.req.valid('json');
    await createStudy(db, study, { clock, newId });
    return c.json(await readStudy(sql, study.slug), 201);
  });
  app.openapi({ ...arena.deleteDraft, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const { study } = c.req.valid('param');
    const draft = await readStudy(sql, study);
    await deleteDraft(sql, study);
    return c.json(draft, 200);
  });
  app.openapi({ ...arena.prepareStudy, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await prepareStudy({ sql, pictures }, study, preparingMs), 200);
  });
  app.openapi({ ...arena.openStudy, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const { study } = c.req.valid('param');
    await openStudy({ sql, pictures }, study, clock());
    // Begins it; the answer does not wait.
    await audits.read(await findAuditedStudy(sql, study));
    return c.json(await readStudy(sql, study), 200);
  });
  app.openapi({ ...arena.closeStudy, middleware: requireMaintainer(maintainerToken) }, async (c) => {
    const { study } = c.req.valid('param');
    await closeStudy(sql, study, clock());
    return c.json(await readStudy(sql, study), 200);
  });
  return app;
}
