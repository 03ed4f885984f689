import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findAuditedStudy } from '../blinding/audited-study.ts';
import { checkOpening } from './check-opening.ts';
import { duplicateStudy, makeVersion } from './copy-study.ts';
import { createStudy } from './create-study.ts';
import { deleteDraft } from './drafts.ts';
import { editDraft } from './edit-draft.ts';
import { moveStudy } from './move-study.ts';
import { openStudy, prepareStudy } from './open-study.ts';
import { readBriefing, readStudy } from './read-study.ts';
import { selectStudies } from './select-studies.ts';
import { readSettings } from './settings.ts';
import type { LifeCommand } from './study-life.ts';

/** How long one request makes pictures, so that it is answered before anything in between gives up. */
const preparingMs = 3_000;

export function studyRoutes(dependencies: Dependencies): OpenAPIHono {
  const { db, sql, pictures, audits, clock, newId } = dependencies;
  const app = new OpenAPIHono();
  app.openapi(arena.listStudies, async (c) =>
    c.json({ studies: await selectStudies(sql, { archived: c.req.valid('query').archived }) }, 200),
  );
  app.openapi(arena.readStudy, async (c) => c.json(await readStudy(sql, c.req.valid('param').study), 200));
  app.openapi(arena.readBriefing, async (c) =>
    c.json(await readBriefing(sql, c.req.valid('param').study, c.req.valid('query').language), 200),
  );

  app.openapi(arena.createStudy, async (c) => {
    const study = c.req.valid('json');
    await createStudy(db, study, { clock, newId });
    return c.json(await readStudy(sql, study.slug), 201);
  });
  app.openapi(arena.deleteDraft, async (c) => {
    const { study } = c.req.valid('param');
    const draft = await readStudy(sql, study);
    await deleteDraft(sql, study);
    return c.json(draft, 200);
  });
  app.openapi(arena.prepareStudy, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await prepareStudy({ sql, pictures }, study, preparingMs), 200);
  });
  app.openapi(arena.openStudy, async (c) => {
    const { study } = c.req.valid('param');
    await openStudy({ sql, pictures }, study, clock());
    // Begins it; the answer does not wait.
    await audits.read(await findAuditedStudy(sql, study));
    return c.json(await readStudy(sql, study), 200);
  });
  app.openapi(arena.checkOpening, async (c) =>
    c.json(await checkOpening(sql, c.req.valid('param').study), 200),
  );

  app.openapi(arena.readSettings, async (c) =>
    c.json(await readSettings(db, c.req.valid('param').study), 200),
  );
  app.openapi(arena.editDraft, async (c) => {
    const settings = c.req.valid('json');
    await editDraft(db, c.req.valid('param').study, settings, { newId });
    return c.json(await readStudy(sql, settings.slug), 200);
  });
  app.openapi(arena.duplicateStudy, async (c) => {
    const copy = c.req.valid('json');
    await duplicateStudy(db, c.req.valid('param').study, copy, { clock, newId });
    return c.json(await readStudy(sql, copy.slug), 201);
  });
  app.openapi(arena.makeVersion, async (c) => {
    const { slug } = c.req.valid('json');
    const made = await makeVersion(db, c.req.valid('param').study, slug, { clock, newId });
    return c.json(await readStudy(sql, made), 201);
  });

  const move = async (study: string, command: LifeCommand) => {
    await sql.begin((tx) => moveStudy(tx, study, { command, at: clock() }));
    return readStudy(sql, study);
  };
  app.openapi(arena.pauseStudy, async (c) => c.json(await move(c.req.valid('param').study, 'pause'), 200));
  app.openapi(arena.resumeStudy, async (c) => c.json(await move(c.req.valid('param').study, 'resume'), 200));
  app.openapi(arena.closeStudy, async (c) => c.json(await move(c.req.valid('param').study, 'close'), 200));
  app.openapi(arena.archiveStudy, async (c) =>
    c.json(await move(c.req.valid('param').study, 'archive'), 200),
  );
  app.openapi(arena.restoreStudy, async (c) =>
    c.json(await move(c.req.valid('param').study, 'restore'), 200),
  );
  return app;
}
