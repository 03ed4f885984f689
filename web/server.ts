/**
 * Serves the built site (`vite build`). `HOST`, `PORT` and the header variables are adapter-node's own.
 *
 * adapter-node takes every request for https unless a header says otherwise, and then refuses plain forms sent over
 * http as cross-site. A proxy that ends TLS says `https` in X-Forwarded-Proto (or the header named by
 * `PROTOCOL_HEADER`); everything else is http. No page of another site can make a browser send that header with a form.
 */
process.env.PROTOCOL_HEADER ||= 'x-forwarded-proto';
// Open event streams would otherwise hold a shutdown back for 30 s.
process.env.SHUTDOWN_TIMEOUT ||= '3';
// A picture of 8 MiB for a trial, in Base64 or as part of a form; the services have limits of their own below this one.
process.env.BODY_SIZE_LIMIT ||= '12M';

const header = process.env.PROTOCOL_HEADER.toLowerCase();
const entry = new URL('./build/index.js', import.meta.url);
const { server } = await import(entry.href);
interface Incoming {
  url: string;
  headers: Record<string, string | undefined>;
}
server.prependListener('request', ({ url, headers }: Incoming) => {
  const [nearest] = (headers[header] ?? '').split(',');
  const protocol = nearest?.trim() === 'https' ? 'https' : 'http';
  headers[header] = protocol;
  // Browsers name the origin of every form. A program does not, and SvelteKit would refuse its POST without a body; the
  // API knows it by its token alone.
  if (url.startsWith('/api/')) headers.origin ??= `${protocol}://${headers.host ?? ''}`;
});
