import type { Cookies } from '@sveltejs/kit';
import { inEachLanguage } from '#lib/languages/each-language.ts';

const name = 'last-vote';

/** The ballot that this browser voted on last in a study, so that the vote can be taken back after leaving the page. */
export const readLastVote = (cookies: Cookies): string | null => cookies.get(name) ?? null;

export function keepLastVote(cookies: Cookies, study: string, ballot: string, url: URL): void {
  for (const path of inEachLanguage(`rate/${study}`))
    cookies.set(name, ballot, {
      path,
      httpOnly: true,
      sameSite: 'lax',
      secure: url.protocol === 'https:',
    });
}
