// npm start: everything on this machine, one address. PORT, HOST, DATA_DIR and DATABASE_URL change the defaults.
import { join, resolve } from 'node:path';
import { startStack } from './stack/stack.ts';

const { PORT, HOST, DATA_DIR, DATABASE_URL, DEMO } = process.env;
const dataDir = resolve(DATA_DIR || join(import.meta.dirname, '../../.data'));

let stopping = false;
let stop = async () => {};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping …');
    await stop();
    process.exit(0);
  });
}

try {
  const stack = await startStack({
    dataDir,
    port: Number(PORT || 4100),
    ...(HOST ? { host: HOST } : {}),
    databaseUrl: DATABASE_URL || undefined,
    demo: DEMO !== 'off',
    say: (line) => console.log(line),
    terminal: process.stdout.isTTY,
  });
  stop = stack.stop;
  if (stopping) await stop();
  console.log(`\nFakeXplain Arena is at ${stack.address}`);
  console.log(
    `To manage studies, sign in at ${stack.address}/maintain with the token in ${join(dataDir, 'maintainer-token')}`,
  );
  console.log('Ctrl-C stops it; what was voted stays.');
  const { name, tail } = await stack.failed;
  if (!stopping) {
    console.error(`\nThe ${name} service ended unexpectedly:\n${tail}`);
    stopping = true;
    await stop();
    process.exit(1);
  }
} catch (error) {
  console.error(
    `\nFakeXplain Arena could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
