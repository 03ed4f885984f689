import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase } from '@fakexplain/database/testing';
import { command } from '../../cli/src/command.ts';
import { exitCodes } from '../../cli/src/exit-codes.ts';
import { startStack, type Stack } from '../../cli/src/stack/stack.ts';

export interface OwnSite extends Stack {
  /** A folder that goes with the site. */
  folder: string;
  /** Runs a command of the project on this site, as the README says; returns what it printed. */
  run(...args: string[]): Promise<string>;
}

/** A site with nothing in it, on a database and a folder of its own. */
export async function startOwnSite(): Promise<OwnSite> {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-site-'));
  const database = await cloneDatabase();
  const remove = async () => {
    await database.close();
    await rm(folder, { recursive: true });
  };
  const stack = await startStack({
    dataDir: folder,
    port: 0,
    databaseUrl: database.url,
    demo: false,
    say: () => {},
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...stack,
    folder,
    async run(...args) {
      const inEnvironment = 'set -a; . "$0/environment"; set +a; exec "$@"';
      const entry = join(import.meta.dirname, '../../cli/src/main.ts');
      const { code, output } = await command('sh', [
        '-c',
        inEnvironment,
        folder,
        process.execPath,
        entry,
        ...args,
      ]);
      // What is done in part says so in its words, which tests read.
      if (code !== exitCodes.done && code !== exitCodes.partial)
        throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
      return output;
    },
    async stop() {
      await stack.stop();
      await remove();
    },
  };
}
