import type { IncomingMessage } from 'node:http';
import { isLanguage, languageOf, languages, pathIn, type Language } from '../src/lib/languages/languages.ts';

const cookie = 'language';
const parameter = 'language';
const yearS = 365 * 24 * 3600;

/** What is done with a request before a page answers. */
export type Chosen =
  | { kind: 'answer'; language: Language }
  | { kind: 'redirect'; to: string; keep?: string; varies?: string };

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { encrypted: boolean };

/**
 * Which language answers. The address decides; `?language=` chooses one for good, and leads to that page. Who has chosen one
 * is led to it from addresses without a language, and who comes to the start page for the first time to what the browser prefers.
 */
export function chooseLanguage({ method, url = '/', headers, encrypted }: Asked): Chosen {
  const { pathname, searchParams } = new URL(url, 'http://site.invalid');
  const { language, path } = languageOf(pathname);
  const answer: Chosen = { kind: 'answer', language };
  if ((method !== 'GET' && method !== 'HEAD') || !asksForPage(headers, path)) return answer;
  const wanted = searchParams.get(parameter);
  if (wanted !== null && isLanguage(wanted)) {
    const rest = [...searchParams].filter(([name]) => name !== parameter);
    const query = rest.length > 0 ? `?${new URLSearchParams(rest)}` : '';
    const keep = `${cookie}=${wanted}; Path=/; Max-Age=${yearS}; SameSite=Lax; HttpOnly${encrypted ? '; Secure' : ''}`;
    return { kind: 'redirect', to: pathIn(wanted, path) + query, keep };
  }
  if (language !== 'en') return answer;
  const kept = new RegExp(`(?:^|;\\s*)${cookie}=(\\w+)`).exec(headers.cookie ?? '')?.[1] ?? '';
  const preferred = isLanguage(kept) ? kept : path === '/' ? preferredOf(headers['accept-language']) : 'en';
  if (preferred === 'en') return answer;
  const query = url.slice(url.split('?', 1)[0]?.length);
  return { kind: 'redirect', to: pathIn(preferred, path) + query, varies: 'Cookie, Accept-Language' };
}

/** Whether a browser asks for a page to show; files, and what scripts and programs ask, are the same in all languages. */
function asksForPage(headers: IncomingMessage['headers'], path: string): boolean {
  const into = headers['sec-fetch-dest'];
  if (into !== undefined && into !== 'document') return false;
  return headers.accept?.includes('text/html') === true && !/^\/(_app|api|auth)\/|\.\w+$/.test(path);
}

/** The first language of the site in the order of an Accept-Language header; English where there is none. */
export function preferredOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.find((one) => one.trim().startsWith('q='))?.split('=')[1];
      return { tag: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  const [first] = wanted.flatMap(({ tag }) => languages.filter((one) => one === tag));
  return first ?? 'en';
}
