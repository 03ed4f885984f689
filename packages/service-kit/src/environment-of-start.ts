import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * What `npm start` wrote down for the commands that speak to it; nothing where it never ran.
 * @param dataDir where it keeps its state
 */
export function environmentOfStart(dataDir: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(join(dataDir, 'environment'), 'utf8'));
  } catch {
    return {};
  }
}
