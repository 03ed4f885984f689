import type { Cookies } from '@sveltejs/kit';
import { inEachLanguage } from '#lib/languages/each-language.ts';

const yearS = 365 * 24 * 3600;
const name = 'rater';

// Each study has its own rater, and the paths keep the token to its pages.
const paths = (study: string) => inEachLanguage(`rate/${study}`);

export const readRater = (cookies: Cookies): string | undefined => cookies.get(name) || undefined;

/** Keeps a rater's token for a study in this browser, out of reach of scripts. */
export function keepRater(cookies: Cookies, study: string, token: string, url: URL): void {
  for (const path of paths(study))
    cookies.set(name, token, {
      path,
      httpOnly: true,
      sameSite: 'lax',
      // The site may be served over plain http on a local network, where a secure cookie would be dropped.
      secure: url.protocol === 'https:',
      maxAge: yearS,
    });
}

export function forgetRater(cookies: Cookies, study: string): void {
  for (const path of paths(study)) cookies.delete(name, { path });
}
