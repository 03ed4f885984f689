import type { Cookies } from '@sveltejs/kit';
import { inEachLanguage } from '#lib/languages/each-language.ts';

/** How far this browser is with a study that it takes part in. */
export type Taken = 'going' | 'ended';

const name = 'studies';
const yearS = 365 * 24 * 3600;
const mostStudies = 50;

/** The studies that this browser takes part in, by slug. */
export const readTaken = (cookies: Cookies): Map<string, Taken> =>
  new Map(
    [...new URLSearchParams(cookies.get(name) ?? '')].map(([slug, how]) => [
      slug,
      how === 'ended' ? 'ended' : 'going',
    ]),
  );

/** Keeps how far this browser is with a study, for the list of studies; the latest 50 are kept. */
export function markTaken(cookies: Cookies, study: string, how: Taken, url: URL): void {
  const taken = readTaken(cookies);
  taken.delete(study);
  taken.set(study, how);
  const kept = new URLSearchParams([...taken].slice(-mostStudies));
  for (const path of inEachLanguage('rate'))
    cookies.set(name, kept.toString(), {
      path,
      httpOnly: true,
      sameSite: 'lax',
      secure: url.protocol === 'https:',
      maxAge: yearS,
    });
}
