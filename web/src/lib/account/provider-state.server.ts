import type { Cookies } from '@sveltejs/kit';
import { z } from 'zod';

const name = 'provider-state';
const minutes = 10;
const path = '/auth';

const schema = z.object({ state: z.string(), back: z.string().nullable() });
type ProviderState = z.infer<typeof schema>;

/** Keeps what somebody was about while they are at the provider. */
export const keepState = (cookies: Cookies, state: ProviderState, url: URL): void =>
  cookies.set(name, JSON.stringify(state), {
    path,
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    maxAge: minutes * 60,
  });

/** What they were about; null where this browser began nothing. It is good once. */
export function takeState(cookies: Cookies): ProviderState | null {
  const kept = cookies.get(name);
  cookies.delete(name, { path });
  if (kept === undefined) return null;
  try {
    return schema.parse(JSON.parse(kept));
  } catch {
    return null;
  }
}
