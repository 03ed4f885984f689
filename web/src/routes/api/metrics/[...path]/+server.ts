import { below, forward } from '#lib/server/forward.ts';
import { METRICS_URL } from '$app/env/private';
import type { RequestHandler } from './$types';

/** The metrics service's API, under this site's address. */
export const fallback: RequestHandler = (event) =>
  forward(event, METRICS_URL, below('/api/metrics/', event.url));
