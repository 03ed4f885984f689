import * as contract from '@fakexplain/contract';
import { fieldsOf, sentenceTexts, type Operation } from '@fakexplain/contract';
import { allFiles, readSource } from './sources.ts';

const used =
  /fieldsOf\(\s*(arena|catalog|inference|metrics)\.(\w+)((?:,\s*'\w+')*),?\s*\)(?:\.(\w+))?((?:,\s*'\w+')*)/g;
const names = (list: string | undefined): string[] =>
  [...(list ?? '').matchAll(/'(\w+)'/g)].map(([, name = '']) => name);

/** Titles and descriptions of the contract’s fields that pages show, as `wordsOf` picks them, and sentences of the services’ answers. */
export function readFields(): string[] {
  const texts = new Set<string>(sentenceTexts);
  for (const file of allFiles())
    for (const [, service = '', operation = '', path, only, picked] of readSource(file).matchAll(used)) {
      const operations: Readonly<Record<string, Operation>> = Object(Reflect.get(contract, service));
      const found = operations[operation];
      if (!found) throw new Error(`${file}: ${service} has no operation ${operation}`);
      const shown = only === undefined ? names(picked) : [only];
      for (const [name, { title, description }] of Object.entries(fieldsOf(found, ...names(path))))
        if (shown.length === 0 || shown.includes(name)) {
          texts.add(title);
          texts.add(description.replaceAll('`', ''));
        }
    }
  return [...texts].toSorted();
}
