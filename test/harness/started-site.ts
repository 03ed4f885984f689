import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StartedSite {
  address: string;
  ownerLink: string;
  stop: () => Promise<void>;
}

/** What `npm start` does in an empty folder, with its own PostgreSQL and without the demo. @throws where it does not start */
export async function startEmptySite(): Promise<StartedSite> {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-day-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../cli/src/start.ts')], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', DEMO: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let said = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ctrl-C stops it')) resolve();
      });
  });
  await Promise.race([ready, ended]);
  const address = /is at (http\S+)/.exec(said)?.[1];
  const ownerLink = /^http\S+welcome\S+$/m.exec(said)?.[0];
  if (address === undefined || ownerLink === undefined) {
    await stop();
    throw new Error(`the start said:\n${said}`);
  }
  return { address, ownerLink, stop };
}
