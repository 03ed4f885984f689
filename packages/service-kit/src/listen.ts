import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Logger } from 'pino';
import { answerUnreadable } from './answer-unreadable.ts';
import { problemResponse } from './problem.ts';

export interface ListenOptions {
  /** 0 takes a free one. */
  port: number;
  /** Default 127.0.0.1. */
  host?: string;
  logger: Logger;
  /** Aborted when stopping begins, so that endless answers (event streams) end. */
  stopping?: AbortController;
  /** Closed one after another once no request is left. */
  resources?: { name: string; close: () => Promise<unknown> }[];
  /** Milliseconds that requests in flight, and after them the resources, may each take. Default 10,000. */
  graceMs?: number;
}

export interface Listening {
  url: string;
  port: number;
  /** Stops accepting, finishes what is in flight, closes the resources. Resolves with whether all ended in time. */
  stop: () => Promise<boolean>;
}

/** Runs what starts a service; where it throws, prints why and ends the process with exit code 1. */
export async function runService(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/**
 * Serves an app, or what answers Node's own requests, over HTTP until SIGTERM or SIGINT, then stops cleanly and exits; a second signal exits at once.
 * @throws when the port is taken.
 */
export async function listen(
  app: { fetch: (request: Request) => Response | Promise<Response> } | RequestListener,
  options: ListenOptions,
): Promise<Listening> {
  const { logger, host = '127.0.0.1' } = options;
  // Node itself would refuse a request without a host, but without a body.
  const server = createServer(
    { requireHostHeader: false },
    typeof app === 'function'
      ? app
      : getRequestListener(app.fetch, { errorHandler: (error) => refusal(error, logger) }),
  );
  server.on('clientError', answerUnreadable);
  const port = await bind(server, options.port, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

  let stopped: Promise<boolean> | undefined;
  const stop = () => {
    return (stopped ??= shutDown(server, options).finally(() => {
      for (const signal of signals) process.off(signal, onSignal);
    }));
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopped) process.exit(1);
    logger.info({ signal }, 'stopping');
    void stop().then((clean) => process.exit(clean ? 0 : 1));
  };
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  logger.info({ url }, 'listening');
  return { url, port, stop };
}

/** Answers what cannot be read as a request, such as a broken host; any other error is a fault to be logged. */
export function refusal(error: unknown, logger: Logger): Response {
  const id = randomUUID();
  if (error instanceof RequestError)
    return problemResponse(id, 'malformed-request', { detail: error.message });
  logger.error({ requestId: id, err: error }, 'request failed');
  return problemResponse(id, 'internal-error', { detail: 'The log knows this by its instance.' });
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is taken.`, { cause: error })
          : error,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function shutDown(server: Server, options: ListenOptions): Promise<boolean> {
  const { logger, stopping, resources = [], graceMs = 10_000 } = options;
  stopping?.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections kept alive turn idle one by one as their last answers go out.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  let clean = await inTime(closed, graceMs);
  clearInterval(sweep);
  if (!clean) {
    logger.warn('cut the requests still in flight');
    server.closeAllConnections();
  }
  for (const { name, close } of resources) {
    try {
      if (await inTime(close(), graceMs)) continue;
      logger.warn({ resource: name }, 'did not close in time');
    } catch (err) {
      logger.warn({ resource: name, err }, 'did not close');
    }
    clean = false;
  }
  return clean;
}

/** Whether `work` ended within `ms`. */
async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  return Promise.race([work.then(() => true), promise]).finally(() => clearTimeout(timer));
}
