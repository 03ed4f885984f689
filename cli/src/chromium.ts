import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { command } from './command.ts';

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/opt/homebrew/bin',
];
const macApps = ['Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave Browser'];

/**
 * The Chromium, or a browser made of it, that tests drive: the one that CHROMIUM_PATH names, or the first one found in PATH
 * and in the usual places of Linux distributions and macOS.
 * @returns its path, or undefined where there is none
 * @throws where CHROMIUM_PATH names no file
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, where there is no file.`);
  }
  const folders = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), ...places];
  const candidates = folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  if (process.platform === 'darwin')
    for (const folder of ['/Applications', join(homedir(), 'Applications')])
      candidates.push(...macApps.map((app) => join(folder, `${app}.app/Contents/MacOS/${app}`)));
  return candidates.find(existsSync);
}

/**
 * The browser for the tests. On Debian and its like root gets one through apt where there is none.
 * @throws when there is none and none can be installed
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const how =
    'Install Chromium or Chrome (on Debian: sudo apt-get install chromium), or name one in CHROMIUM_PATH.';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`The browser tests need a Chromium, and none was found. ${how}`);
  say('Installing chromium through apt for the browser tests …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await command('apt-get', ['update', '-qq'], { env });
  const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  const { output } = await command('apt-get', args, { env });
  const installed = findChromium();
  if (!installed) throw new Error(`${output}\nchromium could not be installed. ${how}`);
  return installed;
}
