import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './command.ts';

test('what npm runs ends in order when npm is told to end, which ends its shell alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-run-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'program.mjs');
  await writeFile(
    program,
    `process.on('SIGTERM', () => { console.log('ended'); process.exit(); });
     setInterval(() => {}, 1_000);
     console.log('runs');`,
  );
  // What follows keeps the shell from becoming the program.
  const shell = spawn('sh', ['-c', 'node cli/run.mjs "$0"; true', relative(root, program)], {
    cwd: root,
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: shell.stdout })) {
    lines.push(line);
    if (line === 'runs') {
      shell.kill('SIGTERM');
      await once(shell, 'exit');
    }
  }
  expect(lines).toEqual(['runs', 'ended']);
});
