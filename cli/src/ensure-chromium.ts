import { existsSync } from 'node:fs';
import { command } from './command.ts';

export const chromiumPath = '/usr/bin/chromium';

/**
 * Makes sure that Debian's chromium is there for the browser tests: installs it through apt when this is root
 * on a machine with apt, otherwise says how.
 * @throws when it is missing and cannot be installed.
 */
export async function ensureChromium(say: (line: string) => void): Promise<void> {
  if (existsSync(chromiumPath)) return;
  const how = 'install it with: sudo apt-get install chromium';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`The browser tests need ${chromiumPath}; ${how}`);
  }
  say('Installing chromium through apt for the browser tests …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await command('apt-get', ['update', '-qq'], { env });
  const { code, output } = await command(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    { env },
  );
  if (code !== 0 || !existsSync(chromiumPath))
    throw new Error(`${output}\nchromium could not be installed; ${how}`);
}
