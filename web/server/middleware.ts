import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import {
  createLogger,
  nearestClient,
  parseTrustedProxies,
  readEnvironment,
  refusal,
} from '@fakexplain/service-kit';
import { logLevelSchema } from '@fakexplain/service-kit/logger';
import { bodyLimits } from '@fakexplain/contract';
import { z } from 'zod';
import { forward, type ForwardedService } from './forward.ts';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** All that the server in front of the pages reads from the environment; adapter-node's own variables apply as well. */
export const readSiteEnv = () =>
  readEnvironment(
    z.object({
      ARENA_URL: address,
      CATALOG_URL: address,
      METRICS_URL: address,
      INFERENCE_URL: address,
      PORT: z.coerce.number().int().min(0).max(65_535).default(4_100),
      HOST: z.string().default('127.0.0.1'),
      LOG_LEVEL: logLevelSchema,
      /** Addresses of proxies before the site, whose X-Forwarded-For is believed; none, unless it is said. */
      TRUSTED_PROXIES: z.string().default(''),
    }),
  );

/** The services that limit visitors by their network, and so must know where they come from. */
const limiting = new Set(['arena', 'inference']);

/**
 * What stands before the pages, in production and under `vite dev` alike: gives each request the id by which the logs of the
 * site and of the services know it, settles whose address it comes from, and answers `/api/<service>/…` from that service.
 * No visitor chooses the id, or the address: `X-Forwarded-For` holds that one address from here on.
 */
export function siteMiddleware(env: ReturnType<typeof readSiteEnv>) {
  const logger = createLogger('site', env.LOG_LEVEL);
  const trusted = parseTrustedProxies(env.TRUSTED_PROXIES);
  let warned = false;
  const services = new Map<string, ForwardedService>([
    ['arena', { url: env.ARENA_URL, maxBodyBytes: bodyLimits.arena }],
    ['catalog', { url: env.CATALOG_URL, maxBodyBytes: bodyLimits.catalog }],
    ['metrics', { url: env.METRICS_URL, maxBodyBytes: bodyLimits.metrics }],
    ['inference', { url: env.INFERENCE_URL, maxBodyBytes: bodyLimits.inference }],
  ]);
  const answer = getRequestListener(
    (request, { incoming }) => {
      const { pathname, search } = new URL(request.url);
      const [, name = '', path = ''] = /^\/api\/(\w+)\/(.*)$/.exec(pathname) ?? [];
      const service = services.get(name);
      if (!service) throw new Error(`there is no service ${name}`);
      return forward(request, {
        service,
        path: `${path}${search}`,
        address: limiting.has(name) ? String(incoming.headers['x-forwarded-for']) : undefined,
        logger,
      });
    },
    { overrideGlobalObjects: false, errorHandler: (error) => refusal(error, logger) },
  );
  function visitorOf({ socket, headers }: IncomingMessage): string {
    const peer = socket.remoteAddress ?? 'unknown';
    const header = headers['x-forwarded-for'];
    const forwarded = Array.isArray(header) ? header.join(', ') : header;
    const visitor = nearestClient(peer, forwarded, trusted);
    if (!warned && forwarded !== undefined && visitor === nearestClient(peer, undefined, trusted)) {
      warned = true;
      logger.warn(
        { peer },
        'X-Forwarded-For is not believed: if a proxy stands before the site, TRUSTED_PROXIES must name it, or all visitors share its limits',
      );
    }
    return visitor;
  }
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { method, url = '/' } = request;
    const requestId = randomUUID();
    request.headers['x-request-id'] = requestId;
    request.headers['x-forwarded-for'] = visitorOf(request);
    const [path = '/'] = url.split('?');
    const began = performance.now();
    response.once('close', () => {
      const ms = Math.round(performance.now() - began);
      logger.debug({ requestId, method, path, status: response.statusCode, ms }, 'request');
    });
    const service = /^\/api\/(\w+)\//.exec(url)?.[1] ?? '';
    if (!services.has(service)) next();
    else {
      response.setHeader('x-request-id', requestId);
      void answer(request, response);
    }
  };
}
