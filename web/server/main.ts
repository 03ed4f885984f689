/**
 * Serves the built site (`vite build`). The header variables and `BODY_SIZE_LIMIT` are adapter-node's own.
 *
 * adapter-node takes every request for https unless a header says otherwise, and then refuses plain forms sent over
 * http as cross-site. A proxy that ends TLS says `https` in X-Forwarded-Proto (or the header named by
 * `PROTOCOL_HEADER`); everything else is http. No page of another site can make a browser send that header with a form.
 */
import type { RequestListener } from 'node:http';
import { createLogger, listen, runService } from '@fakexplain/service-kit';
import { compress } from './compress.ts';
import { readSiteEnv, siteMiddleware } from './middleware.ts';

await runService(async () => {
  process.env.PROTOCOL_HEADER ||= 'x-forwarded-proto';
  // A picture of 8 MiB for a trial, as part of a form; the services have limits of their own below this one.
  process.env.BODY_SIZE_LIMIT ||= '12M';
  const header = process.env.PROTOCOL_HEADER.toLowerCase();
  const env = readSiteEnv();
  const before = siteMiddleware(env);
  const { handler }: { handler: RequestListener } = await import(
    new URL('../build/handler.js', import.meta.url).href
  );
  const app: RequestListener = (request, response) => {
    const [nearest] = String(request.headers[header] ?? '').split(',');
    request.headers[header] = nearest?.trim() === 'https' ? 'https' : 'http';
    compress(request, response, () => before(request, response, () => handler(request, response)));
  };
  await listen(app, {
    port: env.PORT,
    host: env.HOST,
    logger: createLogger('site', env.LOG_LEVEL),
    // Open event streams would otherwise hold a shutdown back.
    graceMs: 3_000,
  });
});
