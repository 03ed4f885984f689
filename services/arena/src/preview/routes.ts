import { arena } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { readPreviewPart } from './preview-image.ts';
import { previewStudy } from './preview-study.ts';

/** Drafts as their raters would see them. */
export function previewRoutes({ sql, pictures, clock, newId }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();

  app.openapi(arena.previewStudy, async (c) => {
    const asked = { ...c.req.valid('query'), now: clock(), newId };
    return c.json(await previewStudy(sql, c.req.valid('param').study, asked), 200);
  });
  app.openapi(arena.readPreviewImage, async (c) => {
    const { study, sha256 } = c.req.valid('param');
    return respond(await readPreviewPart({ sql, pictures }, study, sha256, 'look'));
  });
  app.openapi(arena.readPreviewTile, async (c) => {
    const { study, sha256, ...tile } = c.req.valid('param');
    return respond(await readPreviewPart({ sql, pictures }, study, sha256, tile));
  });
  return app;
}

const respond = (bytes: Uint8Array): Response =>
  new Response(Uint8Array.from(bytes), {
    headers: { 'content-type': 'image/webp', 'cache-control': 'private, no-store' },
  });
