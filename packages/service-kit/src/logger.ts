import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** Writes JSON lines to standard output. At `info` a healthy service is silent about requests; `debug` shows each. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    base: { service },
    level,
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['authorization', '*.authorization', 'password', '*.password', 'token', '*.token'],
  });
}
