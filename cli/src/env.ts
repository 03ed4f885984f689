import { join, resolve } from 'node:path';
import { environmentOfStart, EnvironmentError, readEnvironment } from '@fakexplain/service-kit/env';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import type { ClientOptions } from '@fakexplain/contract';
import { z } from 'zod';

/** Where `npm start` keeps its state. */
const DATA_DIR = z.string().default(join(import.meta.dirname, '../../.data'));

const storesSchema = z.object({
  ...blobSettings,
  /** Without it, the database of `npm start` is used. */
  DATABASE_URL: z.url().optional(),
  DATA_DIR,
});

/** Where the commands that work on the database and the blob store find them. */
export const readStoresEnv = () => readEnvironment(storesSchema);
export type StoresEnv = z.output<typeof storesSchema>;

/** The database alone, for `migrate`, which has no default database. */
export const readDatabaseEnv = () => readEnvironment(z.object({ DATABASE_URL: z.url() }));

const addressSchema = z.object({
  ARENA_URL: z.url().optional(),
  INFERENCE_URL: z.url().optional(),
  FAKEXPLAIN_API_KEY: z.string().optional(),
  DATA_DIR,
});

/**
 * Address of the service that a command calls, and the API key that it calls it with; both default to those of `npm start`.
 * @param variable that names the service's address
 */
export function readServiceAddress(variable: 'ARENA_URL' | 'INFERENCE_URL'): ClientOptions {
  const named = readEnvironment(addressSchema);
  // A named service never gets the key of the local one.
  const start = named[variable] === undefined ? environmentOfStart(resolve(named.DATA_DIR)) : {};
  const { [variable]: baseUrl, FAKEXPLAIN_API_KEY: token } = { ...start, ...named };
  if (baseUrl === undefined || token === undefined) {
    const missing = [
      ...(baseUrl === undefined ? [variable] : []),
      ...(token === undefined ? ['FAKEXPLAIN_API_KEY'] : []),
    ];
    throw new EnvironmentError(
      `Set ${missing.join(' and ')}, or run \`npm start\` first: a command speaks to the service of a running \`npm start\`.`,
    );
  }
  return { baseUrl, token };
}

/** Where the site is that a command looks at: PUBLIC_URL, or that of `npm start`. */
export function readSiteAddress(): string {
  const named = readEnvironment(z.object({ PUBLIC_URL: z.url().optional(), DATA_DIR }));
  const address = named.PUBLIC_URL ?? environmentOfStart(resolve(named.DATA_DIR))['PUBLIC_URL'];
  if (address === undefined)
    throw new EnvironmentError('Set PUBLIC_URL to the address of a site, or run `npm start` first.');
  return address;
}
