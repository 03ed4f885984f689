/**
 * Serves the built site (`vite build`). The header variables and `BODY_SIZE_LIMIT` are adapter-node's own.
 *
 * adapter-node takes every request for https unless a header says otherwise, and then refuses plain forms sent over
 * http as cross-site. A proxy that ends TLS says `https` in X-Forwarded-Proto (or the header named by
 * `PROTOCOL_HEADER`); everything else is http. No page of another site can make a browser send that header with a form.
 */
import type { RequestListener, ServerResponse } from 'node:http';
import { createLogger, listen, runService } from '@fakexplain/service-kit';
import { languages, type Language } from '../src/lib/languages/languages.ts';
import { chooseLanguage, type Chosen } from './choose-language.ts';
import { compress } from './compress.ts';
import { readSiteEnv, siteMiddleware } from './middleware.ts';

/** The pages of each language, which are a build each: English now, others when they are asked for first. */
async function loadPages(): Promise<(language: Language) => Promise<RequestListener>> {
  const load = async (language: Language): Promise<RequestListener> => {
    const file = new URL(`../build/${language}/handler.js`, import.meta.url);
    const { handler }: { handler: RequestListener } = await import(file.href);
    return handler;
  };
  const loaded = new Map<Language, Promise<RequestListener>>();
  const get = (language: Language) => {
    const known = loaded.get(language) ?? load(language);
    loaded.set(language, known);
    return known;
  };
  await get(languages[0]);
  return get;
}

function redirect(
  response: ServerResponse,
  { to, keep, varies }: Extract<Chosen, { kind: 'redirect' }>,
): void {
  response.writeHead(303, {
    location: to,
    'cache-control': 'no-store',
    ...(keep !== undefined && { 'set-cookie': keep }),
    ...(varies !== undefined && { vary: varies }),
  });
  response.end();
}

await runService(async () => {
  process.env.PROTOCOL_HEADER ||= 'x-forwarded-proto';
  // A picture of 8 MiB for a trial, as part of a form; the services have limits of their own below this one.
  process.env.BODY_SIZE_LIMIT ||= '12M';
  const header = process.env.PROTOCOL_HEADER.toLowerCase();
  const env = readSiteEnv();
  const before = siteMiddleware(env);
  const pages = await loadPages();
  const app: RequestListener = (request, response) => {
    const [nearest] = String(request.headers[header] ?? '').split(',');
    const encrypted = nearest?.trim() === 'https';
    request.headers[header] = encrypted ? 'https' : 'http';
    compress(request, response, () =>
      before(request, response, () => {
        const { method, url, headers } = request;
        const chosen = chooseLanguage({ method, url, headers, encrypted });
        if (chosen.kind === 'redirect') redirect(response, chosen);
        else void pages(chosen.language).then((handler) => handler(request, response));
      }),
    );
  };
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger: createLogger('site', env.LOG_LEVEL),
    // Open event streams would otherwise hold a shutdown back.
    graceMs: 3_000,
  });
});
