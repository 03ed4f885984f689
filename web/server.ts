/**
 * Serves the built site (`vite build`). `HOST`, `PORT` and the header variables are adapter-node's own.
 *
 * adapter-node takes a request for https unless a header says otherwise, and then refuses plain forms sent over
 * http as cross-site. Without a proxy nothing sets that header, so it is set here, over whatever a client sent;
 * with `PROTOCOL_HEADER` (e.g. `x-forwarded-proto`) the proxy's word counts.
 */
const ownHeader = 'x-served-over';
const behindProxy = Boolean(process.env.PROTOCOL_HEADER);
process.env.PROTOCOL_HEADER ||= ownHeader;
// Open event streams would otherwise hold a shutdown back for 30 s.
process.env.SHUTDOWN_TIMEOUT ??= '3';

const entry = new URL('./build/index.js', import.meta.url);
const { server } = await import(entry.href);
if (!behindProxy) {
  server.prependListener('request', (request: { headers: Record<string, string> }) => {
    request.headers[ownHeader] = 'http';
  });
}
