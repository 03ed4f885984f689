/**
 * Brings the catalogues to what the sources say: texts that are gone leave, texts that are new come with an empty translation,
 * which the tests refuse until somebody writes it.
 */
import { writeFileSync } from 'node:fs';
import { languages } from '../src/lib/languages/languages.ts';
import { catalogueFile, readCatalogue, readKept, type Catalogue } from './catalogue.ts';
import { collect } from './collect.ts';
import { readFields } from './fields.ts';
import { readServed } from './served.ts';

const { messages, plurals } = collect();
const kept = readKept();

/** Entries for all keys, with what was said before; those of one place alone stay while their text does. */
function entries(keys: Iterable<string>, before: Record<string, string>): Record<string, string> {
  const all = new Set(keys);
  const own = Object.keys(before).filter((key) => all.has(key.replace(/^src\/[^:]*: /, '')));
  return Object.fromEntries([...new Set([...all, ...own])].toSorted().map((key) => [key, before[key] ?? '']));
}

for (const language of languages.filter((one) => one !== 'en')) {
  const before = readCatalogue(language);
  const after: Catalogue = {
    messages: entries(
      [...messages].filter((text) => !kept.has(text)),
      before.messages,
    ),
    plurals: entries(plurals, before.plurals),
    fields: entries(readFields(), before.fields),
    served: entries(readServed(), before.served),
  };
  writeFileSync(catalogueFile(language), `${JSON.stringify(after, null, 2)}\n`);
  const missing = Object.values(after).flatMap((texts) => Object.values(texts).filter((text) => text === ''));
  console.log(`${language}: ${missing.length} to translate`);
}
