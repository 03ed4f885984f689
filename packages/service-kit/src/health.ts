import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';
import type { Logger } from 'pino';
import { ProblemError } from './problem.ts';

/** Checks by name; each rejects when its dependency does not work. */
export type ReadinessChecks = Record<string, () => Promise<unknown>>;

/** Longest time that a check may take. */
const checkTimeoutMs = 2_000;

/** `/health`: the process answers. `/health/ready`: all checks pass; 503 names those that fail. */
export function addHealth<E extends Env>(app: OpenAPIHono<E>, checks: ReadinessChecks, logger: Logger): void {
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    const failed = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await Promise.race([check(), tooLate()]);
          return [];
        } catch (err) {
          logger.warn({ check: name, err }, 'not ready');
          return [{ path: name, message: 'does not work' }];
        }
      }),
    );
    const errors = failed.flat();
    if (errors.length > 0) throw new ProblemError('not-ready', { errors, headers: { 'retry-after': '2' } });
    return c.json({ status: 'ok' });
  });
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs).unref();
  });
}
