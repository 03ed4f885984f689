import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.ts';

test('the browser is the one that is named, or one in PATH', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-browser-'));
  try {
    const browser = join(folder, 'google-chrome');
    await writeFile(browser, '#!/bin/sh\n');
    await chmod(browser, 0o755);
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(browser);
    expect(findChromium({ PATH: folder, CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
    expect(() => findChromium({ PATH: folder, CHROMIUM_PATH: join(folder, 'none') })).toThrow('no file');
  } finally {
    await rm(folder, { recursive: true });
  }
});
