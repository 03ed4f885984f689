import { AsyncLocalStorage } from 'node:async_hooks';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { z } from 'zod';

export type { Logger };

/** How much is logged; `silent` is nothing. */
export const logLevelSchema = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

/** The id of the request that the current work belongs to; every line that a logger writes meanwhile carries it. */
export const requestIds = new AsyncLocalStorage<string>();

/** Writes JSON lines to standard output. At `info` a healthy service is silent about requests; `debug` shows each. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    base: { service },
    level,
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const requestId = requestIds.getStore();
      return requestId === undefined ? {} : { requestId };
    },
    redact: ['authorization', '*.authorization', 'password', '*.password', 'token', '*.token'],
  });
}
