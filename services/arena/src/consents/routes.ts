import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listConsents } from './list-consents.ts';
import { reviseConsent } from './revise-consent.ts';

export function consentRoutes({ sql, clock }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(arena.reviseConsent, async (c) => {
    const { study } = c.req.valid('param');
    return c.json(await reviseConsent(sql, study, c.req.valid('json'), clock()), 200);
  });
  app.openapi(arena.listConsents, async (c) =>
    c.json({ consents: await listConsents(sql, c.req.valid('param').study) }, 200),
  );
  return app;
}
