import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { postgresBinaries } from './binaries.ts';
import { chooseLauncher } from './unprivileged.ts';

it.runIf(process.getuid?.() === 0)(
  'runs programs and data that lie below a folder closed to all but root',
  () => {
    const home = mkdtempSync(join(tmpdir(), 'fakexplain-private-'));
    try {
      cpSync(join(dirname(postgresBinaries().initdb), '..'), join(home, 'native'), { recursive: true });
      const launcher = chooseLauncher(join(home, 'native/bin/postgres'), home);
      const data = join(home, 'data');
      mkdirSync(data);
      chownSync(data, launcher.owner?.uid ?? 0, launcher.owner?.gid ?? 0);
      const [program, args] = launcher.command(join(home, 'native/bin/initdb'), [
        '-D',
        data,
        '-U',
        'postgres',
        '--no-sync',
      ]);
      execFileSync(program, args, { cwd: '/', stdio: 'pipe' });
      expect(existsSync(join(data, 'PG_VERSION'))).toBe(true);
    } finally {
      rmSync(home, { recursive: true });
    }
  },
  30_000,
);
