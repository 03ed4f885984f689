import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from './logs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const entry = (level: string, msg: string, more = {}) =>
  JSON.stringify({ level, msg, service: 'x', ...more });

test('keeps every line, and shows warnings with the id of their request', async () => {
  const shown: string[] = [];
  const log = openLog(folder, 'arena', { show: (line) => shown.push(line), all: false });
  const lines = [
    entry('info', 'listening'),
    entry('error', 'request failed', { requestId: 'abc', err: { message: 'no room', stack: 'at x' } }),
    'Debugger attached',
  ];
  for (const line of lines) log.write(line, 'stdout');
  log.write('(node:1) Warning: x', 'stderr');
  log.close();
  expect(await readFile(join(folder, 'arena.log'), 'utf8')).toBe(
    `${lines.join('\n')}\n(node:1) Warning: x\n`,
  );
  expect(shown).toEqual(['arena     error request failed (no room) [abc]', 'arena     (node:1) Warning: x']);
});

test('shows everything where it is asked for', async () => {
  const shown: string[] = [];
  const log = openLog(folder, 'site', { show: (line) => shown.push(line), all: true });
  log.write(entry('info', 'listening', { url: 'http://x' }), 'stdout');
  log.close();
  expect(shown).toEqual(['site      info listening {"url":"http://x"}']);
});

test('begins a new file when one is full, over restarts too, and keeps four old ones', async () => {
  for (let restart = 0; restart < 3; restart++) {
    const log = openLog(folder, 'many', { show: () => {}, all: false, maxBytes: 20 });
    for (let n = 0; n < 5; n++) log.write(`line ${restart}.${n}`, 'stdout');
    log.close();
  }
  const files = (await readdir(folder)).filter((name) => name.startsWith('many')).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  expect(files).toEqual(['many.1.log', 'many.2.log', 'many.3.log', 'many.4.log', 'many.log']);
  expect(texts).toEqual([
    'line 2.2\nline 2.3\n',
    'line 2.0\nline 2.1\n',
    'line 1.3\nline 1.4\n',
    'line 1.1\nline 1.2\n',
    'line 2.4\n',
  ]);
});
