import { z } from '@hono/zod-openapi';
import type { CallInput, CallOutput, Operation } from './operation.ts';
import { problemSchema, type ProblemDocument } from './problems.ts';

/** A service refused, with its problem document. */
export class ServiceProblem extends Error {
  readonly problem: ProblemDocument;
  /** Seconds after which to ask again, where the service said so. */
  readonly retryAfterS: number | null;
  constructor(problem: ProblemDocument, retryAfterS: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = 'ServiceProblem';
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }
  /** The slug at the end of the type URI, e.g. `ballot-expired`. */
  get slug(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf('/') + 1);
  }
}

/** A service could not be reached, or answered with something its contract does not know. */
export class ServiceUnreachable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ServiceUnreachable';
  }
}

export interface ClientOptions {
  /** Where the service listens, e.g. `http://127.0.0.1:4101`. */
  baseUrl: string;
  /** A rater's token or an API key, sent as `Authorization: Bearer …`. */
  token?: string | undefined;
  /** Token of the session of somebody who has signed in, sent as `X-Session`. */
  session?: string | undefined;
  /** Sent as `X-Request-Id`, so that the service logs the call by the id of the request that it is made for. */
  requestId?: string | undefined;
  fetch?: typeof fetch | undefined;
  signal?: AbortSignal | undefined;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const partSchema = z.record(z.string(), scalar.optional()).default({});
const inputSchema = z.object({
  params: partSchema,
  query: partSchema,
  headers: partSchema,
  body: z.unknown().optional(),
});

/** The response of an operation as it came, for bodies that are not JSON (images, event streams). */
export async function send<O extends Operation>(
  operation: O,
  input: CallInput<O>,
  { baseUrl, token, session, requestId, fetch: fetcher = fetch, signal }: ClientOptions,
): Promise<Response> {
  const { params, query, headers, body } = inputSchema.parse(input);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  );
  const url = new URL(baseUrl.replace(/\/$/, '') + path);
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(key, String(value));
  const request = new Headers();
  for (const [key, value] of Object.entries(headers))
    if (value !== undefined) request.set(key, String(value));
  if (token) request.set('authorization', `Bearer ${token}`);
  if (session) request.set('x-session', session);
  if (requestId) request.set('x-request-id', requestId);
  const init: RequestInit = { method: operation.method.toUpperCase(), headers: request };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    request.set('content-type', 'application/json');
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetcher(url, init);
  } catch (error) {
    throw new ServiceUnreachable(`${operation.operationId}: ${url.origin} does not answer`, error);
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  const retryAfterS = /^\d+$/.exec(response.headers.get('retry-after') ?? '')?.[0];
  if (problem.success)
    throw new ServiceProblem(problem.data, retryAfterS === undefined ? null : Number(retryAfterS));
  throw new ServiceUnreachable(`${operation.operationId}: ${url.origin} answered ${response.status}`);
}

const successSchema = z.object({
  content: z.object({
    'application/json': z.object({ schema: z.custom<z.ZodType>((s) => s instanceof z.ZodType) }),
  }),
});

/**
 * Calls an operation of a service; its answer is parsed by the contract.
 * @throws ServiceProblem when the service refuses, ServiceUnreachable when it does not answer in its own terms.
 */
export async function call<O extends Operation>(
  operation: O,
  input: CallInput<O>,
  options: ClientOptions,
): Promise<CallOutput<O>> {
  const response = await send(operation, input, options);
  const declared = successSchema.safeParse(operation.responses[response.status]);
  if (!declared.success) {
    throw new ServiceUnreachable(
      `${operation.operationId}: status ${response.status} is not in the contract`,
    );
  }
  const parsed = declared.data.content['application/json'].schema.safeParse(
    await response.json().catch(() => null),
  );
  if (!parsed.success) {
    throw new ServiceUnreachable(
      `${operation.operationId}: the answer is not what the contract says`,
      parsed.error,
    );
  }
  // The schema is the operation's own, which `CallOutput` is derived from.
  return parsed.data as CallOutput<O>;
}
