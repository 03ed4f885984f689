import { readFile } from 'node:fs/promises';
import { catalog } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { hashOf } from '@fakexplain/service-kit/blobs';
import { OpenAPIHono } from '@hono/zod-openapi';
import { addImport, changeImport, endUpload, removeImport } from './change-import.ts';
import { findImport, listImports, readImport, showImport, type ReadsImports } from './read-imports.ts';
import { refusalsFile } from './work-on-import.ts';

interface Dependencies extends ReadsImports {
  /** Largest file that is taken, in bytes. */
  maxBytes: number;
}

/** Files that maintainers send, and what is done with them. */
export function importRoutes({ maxBytes, ...reads }: Dependencies): OpenAPIHono {
  const { db, uploads, keptDays } = reads;
  const app = new OpenAPIHono();

  app.openapi(catalog.listImports, async (c) =>
    c.json({ imports: await listImports(reads), maxBytes, keptDays }, 200),
  );
  app.openapi(catalog.createImport, async (c) => {
    const { fileName, byteSize } = c.req.valid('json');
    if (byteSize > maxBytes)
      throw new ProblemError('payload-too-large', {
        detail: `A file may have ${maxBytes} bytes (UPLOAD_MAX_BYTES); the command line takes any.`,
      });
    const made = await addImport(db, fileName, byteSize);
    return c.json(await showImport(made, reads), 201);
  });
  app.openapi(catalog.readImport, async (c) =>
    c.json(await readImport(c.req.valid('param').import, reads), 200),
  );
  app.openapi(catalog.listParts, async (c) => {
    const { id } = await findImport(db, c.req.valid('param').import);
    const parts = [...(await uploads.parts(id))].map(([part, sha256]) => ({ part, sha256 }));
    return c.json({ parts }, 200);
  });
  app.openapi(catalog.putPart, async (c) => {
    const { import: id, part } = c.req.valid('param');
    const { sha256 } = c.req.valid('query');
    const found = await findImport(db, id);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const refuse = (path: string, message: string) =>
      new ProblemError('invalid-request', { detail: message, errors: [{ path, message }] });
    const parts = catalog.partsOf(found.byteSize);
    if (part >= parts) throw refuse('part', `The file has ${parts} parts, counted from 0.`);
    const offset = part * catalog.partBytes;
    const expected = Math.min(catalog.partBytes, found.byteSize - offset);
    if (bytes.length !== expected)
      throw refuse('body', `The part has ${bytes.length} bytes, where it has ${expected} of the file.`);
    const came = hashOf(bytes);
    if (came !== sha256)
      throw refuse('sha256', `The bytes that came have the SHA-256 ${came}: send them again.`);
    await changeImport(db, id, { from: ['uploading'], to: {}, otherwise: 'its file is here already' });
    await uploads.put(found, part, offset, bytes);
    const whole = (await uploads.parts(id)).size === parts;
    const now = whole ? await endUpload(db, id) : await findImport(db, id);
    return c.json(await showImport(now, reads), 200);
  });
  app.openapi(catalog.startImport, async (c) => {
    const { dryRun, settings } = c.req.valid('json');
    const started = await changeImport(db, c.req.valid('param').import, {
      action: 'startImport',
      from: ['uploaded', 'stopped', 'done', 'refused', 'failed'],
      to: { state: 'waiting', dryRun, settings, dataset: settings.dataset, reason: null },
      otherwise: 'it can be started when its file is here and nothing is being done with it',
    });
    return c.json(await showImport(started, reads), 200);
  });
  app.openapi(catalog.stopImport, async (c) => {
    const { import: id } = c.req.valid('param');
    const { state } = await findImport(db, id);
    const stopped =
      state === 'waiting'
        ? await changeImport(db, id, {
            action: 'stopImport',
            from: ['waiting'],
            to: { state: 'stopped' },
            otherwise: 'it began meanwhile; stop it again',
          })
        : await changeImport(db, id, {
            action: 'stopImport',
            from: ['running'],
            to: { state: 'stopping' },
            otherwise: 'it is not running',
          });
    return c.json(await showImport(stopped, reads), 200);
  });
  app.openapi(catalog.deleteImport, async (c) => {
    const { import: id } = c.req.valid('param');
    const shown = await showImport(await findImport(db, id), reads);
    const deleted = await removeImport(db, id);
    if (!deleted)
      throw new ProblemError('import-state-conflict', {
        detail: `The import is ${shown.state}: stop it first.`,
      });
    await uploads.remove(id);
    return c.json(shown, 200);
  });
  app.openapi(catalog.listRefusals, async (c) => {
    const { id } = await findImport(db, c.req.valid('param').import);
    const lines = await readFile(refusalsFile(uploads, id), 'utf8').catch(() => '');
    return c.text(lines, 200, { 'cache-control': 'private, no-store' });
  });
  return app;
}
