import { execFileSync, spawnSync } from 'node:child_process';

/** How to start a program so that it does not run as root, which PostgreSQL refuses. */
export interface Launcher {
  /** Owner for the files of the server; null when this process is not root and nothing changes. */
  owner: { uid: number; gid: number } | null;
  /** Program and arguments that start `program` under the right user. */
  command: (program: string, args: string[]) => [string, string[]];
}

/**
 * For root, picks the system's `postgres` user, or `nobody` where there is none, and checks that it reaches both
 * paths. Below a private folder (`/root`, `mktemp -d`) it cannot, so there the server keeps the one capability
 * that lets it pass closed folders, CAP_DAC_OVERRIDE, and no other.
 */
export function chooseLauncher(program: string, folder: string): Launcher {
  if (process.getuid?.() !== 0) return { owner: null, command: (program, args) => [program, args] };
  const owner = userIds('postgres') ?? userIds('nobody');
  if (owner === null) {
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as. ' +
        'Create one (`useradd --system postgres`), start as another user, or set DATABASE_URL.',
    );
  }
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const capability = [
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    // Without it access(2), with which PostgreSQL looks for its own programs, disregards capabilities.
    '--securebits=+no_setuid_fixup',
  ];
  for (const flags of [
    [...identity, '--inh-caps=-all'],
    [...identity, ...capability],
  ]) {
    const command: Launcher['command'] = (program, args) => ['setpriv', [...flags, '--', program, ...args]];
    const probe = command('/bin/sh', ['-c', '"$0" --version && test -x "$1"', program, folder]);
    if (spawnSync(...probe, { stdio: 'ignore' }).status === 0) return { owner, command };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and its user (uid ${owner.uid}) cannot reach ${program} and ${folder}. ` +
      'Open the folders on the way (`chmod o+x`), install `setpriv` (util-linux), start as another user, or set DATABASE_URL.',
  );
}

function userIds(name: string): Launcher['owner'] {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
