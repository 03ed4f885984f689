import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languages } from '../../../web/src/lib/languages/languages.ts';
import { command, root } from '../command.ts';

const stamp = join(root, 'web/build/.sources');

/** Builds the site, in each language by itself, unless the build at hand was made of the same sources. */
export async function buildSite(say: (line: string) => void): Promise<void> {
  const wanted = await hashSources();
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  say('Building the site …');
  await Promise.all(languages.map(buildIn));
  await writeFile(stamp, wanted);
}

async function buildIn(language: string): Promise<void> {
  const { code, output } = await command('vite', ['build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    env: {
      PATH: `${join(root, 'web/node_modules/.bin')}:${process.env.PATH}`,
      NODE_ENV: 'production',
      SITE_LANGUAGE: language,
    },
  });
  if (code !== 0) throw new Error(`the site could not be built in ${language}:\n${output}`);
}

async function hashSources(): Promise<string> {
  const patterns = [
    'web/src/**/*',
    'web/languages/*',
    'web/static/**/*',
    'web/*.{json,js,ts}',
    'packages/{contract,explanation}/{src,openapi}/**/*',
    'packages/service-kit/src/logger.ts',
    'pnpm-lock.yaml',
  ];
  const files: string[] = [];
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const file of files.toSorted())
    hash
      .update(file.slice(root.length))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}
