import { below, forward } from '#lib/server/forward.ts';
import { INFERENCE_URL } from '$app/env/private';
import type { RequestHandler } from './$types';

/** The inference service's API, under this site's address. */
export const fallback: RequestHandler = (event) =>
  forward(event, INFERENCE_URL, below('/api/inference/', event.url), { address: true });
