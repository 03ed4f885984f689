import { relative, resolve } from 'node:path';
import type { Manifest } from './manifest-schema.ts';
import { fillPlaceholders, type Environment } from './placeholders.ts';

type Backend = Manifest['backend'];

/**
 * A manifest's backend with its placeholders filled in: addresses, and paths, which stay relative to the folder. A
 * variable may hold several addresses, separated by commas.
 * @returns the names of variables that are not set, where there are any
 */
export function fillBackend<B extends Backend>(
  backend: B,
  { folder, environment }: { folder: string; environment: Environment },
): { backend: B; missing: [] } | { backend: null; missing: string[] } {
  const missing: string[] = [];
  const fill = (text: string) => {
    const filled = fillPlaceholders(text, environment);
    missing.push(...filled.missing);
    return filled.text ?? '';
  };
  const path = (text: string) => relative(folder, resolve(folder, fill(text)));
  const filled = fillFields(backend, fill, path);
  return missing.length > 0
    ? { backend: null, missing }
    : { backend: { ...backend, ...filled }, missing: [] };
}

function fillFields(
  backend: Backend,
  fill: (text: string) => string,
  path: (text: string) => string,
): Partial<Backend> {
  switch (backend.kind) {
    case 'local':
      return { checkpoint: path(backend.checkpoint) };
    case 'graph':
      return { file: path(backend.file) };
    case 'served':
      return {
        endpoints: backend.endpoints.flatMap((text) =>
          fill(text)
            .split(',')
            .map((address) => address.trim())
            .filter((address) => address !== ''),
        ),
        model: fill(backend.model),
        ...(backend.apiKey !== undefined && { apiKey: fill(backend.apiKey) }),
      };
    case 'predictions':
      return backend.file === undefined ? {} : { file: path(backend.file) };
  }
}
