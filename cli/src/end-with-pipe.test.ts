import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a command whose output nobody reads any more ends in silence', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'end-with-pipe.ts')).href;
  const program = `import { endWithPipe } from '${module}'; endWithPipe();
    setInterval(() => console.log('a line'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const complaints = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await complaints).toBe('');
});
