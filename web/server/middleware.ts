import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createLogger, readEnvironment, refusal } from '@fakexplain/service-kit';
import { logLevelSchema } from '@fakexplain/service-kit/logger';
import { z } from 'zod';
import { forward } from './forward.ts';

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
    }),
  );

/**
 * What stands before the pages, in production and under `vite dev` alike: gives each request the id by which the logs of the
 * site and of the services know it, and answers `/api/<service>/…` from that service. No visitor chooses the id.
 */
export function siteMiddleware(env: ReturnType<typeof readSiteEnv>) {
  const logger = createLogger('site', env.LOG_LEVEL);
  const services: Partial<Record<string, string>> = {
    arena: env.ARENA_URL,
    catalog: env.CATALOG_URL,
    metrics: env.METRICS_URL,
    inference: env.INFERENCE_URL,
  };
  const answer = getRequestListener(
    (request, { incoming }) => {
      const { pathname, search } = new URL(request.url);
      const [, service = '', path = ''] = /^\/api\/(\w+)\/(.*)$/.exec(pathname) ?? [];
      return forward(request, `${services[service]}/${path}${search}`, {
        // The inference service alone limits visitors.
        address: service === 'inference' ? incoming.socket.remoteAddress : undefined,
        logger,
      });
    },
    { overrideGlobalObjects: false, errorHandler: (error) => refusal(error, logger) },
  );
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { method, url = '/' } = request;
    const requestId = randomUUID();
    request.headers['x-request-id'] = requestId;
    const [path = '/'] = url.split('?');
    const began = performance.now();
    response.once('close', () => {
      const ms = Math.round(performance.now() - began);
      logger.debug({ requestId, method, path, status: response.statusCode, ms }, 'request');
    });
    const service = /^\/api\/(\w+)\//.exec(url)?.[1] ?? '';
    if (services[service] === undefined) next();
    else {
      response.setHeader('x-request-id', requestId);
      void answer(request, response);
    }
  };
}
