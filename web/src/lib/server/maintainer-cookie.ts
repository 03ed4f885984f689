import type { Cookies } from '@sveltejs/kit';

const name = 'maintainer';

export const readMaintainer = (cookies: Cookies): string | undefined => cookies.get(name) || undefined;

/** Keeps the maintainer's token in this browser for a working day; scripts cannot read it. */
export function signIn(cookies: Cookies, token: string, url: URL): void {
  cookies.set(name, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // The site may be served over plain http on a local network, where a secure cookie would be dropped.
    secure: url.protocol === 'https:',
    maxAge: 8 * 3600,
  });
}

export const signOut = (cookies: Cookies): void => cookies.delete(name, { path: '/' });
