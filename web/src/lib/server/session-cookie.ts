import type { Cookies } from '@sveltejs/kit';

const name = 'session';

export const readSession = (cookies: Cookies): string | undefined => cookies.get(name) || undefined;

/** Keeps somebody signed in in this browser for as long as the session lasts; scripts cannot read it. */
export function keepSession(
  cookies: Cookies,
  { session, expiresAt }: { session: string; expiresAt: string },
  url: URL,
): void {
  cookies.set(name, session, {
    path: '/',
    httpOnly: true,
    // Who comes back from a provider, or by a link in a letter, is still signed in; forms of other sites are refused.
    sameSite: 'lax',
    // The site may be served over plain http on a local network, where a secure cookie would be dropped.
    secure: url.protocol === 'https:',
    expires: new Date(expiresAt),
  });
}

export const forgetSession = (cookies: Cookies): void => cookies.delete(name, { path: '/' });
