import type { Cookies } from '@sveltejs/kit';

const name = 'last-vote';

/** The ballot that this browser voted on last in a study, so that the vote can be taken back after leaving the page. */
export const readLastVote = (cookies: Cookies): string | null => cookies.get(name) ?? null;

export function keepLastVote(cookies: Cookies, study: string, ballot: string, url: URL): void {
  cookies.set(name, ballot, {
    path: `/rate/${study}`,
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
  });
}
