import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Language } from '../src/lib/languages/languages.ts';
import { webFolder } from './sources.ts';

/** Translations of one language. */
export const catalogueSchema = z.strictObject({
  /** By English text; `src/file.svelte: text` where one place says it otherwise than others. */
  messages: z.record(z.string(), z.string()),
  /** By `one|many`, and written like it. */
  plurals: z.record(z.string(), z.string()),
  /** What the contract says of fields that pages show, by the English text. */
  fields: z.record(z.string(), z.string()),
  /** What services say in sentences, by the English ones: of metrics, of published tables, and why they refuse. */
  served: z.record(z.string(), z.string()),
});
export type Catalogue = z.infer<typeof catalogueSchema>;

export const catalogueFile = (language: Language): string => join(webFolder, `languages/${language}.json`);

export const readCatalogue = (language: Language): Catalogue =>
  catalogueSchema.parse(JSON.parse(readFileSync(catalogueFile(language), 'utf8')));

/** Names and the like, which are the same in every language. */
export const readKept = (): ReadonlySet<string> =>
  new Set(
    z.array(z.string()).parse(JSON.parse(readFileSync(join(webFolder, 'languages/kept.json'), 'utf8'))),
  );

export const pluralKey = (one: string, many: string | undefined): string => `${one}|${many ?? `${one}s`}`;

/** The words for one and for many; undefined where they are not translated. */
export function pluralIn({ plurals }: Catalogue, key: string): readonly [string, string] | undefined {
  const [one = '', many = ''] = plurals[key]?.split('|') ?? [];
  return one === '' || many === '' ? undefined : [one, many];
}
