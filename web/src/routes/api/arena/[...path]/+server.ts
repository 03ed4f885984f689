import { below, forward } from '#lib/server/forward.ts';
import { ARENA_URL } from '$app/env/private';
import type { RequestHandler } from './$types';

/** The arena service's API, under this site's address. */
export const fallback: RequestHandler = (event) => forward(event, ARENA_URL, below('/api/arena/', event.url));
