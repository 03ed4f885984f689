import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const webFolder = fileURLToPath(new URL('..', import.meta.url));

/** Sources that show nothing to people in words of the site. */
const others =
  /\.test\.ts$|\.d\.ts$|\/testing\/|\/service-worker\/|src\/env\.ts$|files\.server\.ts$|\/(bibtex|latex|csv|type-text|operations|openapi-documents|pass-bytes|download|draw-figure|raster|image-response\.server|languages)\.ts$/;

/** Sources of pages, below `web/`. */
export const allFiles = (): string[] =>
  globSync('src/**/*.{svelte,ts}', { cwd: webFolder })
    .filter((file) => !file.endsWith('.test.ts'))
    .toSorted();

/** Those whose text is translated. */
export const sourceFiles = (): string[] => allFiles().filter(isTranslated);

export const isTranslated = (file: string): boolean => !others.test(file);

export const readSource = (file: string): string => readFileSync(join(webFolder, file), 'utf8');
