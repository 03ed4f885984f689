import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import type { Dependencies } from '../../dependencies.ts';
import { csvHeading, csvLine, jsonLine } from './entry-lines.ts';
import { listEntries, streamEntries } from './select-entries.ts';

/** Who changed what. */
export function auditLogRoutes({ accounts: { sql }, logger }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listAuditEntries, async (c) => c.json(await listEntries(sql, c.req.valid('query')), 200));
  app.openapi(arena.exportAuditEntries, (c) => {
    const { format, ...filter } = c.req.valid('query');
    const line = format === 'csv' ? csvLine : jsonLine;
    c.header(
      'content-type',
      format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
    );
    c.header('content-disposition', `attachment; filename="audit-log.${format}"`);
    c.header('cache-control', 'private, no-store');
    return stream(
      c,
      async (out) => {
        if (format === 'csv') await out.write(csvHeading);
        for await (const entries of streamEntries(sql, filter)) {
          if (out.aborted) return;
          await out.write(entries.map(line).join(''));
        }
      },
      async (err) => logger.error({ err }, 'the export of the audit log broke off'),
    );
  });
  return app;
}
