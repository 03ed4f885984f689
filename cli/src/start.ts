// npm start: everything on this machine, one address. With --dev (npm run dev) for work on the code: sources are watched, and
// nothing has to be built. PORT, HOST, PUBLIC_URL, DATA_DIR, DATABASE_URL and DEMO change the defaults.
import { join, resolve } from 'node:path';
import { readEnvironment } from '@fakexplain/service-kit/env';
import { z } from 'zod';
import { root } from './command.ts';
import { startStack } from './stack/stack.ts';

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DEMO: z.string().default('on'),
});

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
  const env = readEnvironment(settings);
  const dataDir = resolve(root, env.DATA_DIR);
  const stack = await startStack({
    dataDir,
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL,
    demo: env.DEMO !== 'off',
    say: (line) => console.log(line),
    terminal: process.stdout.isTTY,
    dev: process.argv.includes('--dev'),
  });
  stop = stack.stop;
  if (stopping) await stop();
  console.log(`\nFakeXplain Arena is at ${stack.address}`);
  console.log(
    stack.ownerLink === null
      ? `To manage studies, sign in at ${stack.address}/sign-in`
      : `Nobody owns it yet. Whoever opens this link first does; it is good once, for seven days:\n${stack.ownerLink}`,
  );
  console.log(`Logs are in ${join(dataDir, 'logs')}. Ctrl-C stops it; what was voted stays.`);
  const name = await stack.failed;
  if (!stopping) {
    stopping = true;
    console.error(`\nNobody can vote without ${name}; everything is stopped.`);
    await stop();
    process.exit(1);
  }
} catch (error) {
  console.error(
    `\nFakeXplain Arena could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
