import { below, forward } from '#lib/server/forward.ts';
import { CATALOG_URL } from '$app/env/private';
import type { RequestHandler } from './$types';

/** The catalog service's API, under this site's address. */
export const fallback: RequestHandler = (event) =>
  forward(event, CATALOG_URL, below('/api/catalog/', event.url));
