import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { languageFacts, type Language } from '../src/lib/languages/languages.ts';
import { pluralIn, pluralKey, readCatalogue } from './catalogue.ts';
import { isTranslated, webFolder } from './sources.ts';
import { translate } from './texts.ts';

/**
 * Whether the site has pages at a path, in each language. Files that programs read are the same in all, and a provider of
 * accounts knows one address.
 */
export function isPage(path: string): boolean {
  const [, first = '', rest = ''] = /^\/([\w-]+)(.*)$/s.exec(path) ?? [];
  return pages.has(first) && !/\[|\.\w+$/.test(rest);
}
const pages = new Set(
  readdirSync(join(webFolder, 'src/routes')).filter((name) => /^[a-z-]+$/.test(name) && name !== 'auth'),
);

/** Puts the texts of sources in another language before they are compiled, and its prefix before addresses of pages. */
export function speak(language: Language): Plugin {
  const catalogue = readCatalogue(language);
  const { messages, fields, served } = catalogue;
  const { prefix } = languageFacts[language];
  // A source is compiled for the server and for browsers.
  const done = new Map<string, string>();
  return {
    name: 'speak',
    enforce: 'pre',
    transform: {
      filter: { id: /\/web\/src\/.*\.(svelte|ts)$/ },
      handler(code, id) {
        const file = relative(webFolder, id);
        if (file === 'src/lib/languages/field-texts.ts')
          return { code: `export const fieldTexts = ${JSON.stringify(fields)};`, map: null };
        if (file === 'src/lib/languages/served-texts.ts')
          return { code: `export const servedTexts = ${JSON.stringify(served)};`, map: null };
        if (!isTranslated(file)) return;
        const translated =
          done.get(code) ??
          translate(code, file, {
            message: (text) => messages[`${file}: ${text}`] || messages[text] || undefined,
            plural: (one, many) => pluralIn(catalogue, pluralKey(one, many)),
            path: (path) => (path === '/' || isPage(path) ? prefix + path : path),
          });
        done.set(code, translated);
        return { code: translated, map: null };
      },
    },
  };
}
