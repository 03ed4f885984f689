import type { Cookies } from '@sveltejs/kit';

const yearS = 365 * 24 * 3600;
const name = 'rater';

// Each study has its own rater, and the path keeps the token to its pages.
const path = (study: string) => `/rate/${study}`;

export const readRater = (cookies: Cookies): string | undefined => cookies.get(name) || undefined;

/** Keeps a rater's token for a study in this browser, out of reach of scripts. */
export function keepRater(cookies: Cookies, study: string, token: string, url: URL): void {
  cookies.set(name, token, {
    path: path(study),
    httpOnly: true,
    sameSite: 'lax',
    // The site may be served over plain http on a local network, where a secure cookie would be dropped.
    secure: url.protocol === 'https:',
    maxAge: yearS,
  });
}

export const forgetRater = (cookies: Cookies, study: string): void =>
  cookies.delete(name, { path: path(study) });
