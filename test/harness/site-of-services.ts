import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { freePort } from '../../cli/src/stack/free-port.ts';

export interface SiteOfServices {
  address: string;
  /** What was asked, as `PUT /api/catalog/…`, without queries. */
  asked: string[];
  /** Answers 500 to a request in place of the service, where it says so. */
  fails: (request: string) => boolean;
  close: () => Promise<void>;
}

/** Answers `/api/<service>/…` from the services, as a site does, for programs that know one address. */
export async function startSiteOfServices(services: Record<string, string>): Promise<SiteOfServices> {
  const port = await freePort();
  const site: SiteOfServices = {
    address: `http://127.0.0.1:${port}`,
    asked: [],
    fails: () => false,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  async function answer(request: IncomingMessage): Promise<Response> {
    const { method = 'GET', url = '' } = request;
    const [, name = '', path = ''] = /^\/api\/(\w+)\/(.*)$/.exec(url) ?? [];
    const asked = `${method} ${url.replace(/\?.*/, '')}`;
    site.asked.push(asked);
    const { authorization, 'content-type': type } = request.headers;
    const headers = { ...(authorization && { authorization }), ...(type && { 'content-type': type }) };
    const body = await buffer(request);
    if (site.fails(asked)) return new Response(null, { status: 500 });
    const withBody = body.length > 0 && { body: new Uint8Array(body) };
    return fetch(`${services[name]}/${path}`, { method, headers, ...withBody });
  }
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answered = await answer(request);
    const type = answered.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answered.status, { 'content-type': type });
    response.end(Buffer.from(await answered.arrayBuffer()));
  }
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return site;
}
