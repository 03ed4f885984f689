import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { logLevelSchema } from './logger.ts';

/** Settings that every service has, to be spread into its own. @param port default port */
export const serviceSettings = (port: number) => ({
  DATABASE_URL: z.url(),
  /** Most connections to the database at a time. */
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  PORT: z.coerce.number().int().min(0).max(65_535).default(port),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: logLevelSchema,
  /** Addresses of the site and of proxies before it: their X-Forwarded-For and X-Request-Id are believed. */
  TRUSTED_PROXIES: z.string().default('127.0.0.0/8, ::1'),
});

/** Settings of the environment are missing or wrong; the message names them and says what to do. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Reads settings from the environment; an empty variable counts as unset.
 * @throws EnvironmentError that names every variable at fault and never shows a value, since some are secrets.
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  source: Record<string, string | undefined> = process.env,
): z.output<S> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (source[name] ? [[name, source[name]]] : [])),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ code, path, message }) => {
    const name = path.join('.');
    const unset = path.length === 1 && !(name in given);
    const what = code === 'invalid_type' ? 'is not set' : `is not set (${message})`;
    return `  ${name ? `${name}: ` : ''}${unset ? what : message}`;
  });
  throw new EnvironmentError(`The environment is not usable:\n${lines.join('\n')}`);
}

/**
 * Reads the variables that `npm start` writes for the commands; empty where it never ran.
 * @param dataDir its data folder
 */
export function environmentOfStart(dataDir: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(join(dataDir, 'environment'), 'utf8'));
  } catch {
    return {};
  }
}
