import { catalog } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findImage, readImage } from './read-image.ts';

export function imageRoutes({ db, blobs }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(catalog.readImage, async (c) => c.json(await readImage(db, c.req.valid('param').sha256), 200));
  app.openapi(catalog.readImageFile, async (c) => {
    const { sha256 } = c.req.valid('param');
    const image = await findImage(db, sha256);
    const etag = `"${sha256}"`;
    const headers = { etag, 'cache-control': 'public, max-age=31536000, immutable' };
    if (matches(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
    const blob = await blobs.get(sha256);
    if (!blob) throw new Error(`the blob store lacks the image ${sha256}, which the catalog has`);
    return new Response(await blob.stream(), {
      headers: {
        ...headers,
        'content-type': image.mediaType,
        'content-length': String(blob.size),
      },
    });
  });
  return app;
}

/** Whether an `If-None-Match` header names this entity tag; weak tags of the same bytes count. */
function matches(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
