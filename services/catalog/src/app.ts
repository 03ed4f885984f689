import { bodyLimits, catalog } from '@fakexplain/contract';
import { accountsBy, assertMigrated, outageOf, type Database, type Sql } from '@fakexplain/database';
import {
  createApp as createBaseApp,
  readerHeaders,
  readerOf,
  type Logger,
  type TrustedProxies,
} from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteDataset, deleteSource } from './deletion/delete-subject.ts';
import { listDatasetImages } from './datasets/list-dataset-images.ts';
import { listDatasets } from './datasets/list-datasets.ts';
import { listDuplicates } from './duplicates/list-duplicates.ts';
import { findImage, readImage } from './images/read-image.ts';
import { createThumbnails, thumbnailVersion } from './images/thumbnails.ts';
import { importRoutes } from './imports/routes.ts';
import type { Uploads } from './imports/uploads.ts';
import { countMarks } from './marks/count-marks.ts';
import { listSources } from './sources.ts';

/** Everything the catalog service needs from outside; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
  logger: Logger;
  /** What maintainers send: where it is kept, how large a file may be in bytes, and for how many days it stays untouched. */
  uploads: { store: Uploads; maxBytes: number; keptDays: number };
  /** The proxies that may set the id of a request; none by default. */
  trustedProxies?: TrustedProxies;
}

/** The catalog service: what is known of images. */
export function createApp({ db, sql, blobs, logger, uploads, trustedProxies }: Dependencies): OpenAPIHono {
  const thumbnails = createThumbnails({ db, blobs });
  const app = createBaseApp({
    title: 'FakeXplain Arena: catalog',
    version: '1.0.0',
    logger,
    maxBodyBytes: bodyLimits.catalog,
    trustedProxies,
    ready: {
      database: () => assertMigrated(sql),
      blobs: () => blobs.has('0'.repeat(64)),
    },
    outageOf,
    guarded: { contract: catalog, accounts: accountsBy(sql) },
  });
  const { store, maxBytes, keptDays } = uploads;
  app.route('/', importRoutes({ db, uploads: store, maxBytes, keptDays }));
  app.openapi(catalog.deleteDataset, async (c) =>
    c.json(await deleteDataset({ db, sql, blobs }, c.req.valid('param').dataset), 200),
  );
  app.openapi(catalog.deleteSource, async (c) =>
    c.json(await deleteSource({ db, sql, blobs }, c.req.valid('param').source), 200),
  );
  app.openapi(catalog.listDatasets, async (c) => c.json({ datasets: await listDatasets(db) }, 200));
  app.openapi(catalog.listDatasetImages, async (c) =>
    c.json(await listDatasetImages(db, c.req.valid('param').dataset, c.req.valid('query'), readerOf(c)), 200),
  );
  app.openapi(catalog.readImage, async (c) =>
    c.json(await readImage(db, c.req.valid('param').sha256, readerOf(c)), 200),
  );
  app.openapi(catalog.readImageFile, async (c) => {
    const { sha256 } = c.req.valid('param');
    const { image, embargo } = await findImage(db, sha256, readerOf(c));
    return respond(c, { etag: `"${sha256}"`, mediaType: image.mediaType, embargo }, async () => {
      const blob = await blobs.get(sha256);
      if (!blob) throw new Error(`the blob store lacks the image ${sha256}, which the catalog has`);
      return blob.bytes();
    });
  });
  app.openapi(catalog.readThumbnail, async (c) => {
    const { sha256 } = c.req.valid('param');
    const { embargo } = await findImage(db, sha256, readerOf(c));
    const etag = `"${sha256}-thumbnail-${thumbnailVersion}"`;
    return respond(c, { etag, mediaType: 'image/webp', embargo }, () => thumbnails.read(sha256));
  });
  app.openapi(catalog.readFileMarks, async (c) =>
    c.json(await countMarks(db, c.req.valid('param').dataset), 200),
  );
  app.openapi(catalog.listDuplicates, async (c) =>
    c.json(await listDuplicates(db, c.req.valid('param').dataset, c.req.valid('query'), readerOf(c)), 200),
  );
  app.openapi(catalog.listSources, async (c) => c.json({ sources: await listSources(db) }, 200));
  return app;
}

interface Headers {
  etag: string;
  mediaType: string;
  /** The studies because of which it is a maintainer’s alone. */
  embargo: readonly unknown[];
}

/**
 * Bytes that their address names, so that they can be kept for ever where they are for everyone, or nothing where the
 * caller has them.
 * @param read gets them whole and checked: what is damaged must not be kept by anyone
 */
async function respond(
  c: Context,
  { etag, mediaType, embargo }: Headers,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  const headers = {
    etag,
    ...(embargo.length > 0
      ? { ...readerHeaders, 'cache-control': 'private, no-store' }
      : { 'cache-control': 'public, max-age=31536000, immutable' }),
  };
  if (matches(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const bytes = await read();
  return new Response(bytes, {
    headers: { ...headers, 'content-type': mediaType, 'content-length': String(bytes.length) },
  });
}

/** Whether an `If-None-Match` header names this entity tag; weak tags of the same bytes count. */
function matches(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
