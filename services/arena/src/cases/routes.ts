import { arena } from '@fakexplain/contract';
import { readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listCaseStudies, listCaseVotes } from './read-cases.ts';

export function caseRoutes({ db, sql }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.listCaseVotes, async (c) => {
    const { study, sha256 } = c.req.valid('param');
    return c.json(await listCaseVotes(sql, { slug: study, sha256, ...c.req.valid('query') }), 200);
  });
  app.openapi(arena.listCaseStudies, async (c) =>
    c.json({ studies: await listCaseStudies({ db, sql }, c.req.valid('param').sha256, readerOf(c)) }, 200),
  );
  return app;
}
