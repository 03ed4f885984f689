import type { Cookies } from '@sveltejs/kit';
import { problemResponse } from '#lib/server/problem-response.ts';
import { readRater } from './rater-cookie.server.ts';
import { noToken } from './refusal.server.ts';

const kept = ['content-type', 'content-length'];

/** An image that a rater asks for, passed on with nothing but its bytes, their type and number: no name, tag or date. */
export async function passImage(
  cookies: Cookies,
  ask: (token: string) => Promise<Response>,
): Promise<Response> {
  const token = readRater(cookies);
  if (!token) return noToken();
  try {
    const image = await ask(token);
    const headers = new Headers({ 'cache-control': 'private, max-age=86400, immutable' });
    for (const name of kept) {
      const value = image.headers.get(name);
      if (value) headers.set(name, value);
    }
    return new Response(image.body, { headers });
  } catch (cause) {
    return problemResponse(cause);
  }
}
