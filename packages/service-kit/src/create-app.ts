import { randomUUID } from 'node:crypto';
import { operationsOf, problemTypes } from '@fakexplain/contract';
import { openApiDocument } from '@fakexplain/contract/openapi-document';
import type { ProblemType } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Env } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import type { RequestIdVariables } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { guard, type Accounts } from './access.ts';
import { isFromTrusted, type TrustedProxies } from './client-address.ts';
import { addHealth } from './health.ts';
import type { ReadinessChecks } from './health.ts';
import { requestIds } from './logger.ts';
import { ProblemError, problemResponse } from './problem.ts';
import { honoPath, validationHook } from './validation-hook.ts';

export interface AppOptions {
  /** Name and version of the API, for its OpenAPI document. */
  title: string;
  version: string;
  logger: Logger;
  /** Checks of the dependencies that must work before the service takes requests; each rejects when its own does not. */
  ready?: ReadinessChecks;
  /** Where an error says that a dependency of the service cannot be used now, so that the same request may work later: words for who asked. */
  outageOf?: (error: unknown) => string | null;
  /** Largest request body in bytes. Default 1 MiB. */
  maxBodyBytes?: number;
  /** The proxies (usually the site) that may set the id of a request; none by default. */
  trustedProxies?: TrustedProxies | undefined;
  /** The operations that the app serves, each for those to whom the contract gives access, and who these are. */
  guarded?: { contract: object; accounts: Accounts };
}

/**
 * A Hono app with what every service has: RFC 9457 problems for everything that can go wrong, `/health`, `/health/ready`,
 * `/openapi.json`, a request id, access by the contract, a body limit, safe headers and one log line a request. Add subjects with
 * `app.route('/', subject)`; a subject is a plain `new OpenAPIHono()` and inherits the validation of this one.
 */
export function createApp<E extends Env = Env>(options: AppOptions): OpenAPIHono<E> {
  const {
    title,
    version,
    logger,
    ready = {},
    outageOf = () => null,
    maxBodyBytes = 1_048_576,
    trustedProxies,
    guarded,
  } = options;
  const operations = guarded ? operationsOf(guarded.contract) : [];
  const app = new OpenAPIHono<E>({ defaultHook: validationHook(operations) });

  app.use(
    requestId({
      headerName: '',
      generator: (c) => {
        const given = c.req.header('x-request-id') ?? '';
        const believed = requestIdForm.test(given) && trustedProxies && isFromTrusted(c, trustedProxies);
        return believed ? given : randomUUID();
      },
    }),
  );
  app.use(async (c, next) => {
    const started = performance.now();
    await requestIds.run(idOf(c), next);
    // By itself, `c.header` would make another answer of the finished one.
    c.res.headers.set('X-Request-Id', idOf(c));
    const { method, path } = c.req;
    const ms = Math.round(performance.now() - started);
    logger.debug({ requestId: idOf(c), method, path, status: c.res.status, ms }, 'request');
  });
  app.use(secureHeaders({ strictTransportSecurity: false, crossOriginResourcePolicy: 'same-site' }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        problemResponse(idOf(c), 'method-not-allowed', { headers: { allow: methods.join(', ') } }),
    }),
  );
  const tooLarge = (c: Context) =>
    problemResponse(idOf(c), 'payload-too-large', { detail: `A body may have ${maxBodyBytes} bytes.` });
  const countBody = bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge });
  app.use(async (c, next) => {
    const length = c.req.header('content-length');
    // A body that says its length need not be opened to know it, which costs as much as all the rest of a small request.
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) return countBody(c, next);
    if (Number(length) > maxBodyBytes) return tooLarge(c);
    return next();
  });

  app.notFound((c) => problemResponse(idOf(c), 'not-found', { detail: 'There is nothing at this address.' }));
  app.onError((error, c) => {
    if (error instanceof ProblemError) return problemResponse(idOf(c), error.type, error.details);
    if (error instanceof HTTPException) {
      const type = typeOfStatus(error.status);
      if (type) return problemResponse(idOf(c), type, error.message ? { detail: error.message } : {});
    }
    if (c.req.raw.signal.aborted) {
      return problemResponse(idOf(c), 'malformed-request', { detail: 'The request ended early.' });
    }
    const request = { requestId: idOf(c), method: c.req.method, path: c.req.path, err: error };
    const outage = outageOf(error);
    if (outage !== null) {
      logger.warn(request, 'out of reach');
      return problemResponse(idOf(c), 'not-ready', { detail: outage, headers: { 'retry-after': '2' } });
    }
    logger.error(request, 'request failed');
    return problemResponse(idOf(c), 'internal-error', { detail: 'The log knows this by its instance.' });
  });

  addHealth(app, ready, logger);
  if (guarded)
    for (const operation of operations)
      app.on(operation.method.toUpperCase(), honoPath(operation), guard(operation, guarded.accounts));
  let document: unknown;
  app.get('/openapi.json', (c) => {
    document ??= openApiDocument(app, { title, version });
    return c.json(document);
  });
  return app;
}

/** Only UUIDs are accepted, so that no header can forge a line of a log. */
const requestIdForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOf = (c: Context) => (c as Context<{ Variables: RequestIdVariables }>).get('requestId');

/** The general problem for a status that Hono itself answers with; none for 5xx, which are faults to be logged. */
function typeOfStatus(status: number): ProblemType | undefined {
  const types = Object.keys(problemTypes) as ProblemType[];
  return status < 500 ? types.find((type) => problemTypes[type].status === status) : undefined;
}
