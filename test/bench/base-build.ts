import { existsSync } from 'node:fs';
import { command, root } from '../../cli/src/command.ts';

/** The commit that speed is compared with. */
const baseCommit = '56e7b868815ca1beb1babd8c9b3c2aead3ff2671';

/** A build of an earlier commit, whose services run beside this one's: `startMeasured` takes its folder. */
export interface BaseBuild {
  /** Its checkout, with everything that it depends on installed. */
  folder: string;
  /** Applies its own migrations. */
  migrate: (databaseUrl: string) => Promise<void>;
  /** Takes the checkout away. */
  remove: () => Promise<void>;
}

/** Checks the earlier commit out in `folder`, and installs what it depends on. @throws where this clone does not have the commit */
export async function checkOutBase(folder: string): Promise<BaseBuild> {
  const run = async (program: string, args: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) => {
    const { code, output } = await command(program, args, { cwd, env });
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`);
  };
  if (!existsSync(folder)) await run('git', ['worktree', 'add', '--detach', folder, baseCommit], {}, root);
  await run('npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile'], { CI: 'true' });
  return {
    folder,
    migrate: (databaseUrl) => run(process.execPath, ['migrations/migrate.ts'], { DATABASE_URL: databaseUrl }),
    remove: () => run('git', ['worktree', 'remove', '--force', folder], {}, root),
  };
}
