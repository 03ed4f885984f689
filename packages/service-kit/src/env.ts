import type { z } from 'zod';

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
  const lines = result.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    const unset = path.length === 1 && !(name in given);
    const what = message.endsWith('received undefined') ? 'is not set' : `is not set (${message})`;
    return `  ${name ? `${name}: ` : ''}${unset ? what : message}`;
  });
  throw new EnvironmentError(`The environment is not usable:\n${lines.join('\n')}`);
}
